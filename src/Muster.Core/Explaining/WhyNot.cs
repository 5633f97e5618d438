using System.Globalization;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Core.Explaining;

/// <summary>Goes the way into a group step by step and stops at the first one that keeps somebody out.</summary>
public static class WhyNot
{
    /// <summary>The steps up to the first that fails, which is the last; at the latest the sync that has not been yet.</summary>
    public static IReadOnlyList<ExplanationStep> Steps(MembershipQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var steps = new List<ExplanationStep>();
        foreach (var step in All(question))
        {
            steps.Add(step);
            if (!step.Passed)
                break;
        }
        return steps;
    }

    private static IEnumerable<ExplanationStep> All(MembershipQuestion question)
    {
        yield return Found(question);
        yield return Present(question);
        yield return Enabled(question);
        yield return Imported(question);
        yield return new(
            "unambiguous",
            question.UndecidedBy is null,
            question.UndecidedBy is { } shared
                ? $"Several people have the {shared}, so nobody can tell who the person is here, and no sync imports them: muster users match, then users link or users unlink."
                : "It is clear who the person is here."
        );
        yield return new(
            "attributes",
            question.Unfilled is null,
            question.Unfilled is { } fault
                ? $"The template of {fault.Attribute} cannot be filled ({fault.Cause}), and the setting whenMissing is skip: the person is not created until it can. Correct that in the directory, or change userAttributes or whenMissing."
                : "Every attribute that must be filled can be."
        );
        yield return Linked(question);
        yield return Reached(question);
        yield return new(
            "notExcluded",
            question.ExcludedBy is null,
            question.ExcludedBy is { } exception ? $"An exception keeps the person out: {exception}." : "No exception keeps the person out."
        );
        yield return new(
            "notPaused",
            question.Link != LinkState.Paused,
            question.Link == LinkState.Paused
                ? $"'{question.Group}' is paused since a run was undone, so no sync touches it: muster groups resume."
                : "The group is not paused."
        );
        yield return new(
            "notTakenByHand",
            question.TakenBy is null,
            question.TakenBy is { } taking
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"The directory has the person in the group, but somebody took the person out here (run {taking}), and the group's setting onDrift is report: syncs leave that as it is. Back: muster groups add-member, or muster drift --heal --group \"{question.Group}\"."
                )
                : "Nobody took the person out here."
        );
        yield return new(
            "readComplete",
            question.ReadComplete,
            question.ReadComplete
                ? "The directory was read to its end."
                : "The directory was not read to its end, so nothing was planned from it: muster sync."
        );
        yield return new(
            "notHeld",
            question.HeldBy is null,
            question.HeldBy is { } run
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"A guard rail holds run {run}, whose plan adds the person: muster runs show {run}."
                )
                : "No held run has the person in its plan."
        );
        yield return new("synced", false, "The directory has the person in the group, but no sync has applied that yet: muster sync.");
    }

    private static ExplanationStep Found(MembershipQuestion question) =>
        question switch
        {
            { Person: not null } => new("found", true, "The directory has the person."),
            { IsLocal: true } => new("found", false, "The person is a local user, who follows nobody in the directory."),
            _ => new("found", false, "The person's account is not in the directory (any more)."),
        };

    private static ExplanationStep Present(MembershipQuestion question) =>
        question.Person!.Presence switch
        {
            ObjectPresence.Present => new("present", true, "The account was not deleted."),
            ObjectPresence.RemovedStated => new("present", false, "The account was deleted in the directory."),
            ObjectPresence.RemovedInferred => new(
                "present",
                false,
                "The account is gone from the directory: a full read did not have it any more."
            ),
            _ => new("present", false, "The directory names the account only by its id; it has not been read."),
        };

    private static ExplanationStep Enabled(MembershipQuestion question) =>
        question.Person!.Facts.AccountEnabled
            ? new("enabled", true, "The account is enabled.")
            : new("enabled", false, "The account is disabled in the directory; disabled people are out of all linked groups.");

    private static ExplanationStep Imported(MembershipQuestion question)
    {
        if (question.IsUser && question.IsActive)
            return new("imported", true, "The person is an active user here.");
        if (question.RuleCovers || question.InLinkedGroup)
            return new("imported", true, "The person is imported or reactivated by the next sync.");
        var state = question.IsUser ? "suspended here" : "not imported";
        return new(
            "imported",
            false,
            question.HasRule
                ? $"The person is {state}: the import rule does not cover them, and no linked group brings them."
                : $"The person is {state}: nobody has said yet who is imported (muster users import), and no linked group brings them."
        );
    }

    private static ExplanationStep Linked(MembershipQuestion question) =>
        question.Link is LinkState.Linked or LinkState.Paused && question.Source is { } source
            ? new("linked", true, $"The group follows '{source.Name}'.")
            : new(
                "linked",
                false,
                $"The group does not follow the directory (it is {Words(question.Link)}), and nobody added the person here."
            );

    private static ExplanationStep Reached(MembershipQuestion question)
    {
        if (question.Reached)
            return new("reached", true, $"'{question.Source!.Name}' has the person.");
        if (question.LeftOutBy is { } policy)
            return new(
                "reached",
                false,
                policy == NestingPolicy.Direct
                    ? $"The person is only in groups nested in '{question.Source!.Name}', and nested groups do not count here (nesting direct)."
                    : $"The person is only in nested groups of '{question.Source!.Name}' that have groups of their own here, and belongs to those (nesting hierarchy)."
            );
        var path =
            $"The directory has no path from '{question.Source!.Name}' to the person: not a direct member, and not in any group nested in it.";
        return new(
            "reached",
            false,
            question.ReadWhole ? path : $"{path} But a group on the way was not read whole, so that this is not certain."
        );
    }

    private static string Words(LinkState link) =>
        link switch
        {
            LinkState.Unmatched => "unmatched",
            LinkState.Ambiguous => "ambiguous",
            LinkState.SourceDeleted => "without its source, which was deleted",
            LinkState.Retired => "retired",
            LinkState.Paused => "paused since a run was undone",
            LinkState.Linked => "linked to a group that is not known",
            _ => "local",
        };
}
