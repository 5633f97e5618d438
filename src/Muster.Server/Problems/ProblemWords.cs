using Muster.Engine.Inbox;

namespace Muster.Server.Problems;

/// <summary>Problems for people who look at them in a browser.</summary>
internal static class ProblemWords
{
    /// <summary>The word for how a problem stands.</summary>
    public static string State(InboxProblem problem, DateTimeOffset now) =>
        problem.ResolvedAt is not null ? "resolved"
        : problem.IsSnoozed(now) ? "snoozed"
        : "open";

    /// <summary>What kind of problem it is.</summary>
    public static string Kind(string code) =>
        code switch
        {
            "held" => "A run waits for a person",
            "readFailed" => "The directory cannot be read",
            "drift" => "A group differs from the directory",
            "paused" => "A group is paused",
            "sourceDeleted" => "Its directory group was deleted",
            "reusedName" => "Another directory group took the name",
            "ambiguousName" => "Several directory groups have the name",
            "unmatched" => "No directory group has the name",
            "ownedByDirectory" => "The directory owns it",
            "protectedUnknown" => "A protected name fits nobody",
            "renameClash" => "A new name is taken",
            "claimedTwice" => "Two groups follow the same one",
            "unlinkedByRename" => "Unlinked by a rename",
            "nestedInCircle" => "Groups nested in a circle",
            "nameTaken" => "A name is taken",
            "namingConvention" => "Against the naming convention",
            "importGroupMissing" => "A group of the import rule is gone",
            "ruleCoversNobody" => "The import rule covers nobody",
            "ruleCoversEverybody" => "The import rule covers everybody",
            "adoptionAmbiguous" => "Several users could be the same person",
            "rehired" => "Somebody came back",
            "attributeMissing" or "groupAttributeMissing" => "A value is missing",
            "notInDirectory" => "Not in the directory",
            "removalsKeptBack" => "Removals are kept back",
            "suspensionsKeptBack" => "Suspensions are kept back",
            "incrementalDiffers" => "A full plan found more",
            _ => code,
        };

    /// <summary>Where it is mended, and what the link says.</summary>
    public static (string Address, string Text) Fix(InboxProblem problem) =>
        problem.Code switch
        {
            "held" => (FormattableString.Invariant($"/runs/{problem.LastRun}"), "Look at the run and decide"),
            "readFailed" => ("/connections", "Test the connection"),
            "unmatched" => ("/groups/discover", "Find the directory group"),
            "importGroupMissing" or "ruleCoversNobody" or "ruleCoversEverybody" => ("/people/import", "Change the import rule"),
            "removalsKeptBack" or "suspensionsKeptBack" => ("/schedule", "Run a sync that reads in full"),
            "protectedUnknown" => ("/guard-rails", "Correct the protected names"),
            "adoptionAmbiguous" or "rehired" or "attributeMissing" => ("/people", "Look at the people"),
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
            or "namingConvention" => ($"/groups?search={Uri.EscapeDataString(problem.Subject)}", "Open the group"),
            _ => (FormattableString.Invariant($"/runs/{problem.LastRun}"), "Look at the run"),
        };

    /// <summary>What happened to a problem.</summary>
    public static string Event(string what) =>
        what switch
        {
            "appeared" => "Seen for the first time",
            "returned" => "Came back",
            "resolved" => "Gone",
            "snoozed" => "Put aside",
            "woken" => "Taken up again",
            _ => what,
        };
}
