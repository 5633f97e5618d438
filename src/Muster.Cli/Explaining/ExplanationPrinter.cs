using Muster.Cli.Terminals;
using Muster.Core.Explaining;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Explaining;

namespace Muster.Cli.Explaining;

/// <summary>An explanation for people: the answer first, then what it rests on, then where knowledge ends.</summary>
internal sealed class ExplanationPrinter(Terminal terminal, Explanation explanation)
{
    private readonly string _person =
        explanation.User?.Attributes.DisplayName
        ?? explanation.User?.Attributes.UserPrincipalName
        ?? explanation.Person?.Facts.DisplayName
        ?? explanation.Person?.Id.ToString()
        ?? "The person";

    private readonly string _verb = explanation.At is null ? "is" : "was";
    private readonly string _when = explanation.At is { } at ? $" on {Numbers.Instant(at)}" : "";

    public void Print()
    {
        if (explanation.WhyNot is { } whyNot)
        {
            terminal.Say($"[bold]{_person}[/] {_verb} [yellow]not[/] in [bold]{explanation.Group.Name}[/]{_when}. {whyNot}");
            PrintSteps();
        }
        foreach (var standing in explanation.Standing)
            Print(standing);
        if (explanation.IsIn)
            PrintConfirmation();
        PrintRules();
        PrintPaths();
        PrintPast();
        if (explanation.Beginning is { } beginning)
            terminal.Say(
                $"[grey]History begins {Numbers.Instant(beginning.At)} with run {beginning.Run}; nothing is recorded of before, and nothing since was deleted.[/]"
            );
    }

    private void PrintSteps()
    {
        foreach (var step in explanation.Steps)
            if (step.Passed)
                terminal.Say($"  [green]✓[/] {step.Text}");
            else
                terminal.Say($"  [red]✗[/] {step.Text}");
    }

    private void Print(Standing standing)
    {
        var relation = standing.Interval.Relation == MembershipRelation.Member ? "a member" : "an owner";
        terminal.Say($"[bold]{_person}[/] {_verb} {relation} of [bold]{explanation.Group.Name}[/]{_when}.");
        var via = standing.Via is { } group ? $", through '{group.Name}'" : "";
        var run = standing.Run is { } added
            ? $"added by run {added.Id} ({added.Verb}, {added.Actor}{(added.DecidedBy is { } approver ? $", approved by {approver}: {added.DecisionReason}" : "")})"
            : $"added by run {standing.Interval.FromRun}";
        var origin = standing.Interval.Origin switch
        {
            MembershipOrigin.Directory => "the directory",
            MembershipOrigin.Exception => "an exception",
            _ => "the platform",
        };
        terminal.Say($"  [grey]since {Numbers.Instant(standing.Interval.From)}, {run}{via}; decided by {origin}[/]");
    }

    private void PrintConfirmation()
    {
        var confirmed = explanation.LastConfirmed is { } read
            ? $", last confirmed by the read of {Numbers.Instant(read.At)} (run {read.Run})"
            : "";
        if (explanation.FirstSeen is { } first)
            terminal.Say($"  [grey]first seen {Numbers.Instant(first)}{confirmed}[/]");
    }

    private void PrintRules()
    {
        if (explanation.Link is { } link && explanation.Group.Id is not null)
        {
            var how = link.Cause switch
            {
                LinkCause.ExactName => "linked by its exact name",
                LinkCause.Restored => "linked again after it was restored",
                LinkCause.Rule => "created by the setting createGroupsLike",
                LinkCause.Listed => "created from the directory's list",
                _ => "picked by a person",
            };
            terminal.Say(
                $"  [grey]the group follows directory group {explanation.Group.Id}, {how} in run {link.Run} ({Numbers.Instant(link.At)}, {link.By})[/]"
            );
        }
        if (explanation.Configuration is { Rule: { } rule } configuration)
        {
            var since = configuration is { RuleSince: { } at, RuleBy: { } by } ? $", set {Numbers.Instant(at)} by {by}" : "";
            terminal.Say($"  [grey]import rule in force then: {ImportRuleWords.Of(rule)}{since}[/]");
        }
    }

    private void PrintPaths()
    {
        var paths = explanation.Paths.Paths;
        if (paths.Count > 0)
        {
            terminal.Say($"[grey]In the directory {(paths.Count == 1 ? "by one path" : $"by {paths.Count} paths")}:[/]");
            foreach (var path in paths)
                terminal.Say($"  {_person} → {Words(path)}{(path.Direct ? " (direct member)" : "")}");
            if (explanation.Paths.MoreExist)
                terminal.Say($"  [grey]… and more[/]");
        }
        else if (explanation.At is not null && explanation.IsIn)
            terminal.Say($"  [grey]The paths of that time are not kept; the group it came through is the one when it was added.[/]");
    }

    private void PrintPast()
    {
        foreach (var past in explanation.Past)
        {
            var when = explanation.At is { } at && past.From > at ? "Later" : "Before";
            var end = past is { To: { } to, ToRun: { } run } ? $"{Numbers.Instant(to)} (run {run}): {EndWords.Of(past)}" : "now";
            terminal.Say(
                $"[grey]{when}: {JsonFormat.Word(past.Relation)} from {Numbers.Instant(past.From)} (run {past.FromRun}) to {end}[/]"
            );
        }
    }

    private static string Words(MembershipPath path) => string.Join(" → ", path.Groups.Reverse().Select(group => group.Name));
}
