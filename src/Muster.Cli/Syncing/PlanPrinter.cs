using Muster.Cli.Terminals;
using Muster.Core.Attributes;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Spectre.Console;

namespace Muster.Cli.Syncing;

/// <summary>Prints a plan as a diff: the sentence first, then removals before additions, folded to counts where it gets long.</summary>
internal sealed class PlanPrinter(Terminal terminal, IPlatformStore platform)
{
    private const int MostGroups = 25;
    private const int MostPeople = 8;

    /// <summary>What owners of linked groups may do here; empty when not known.</summary>
    public IReadOnlyList<string> OwnersGet { get; init; } = [];

    public async Task PrintAsync(
        SyncPlan plan,
        DirectoryMirror? mirror,
        PlatformState? actual,
        bool everything,
        CancellationToken cancellationToken
    )
    {
        if (terminal.Json || terminal.Options.Quiet)
            return;
        if (plan is { IsEmpty: true, CoversAll: false })
        {
            // An undo or a decision about one person compares nothing with the directory.
            terminal.Line($"[bold]Plan:[/] nothing to do.");
            return;
        }
        terminal.Line($"[bold]Plan:[/] {PlanWords.Sentence(plan.Counts)}");
        if (plan.IsEmpty)
            return;
        var names = await PlanNames.LoadAsync(
            plan,
            mirror,
            actual,
            platform,
            everything ? int.MaxValue : MostGroups * MostPeople,
            cancellationToken
        );
        PrintGroups(plan, names, everything);
        PrintUsers(plan, names, everything);
        Some(plan.Exceptions, everything, step => Print(step, names), "change of an exception");
        PrintMemberships(plan, names, everything);
    }

    private void Print(ExceptionStep step, PlanNames names)
    {
        var exception = step.Exception;
        var what =
            $"exception {exception.Id}: [bold]{Safe(names.User(exception.User))}[/] {(exception.Kind == ExceptionKind.Include ? "is in" : "is kept out of")} [bold]{Safe(names.Group(exception.Group))}[/]{(exception.Relation == MembershipRelation.Owner ? " [grey](owner)[/]" : "")}";
        string Until(DateTimeOffset? until) => until is { } end ? $"until {Numbers.Instant(end)}" : "without an end date";
        switch (step)
        {
            case ExceptionStep.Begin:
                Line("green", "+", $"{what} {Until(exception.Until)}: [grey]{Safe(exception.Reason)}[/]");
                break;
            case ExceptionStep.Extend(_, var until):
                Line("blue", "~", $"{what}, now {Until(until)} [grey](before: {Until(exception.Until)})[/]");
                break;
            case ExceptionStep.End(_, ExceptionEnd.Date, var ended):
                Line("yellow", "-", $"{what}: [grey]{Safe(ended)}[/]");
                break;
            case ExceptionStep.End(_, _, var reason):
                Line("yellow", "-", $"{what}, ends: [grey]{Safe(reason)}[/]");
                break;
        }
    }

    private void PrintGroups(SyncPlan plan, PlanNames names, bool everything)
    {
        var creations = plan.Groups.OfType<GroupStep.Create>().ToList();
        var created = creations.Select(step => step.Group).ToHashSet();
        var linked = plan.Groups.OfType<GroupStep.Link>().ToDictionary(step => step.Group);
        Some(
            creations,
            everything,
            step =>
                Line(
                    "green",
                    "+",
                    $"group [bold]{Safe(step.Name)}[/] [grey]{(linked.TryGetValue(step.Group, out var link) ? $"linked by object id, {GroupStepWords.Cause(link.Cause)}{Labels(names, link.DirectoryKey)}" : "waits for a match")}[/]"
                ),
            "group"
        );
        Some(
            plan.Groups.Where(step => !created.Contains(step.Group) || step is GroupStep.Nest),
            everything,
            step => Print(step, names),
            "group change"
        );
    }

    private void Print(GroupStep step, PlanNames names)
    {
        var name = Safe(names.Group(step.Group));
        switch (step)
        {
            case GroupStep.Link(_, var directoryKey, var id, var cause):
                Line(
                    "blue",
                    "~",
                    $"group [bold]{name}[/] linked to {id} [grey]{GroupStepWords.Cause(cause)}{Labels(names, directoryKey)}[/]"
                );
                break;
            case GroupStep.Rename(_, var from, var to):
                Line("blue", "~", $"group [bold]{Safe(from)}[/] renamed to [bold]{Safe(to)}[/], as in the directory");
                break;
            case GroupStep.ChangeState(_, _, var to, var until):
                Line(
                    "yellow",
                    "~",
                    $"group [bold]{name}[/] is now {GroupStepWords.State(to)}{(until is { } end ? $", until {Numbers.Instant(end)} at the latest" : "")}"
                );
                break;
            case GroupStep.Describe(_, var before, var after):
                foreach (var change in AttributeChange.Between(before, after))
                    Line(
                        "blue",
                        "~",
                        $"group [bold]{name}[/] {change.Attribute}: {Safe(change.Before ?? "none")} → {Safe(change.After ?? "none")}, as in the directory"
                    );
                break;
            case GroupStep.Configure(_, var before, var after):
                foreach (var change in Settings.OfGroup.Compare(before, after))
                    Line(
                        "blue",
                        "~",
                        $"group [bold]{name}[/] {change.Path}: {Safe(change.Before ?? "not set")} → {Safe(change.After ?? "not set")}"
                    );
                break;
            case GroupStep.Unlink:
                Line("yellow", "~", $"group [bold]{name}[/] no longer follows the directory");
                break;
            case GroupStep.Nest(_, var child):
                Line("green", "+", $"group [bold]{Safe(names.Group(child))}[/] becomes a sub-group of [bold]{name}[/]");
                break;
            case GroupStep.Unnest(_, var child, var evidence):
                Line(
                    "red",
                    "-",
                    $"group [bold]{Safe(names.Group(child))}[/] is no longer a sub-group of [bold]{name}[/]{(evidence == Evidence.Inferred ? " [grey]merely absent[/]" : "")}"
                );
                break;
            case GroupStep.Retire:
                Line("red", "-", $"group [bold]{name}[/] retired");
                break;
        }
    }

    private void PrintUsers(SyncPlan plan, PlanNames names, bool everything)
    {
        string Name(UserStep step) => $"user [bold]{Safe(names.User(step.User))}[/]";
        Some(
            plan.Users.OfType<UserStep.Suspend>(),
            everything,
            step => Line("red", "-", $"{Name(step)} suspended [grey]{PlanWords.Reason(step.Cause, step.Evidence)}[/]"),
            "suspension"
        );
        Some(
            plan.Users.OfType<UserStep.Create>(),
            everything,
            step =>
                Line(
                    "green",
                    "+",
                    $"{Name(step)} [grey]{Safe(step.Attributes.UserPrincipalName)}{(step.Reason == ImportReason.LinkedGroup ? ", with a linked group" : "")}[/]"
                ),
            "new user"
        );
        Some(
            plan.Users.OfType<UserStep.CreateLocal>(),
            everything,
            step => Line("green", "+", $"{Name(step)} [grey]{Safe(step.Attributes.UserPrincipalName)}, local[/]"),
            "new local user"
        );
        Some(
            plan.Users.OfType<UserStep.Adopt>(),
            everything,
            step => Line("blue", "~", $"{Name(step)} follows directory user {step.Id} [grey]{PlanWords.By(step.By)}[/]"),
            "adoption"
        );
        Some(
            plan.Users.OfType<UserStep.KeepApart>(),
            everything,
            step => Line("yellow", "~", $"{Name(step)} is kept apart from the directory"),
            "user kept apart"
        );
        Some(
            plan.Users.OfType<UserStep.Reactivate>(),
            everything,
            step => Line("green", "+", $"{Name(step)} active again"),
            "reactivation"
        );
        Some(
            plan.Users.OfType<UserStep.Update>(),
            everything,
            step => Line("blue", "~", $"{Name(step)} [grey]{Safe(PlanWords.Difference(step))}[/]"),
            "changed user"
        );
    }

    private void PrintMemberships(SyncPlan plan, PlanNames names, bool everything)
    {
        var byGroup = plan
            .Memberships.GroupBy(change => change.Group)
            .OrderByDescending(changes => changes.Sum(change => change.Removals.Length))
            .ThenByDescending(changes => changes.Sum(change => change.Additions.Length))
            .ThenBy(changes => names.Group(changes.Key), StringComparer.Ordinal)
            .ToList();
        foreach (var changes in everything ? byGroup : byGroup.Take(MostGroups))
        {
            terminal.Line($"  [bold]{Safe(names.Group(changes.Key))}[/]  {Totals(changes)}");
            if (
                everything
                || plan.Memberships.Sum(change => (long)change.Removals.Length + change.Additions.Length) <= MostGroups * MostPeople
            )
                PrintPeople(changes, names, everything);
        }
        if (
            OwnersGet is { Count: > 0 } permissions
            && plan.Memberships.Any(change => change.Relation == MembershipRelation.Owner && change.Additions.Length > 0)
        )
            terminal.Line($"  [grey]Owners who are added get: {Safe(string.Join(", ", permissions))}[/]");
        if (!everything)
            More(Math.Max(0, byGroup.Count - MostGroups), "group", " with changed members; --all shows everything");
    }

    private void PrintPeople(IEnumerable<MembershipChange> changes, PlanNames names, bool everything)
    {
        var ordered = changes.OrderBy(change => change.Relation).ToList();
        foreach (var change in ordered)
            Some(
                change.Removals,
                everything,
                removal =>
                    Line(
                        "red",
                        "  -",
                        $"{Safe(names.User(removal.User))}{Owner(change)}{Origin(change)} [grey]{PlanWords.Reason(removal.Cause, removal.Evidence)}[/]"
                    ),
                "removal",
                "      "
            );
        foreach (var change in ordered)
            Some(
                change.Additions,
                everything,
                addition =>
                    Line(
                        "green",
                        "  +",
                        $"{Safe(names.User(addition.User))}{Owner(change)}{Origin(change)}{(addition.Via == 0 ? "" : $" [grey]through {Safe(names.Source(addition.Via))}[/]")}"
                    ),
                "addition",
                "      "
            );
    }

    private static string Totals(IEnumerable<MembershipChange> changes)
    {
        int Sum(MembershipRelation relation, Func<MembershipChange, int> size) =>
            changes.Where(change => change.Relation == relation).Sum(size);
        var parts = new List<string>();
        void Part(int count, string sign, string color, string noun)
        {
            if (count > 0)
                parts.Add($"[{color}]{sign}{Numbers.Of(count)}[/] [grey]{noun}{(count == 1 ? "" : "s")}[/]");
        }
        Part(Sum(MembershipRelation.Member, change => change.Removals.Length), "-", "red", "member");
        Part(Sum(MembershipRelation.Member, change => change.Additions.Length), "+", "green", "member");
        Part(Sum(MembershipRelation.Owner, change => change.Removals.Length), "-", "red", "owner");
        Part(Sum(MembershipRelation.Owner, change => change.Additions.Length), "+", "green", "owner");
        return string.Join("  ", parts);
    }

    private void Some<T>(IEnumerable<T> all, bool everything, Action<T> show, string noun, string indent = "    ")
    {
        var count = 0;
        foreach (var one in all)
            if (count++ < MostPeople || everything)
                show(one);
        More(everything ? 0 : Math.Max(0, count - MostPeople), noun, indent: indent);
    }

    private void More(int count, string noun, string after = "", string indent = "    ")
    {
        if (count > 0)
            terminal.Line($"{indent}[grey]… and {Numbers.Of(count)} more {noun}{(count == 1 ? "" : "s")}{after}[/]");
    }

    /// <summary>A step; spaces before its sign set it below another.</summary>
    private void Line(string color, string sign, string markup)
    {
        var bare = sign.TrimStart(' ');
        terminal.Line($"  {sign[..^bare.Length]}[{color}]{bare}[/] {markup}");
    }

    private static string Owner(MembershipChange change) => change.Relation == MembershipRelation.Owner ? " [grey](owner)[/]" : "";

    private static string Origin(MembershipChange change) => change.Origin == MembershipOrigin.Exception ? " [grey](by exception)[/]" : "";

    private static string Safe(string? text) => Markup.Escape(SafeText.Of(text));

    private static string Labels(PlanNames names, int directoryKey) =>
        names.Labels(directoryKey) is { Count: > 0 } labels ? $"; {Safe(string.Join(", ", labels))}" : "";
}
