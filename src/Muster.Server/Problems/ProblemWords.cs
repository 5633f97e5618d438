using Muster.Engine.Connections;
using Muster.Engine.Inbox;
using Muster.Server.Ui;

namespace Muster.Server.Problems;

/// <summary>Problems for people who look at them in a browser.</summary>
internal static class ProblemWords
{
    /// <summary>What kind of problem it is.</summary>
    public static string Kind(Texts T, string code) =>
        code switch
        {
            "held" => T["A run waits for a person"],
            "readFailed" => T["The directory cannot be read"],
            CredentialEnd.Code => T["A credential ends soon"],
            "drift" => T["A group differs from the directory"],
            "paused" => T["A group is paused"],
            "sourceDeleted" => T["Its directory group was deleted"],
            "reusedName" => T["Another directory group took the name"],
            "ambiguousName" => T["Several directory groups have the name"],
            "unmatched" => T["No directory group has the name"],
            "ownedByDirectory" => T["The directory owns it"],
            "protectedUnknown" => T["A protected name fits nobody"],
            "renameClash" => T["A new name is taken"],
            "claimedTwice" => T["Two groups follow the same one"],
            "unlinkedByRename" => T["Unlinked by a rename"],
            "nestedInCircle" => T["Groups nested in a circle"],
            "nameTaken" => T["A name is taken"],
            "namingConvention" => T["Against the naming convention"],
            "importGroupMissing" => T["A group of the import rule is gone"],
            "ruleCoversNobody" => T["The import rule covers nobody"],
            "ruleCoversEverybody" => T["The import rule covers everybody"],
            "adoptionAmbiguous" => T["Several users could be the same person"],
            "rehired" => T["Somebody came back"],
            "attributeMissing" or "groupAttributeMissing" => T["A value is missing"],
            "notInDirectory" => T["Not in the directory"],
            "removalsKeptBack" => T["Removals are kept back"],
            "suspensionsKeptBack" => T["Suspensions are kept back"],
            "incrementalDiffers" => T["A full plan found more"],
            _ => code,
        };

    /// <summary>Where it is mended, and what the link says.</summary>
    public static (string Address, string Text) Fix(Texts T, InboxProblem problem) =>
        problem.Code switch
        {
            "held" => (FormattableString.Invariant($"/runs/{problem.LastRun}"), T["Look at the run and decide"]),
            "readFailed" => ("/connections", T["Test the connection"]),
            CredentialEnd.Code => ("/connections", T["Give the connection a new certificate"]),
            "unmatched" => ("/groups/discover", T["Find the directory group"]),
            "importGroupMissing" or "ruleCoversNobody" or "ruleCoversEverybody" => ("/people/import", T["Change the import rule"]),
            "removalsKeptBack" or "suspensionsKeptBack" => ("/schedule", T["Run a sync that reads in full"]),
            "protectedUnknown" => ("/guard-rails", T["Correct the protected names"]),
            "adoptionAmbiguous" or "rehired" or "attributeMissing" => ("/people", T["Look at the people"]),
            "drift"
            or "paused"
            or "sourceDeleted"
            or "reusedName"
            or "ambiguousName"
            or "renameClash"
            or "claimedTwice"
            or "unlinkedByRename"
            or "nestedInCircle"
            or "nameTaken"
            or "namingConvention" => ($"/groups?search={Uri.EscapeDataString(problem.Subject)}", T["Open the group"]),
            _ => (FormattableString.Invariant($"/runs/{problem.LastRun}"), T["Look at the run"]),
        };

    /// <summary>What happened to a problem.</summary>
    public static string Event(Texts T, string what) =>
        what switch
        {
            "appeared" => T["Seen for the first time"],
            "returned" => T["Came back"],
            "resolved" => T["Gone"],
            "snoozed" => T["Put aside"],
            "woken" => T["Taken up again"],
            "assigned" => T["Assigned to"],
            "unassigned" => T["Assigned to nobody"],
            _ => what,
        };
}
