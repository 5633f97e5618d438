using Muster.Server.Ui;

namespace Muster.Server.Diagnosing;

/// <summary>What was looked at, in the words of the admin app.</summary>
internal static class DiagnosisWords
{
    /// <summary>The name of a check.</summary>
    public static string Name(Texts T, string check) =>
        check switch
        {
            "database" => T["Database"],
            "schema" => T["Schema"],
            "durability" => T["Durability"],
            "statementTimeout" => T["Time of statements"],
            "databaseClock" => T["Clock of the database"],
            "isolation" => T["Workspaces kept apart"],
            "folder" => T["Data folder"],
            "disk" => T["Disk"],
            "keys" => T["Key file"],
            "credential" => T["Credential"],
            "directory" => T["Directory"],
            "directoryClock" => T["Clock of the directory"],
            "read" => T["Last read"],
            "connection" => T["Connections"],
            "schedule" => T["Schedule"],
            "notifications" => T["Change notifications"],
            "lease" => T["Right to write"],
            "problems" => T["Problems"],
            "restoration" => T["Restored data"],
            "backup" => T["Last backup"],
            "drill" => T["Last restore for trial"],
            "audit" => T["Audit log"],
            _ => T["Address"],
        };

    /// <summary>The colour of a finding.</summary>
    public static string Kind(Finding finding) =>
        finding switch
        {
            Finding.Ok => "ok",
            Finding.Warning => "hold",
            _ => "bad",
        };

    /// <summary>The word of a finding.</summary>
    public static string Word(Texts T, Finding finding) =>
        finding switch
        {
            Finding.Ok => T["as it should be"],
            Finding.Warning => T["look at it"],
            _ => T["failed"],
        };
}
