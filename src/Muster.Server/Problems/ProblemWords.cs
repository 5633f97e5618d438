using Muster.Core.Incremental;
using Muster.Engine.Connections;
using Muster.Engine.Inbox;
using Muster.Server.Accounts.Emergency;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Problems;

/// <summary>Problems for people who look at them in a browser.</summary>
internal static class ProblemWords
{
    /// <summary>What kind of problem it is.</summary>
    public static string Kind(Texts T, string code) =>
        code switch
        {
            ProblemCauses.Held => T["A run waits for a person"],
            ProblemCauses.ReadFailed => T["The directory cannot be read"],
            CredentialEnd.Code => T["A credential ends soon"],
            EmergencyProblem.Code => T["Emergency access is open or in use"],
            Core.Planning.Problems.Drift => T["A group differs from the directory"],
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
            MissedByChanges.Code => T["A full plan found more"],
            ProblemCauses.MirrorDiffers => T["What is kept differs from the directory"],
            ProblemCauses.RowsDropped => T["Rows were left out of a plan"],
            "exceptionIdle" => T["An exception changes nothing"],
            "badName" => T["A name cannot be used here"],
            _ => code,
        };

    /// <summary>What it is about; a run by what it was for, and everything else by its name.</summary>
    public static string Subject(Texts T, InboxProblem problem) =>
        problem.Code == ProblemCauses.Held && problem.Subject.Split(['(', ')'], 3) is [_, var verb, ""]
            ? T["{0}, run {1}", RunOutcomes.Verb(T, verb), problem.LastRun]
            : problem.Subject;

    /// <summary>Whether it is about a group here, by its name.</summary>
    public static bool IsOfGroup(string code) =>
        code
            is Core.Planning.Problems.Drift
                or "paused"
                or "sourceDeleted"
                or "reusedName"
                or "ambiguousName"
                or "renameClash"
                or "claimedTwice"
                or "unlinkedByRename"
                or "nestedInCircle"
                or "nameTaken"
                or "namingConvention";

    /// <summary>Whether it is about people, by what they are signed in with.</summary>
    public static bool IsOfPerson(string code) => code is "adoptionAmbiguous" or "rehired";

    /// <summary>Where it is mended, and what the link says.</summary>
    /// <param name="T">Texts of the reader.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="connection">Name of its connection, so that the page opens with that one; null where there is only one, or where it is not known.</param>
    /// <param name="thing">The page of the group or person that it is about; null where that is not known.</param>
    public static (string Address, string Text) Fix(Texts T, InboxProblem problem, string? connection, string? thing = null)
    {
        string Of(string page) => connection is null ? page : $"{page}?connection={Uri.EscapeDataString(connection)}";
        var home = connection is null ? "/connections" : $"/connections/{Uri.EscapeDataString(connection)}";
        return problem.Code switch
        {
            ProblemCauses.Held => (FormattableString.Invariant($"/runs/{problem.LastRun}"), T["Look at the run and decide"]),
            ProblemCauses.ReadFailed => (home, T["Test the connection"]),
            CredentialEnd.Code => (home, T["Give the connection a new certificate"]),
            EmergencyProblem.Code => ("/accounts", T["Look at emergency access"]),
            "unmatched" => (Of("/groups/discover"), T["Find the directory group"]),
            "importGroupMissing" or "ruleCoversNobody" or "ruleCoversEverybody" => (Of("/people/import"), T["Change the import rule"]),
            "removalsKeptBack" or "suspensionsKeptBack" => (home, T["Sync with everything read again"]),
            "protectedUnknown" => (Of("/guard-rails"), T["Correct the protected names"]),
            "attributeMissing" or "groupAttributeMissing" => (connection is null ? home : $"{home}?tab=rules", T["Change what fills it"]),
            var code when IsOfPerson(code) => thing is not null
                ? (thing, T["Open the person"])
                : ($"/people?q={Uri.EscapeDataString(problem.Subject)}", T["Look at the people"]),
            var code when IsOfGroup(code) => thing is not null
                ? (thing, T["Open the group"])
                : ($"/groups?search={Uri.EscapeDataString(problem.Subject)}", T["Look for the group"]),
            _ => (FormattableString.Invariant($"/runs/{problem.LastRun}"), T["Look at the run"]),
        };
    }

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
