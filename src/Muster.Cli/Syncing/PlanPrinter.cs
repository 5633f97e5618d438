using Muster.Cli.Terminals;
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

    public async Task PrintAsync(SyncPlan plan, DirectoryMirror? mirror, PlatformState? actual, bool everything, CancellationToken cancellationToken)
    {
        if (terminal.Json || terminal.Options.Quiet)
            return;
        terminal.Out.MarkupLine($"[bold]Plan:[/] {PlanWords.Sentence(plan.Counts)}");
        if (plan.IsEmpty)
            return;
        var names = await PlanNames.LoadAsync(plan, mirror, actual, platform, everything ? int.MaxValue : MostGroups * MostPeople, cancellationToken);
        PrintGroups(plan, names, everything);
        PrintUsers(plan, names, everything);
        PrintMemberships(plan, names, everything);
    }

    private void PrintGroups(SyncPlan plan, PlanNames names, bool everything)
    {
        var steps = plan.Groups.Where(step => step is not GroupStep.Create).ToList();
        var creations = plan.Groups.OfType<GroupStep.Create>().ToList();
        var linked = steps.OfType<GroupStep.Link>().Select(step => step.Group).ToHashSet();
        foreach (var step in Some(creations, everything, out var more))
            Line("green", "+", $"group [bold]{step.Name}[/]{(linked.Contains(step.Group) ? " [grey]linked by object id[/]" : " [grey]waits for a match[/]")}", step.Name);
        More(more, "group");
        var created = creations.Select(step => step.Group).ToHashSet();
        foreach (var step in Some([.. steps.Where(step => !created.Contains(step.Group))], everything, out more))
            switch (step)
            {
                case GroupStep.Link(var group, _, var id, var cause):
                    Line("blue", "~", $"group [bold]{Safe(names.Group(group))}[/] linked to {id} [grey]{Cause(cause)}[/]");
                    break;
                case GroupStep.Rename(_, var from, var to):
                    Line("blue", "~", $"group [bold]{Safe(from)}[/] renamed to [bold]{Safe(to)}[/], as in the directory");
                    break;
                case GroupStep.ChangeState(var group, _, var to):
                    Line("yellow", "~", $"group [bold]{Safe(names.Group(group))}[/] is now {StateWords(to)}");
                    break;
                case GroupStep.Unlink(var group):
                    Line("yellow", "~", $"group [bold]{Safe(names.Group(group))}[/] no longer follows the directory");
                    break;
                case GroupStep.Retire(var group):
                    Line("red", "-", $"group [bold]{Safe(names.Group(group))}[/] retired");
                    break;
            }
        More(more, "group change");
    }

    private void PrintUsers(SyncPlan plan, PlanNames names, bool everything)
    {
        foreach (var step in Some([.. plan.Users.OfType<UserStep.Suspend>()], everything, out var more))
            Line("red", "-", $"user [bold]{Safe(names.User(step.User))}[/] suspended [grey]{PlanWords.Cause(step.Cause)}{Mark(step.Evidence)}[/]");
        More(more, "suspension");
        foreach (var step in Some([.. plan.Users.OfType<UserStep.Create>()], everything, out more))
            Line("green", "+", $"user [bold]{Safe(names.User(step.User))}[/] [grey]{Safe(step.Attributes.UserPrincipalName)}{(step.Reason == ImportReason.LinkedGroup ? ", with a linked group" : "")}[/]");
        More(more, "new user");
        foreach (var step in Some([.. plan.Users.OfType<UserStep.Reactivate>()], everything, out more))
            Line("green", "+", $"user [bold]{Safe(names.User(step.User))}[/] active again");
        More(more, "reactivation");
        foreach (var step in Some([.. plan.Users.OfType<UserStep.Update>()], everything, out more))
            Line("blue", "~", $"user [bold]{Safe(names.User(step.User))}[/] [grey]{Safe(PlanWords.Difference(step))}[/]");
        More(more, "changed user");
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
            terminal.Out.MarkupLine($"  [bold]{Safe(names.Group(changes.Key))}[/]  {Totals(changes)}");
            if (everything || plan.Memberships.Sum(change => (long)change.Removals.Length + change.Additions.Length) <= MostGroups * MostPeople)
                PrintPeople(changes, names, everything);
        }
        if (!everything)
            More(Math.Max(0, byGroup.Count - MostGroups), "group", " with changed members; --all shows everything");
    }

    private void PrintPeople(IEnumerable<MembershipChange> changes, PlanNames names, bool everything)
    {
        var ordered = changes.OrderBy(change => change.Relation).ToList();
        foreach (var change in ordered)
        {
            foreach (var removal in everything ? change.Removals : change.Removals.Take(MostPeople))
                Line("red", "  -", $"{Safe(names.User(removal.User))}{Owner(change)} [grey]{PlanWords.Cause(removal.Cause)}{Mark(removal.Evidence)}[/]");
            More(everything ? 0 : Math.Max(0, change.Removals.Length - MostPeople), "removal", indent: "      ");
        }
        foreach (var change in ordered)
        {
            foreach (var addition in everything ? change.Additions : change.Additions.Take(MostPeople))
                Line("green", "  +", $"{Safe(names.User(addition.User))}{Owner(change)}{(addition.Via == 0 ? "" : $" [grey]through {Safe(names.Source(addition.Via))}[/]")}");
            More(everything ? 0 : Math.Max(0, change.Additions.Length - MostPeople), "addition", indent: "      ");
        }
    }

    private static string Totals(IEnumerable<MembershipChange> changes)
    {
        int Sum(MembershipRelation relation, Func<MembershipChange, int> size) => changes.Where(change => change.Relation == relation).Sum(size);
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

    private static IEnumerable<T> Some<T>(List<T> all, bool everything, out int more)
    {
        more = everything ? 0 : Math.Max(0, all.Count - MostPeople);
        return everything ? all : all.Take(MostPeople);
    }

    private void More(int count, string noun, string after = "", string indent = "    ")
    {
        if (count > 0)
            terminal.Out.MarkupLine($"{indent}[grey]… and {Numbers.Of(count)} more {noun}{(count == 1 ? "" : "s")}{after}[/]");
    }

    private void Line(string color, string sign, string markup) => terminal.Out.MarkupLine($"  [{color}]{sign}[/] {markup}");

    private void Line(string color, string sign, string markup, string name) => Line(color, sign, markup.Replace(name, Safe(name), StringComparison.Ordinal));

    private static string Owner(MembershipChange change) => change.Relation == MembershipRelation.Owner ? " [grey](owner)[/]" : "";

    private static string Safe(string? text) => Markup.Escape(SafeText.Of(text));

    private static string Mark(Evidence evidence) => evidence == Evidence.Inferred ? ", merely absent" : "";

    private static string Cause(LinkCause cause) =>
        cause switch
        {
            LinkCause.ExactName => "exact name",
            LinkCause.Restored => "restored in the directory",
            _ => "picked",
        };

    private static string StateWords(LinkState state) =>
        state switch
        {
            LinkState.Ambiguous => "ambiguous: several directory groups have its name",
            LinkState.SourceDeleted => "without its source: deleted in the directory, its members stay",
            LinkState.Unmatched => "unmatched: no directory group has its name",
            _ => JsonFormat.Word(state),
        };
}
