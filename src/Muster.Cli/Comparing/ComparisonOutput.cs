using Muster.Cli.Groups;
using Muster.Cli.Terminals;
using Muster.Core.Attributes;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Explaining;
using Muster.Engine.History;
using Muster.Server.Past;

namespace Muster.Cli.Comparing;

/// <summary>A comparison for people, folded by group, removals first; or as JSON Lines.</summary>
internal static class ComparisonOutput
{
    public static async Task ShowAsync(Invocation call, Comparison comparison, int skip, int limit, CancellationToken cancellationToken)
    {
        int all = 0,
            shown = 0;
        string? heading = null;
        await foreach (var difference in comparison.AllAsync(cancellationToken))
        {
            all++;
            if (all <= skip || (limit > 0 && shown == limit))
                continue;
            shown++;
            if (call.Terminal.Json)
            {
                call.Terminal.WriteJson(json => DifferenceJson.Write(json, difference));
                continue;
            }
            var under = Heading(difference);
            if (under != heading)
                call.Terminal.Say($"[bold]{heading = under}[/]");
            Print(call.Terminal, difference);
        }
        if (call.Terminal.Json)
            return;
        if (all == 0)
            call.Terminal.Say($"Nothing differs between the two moments.");
        else if (shown == all)
            call.Terminal.Note($"[grey]{Numbers.Of(all, "difference")}[/]");
        else
            call.Terminal.Note(
                $"[grey]{Numbers.Of(shown)} of {Numbers.Of(all, "difference")}; go on with --skip {skip + shown}, or --limit 0 shows all[/]"
            );
    }

    private static string Heading(Difference difference) =>
        difference switch
        {
            Difference.OfGroup(var group) => group.After.Name,
            Difference.OfMembership(var group, _) => group,
            _ => "Users",
        };

    private static void Print(Terminal terminal, Difference difference)
    {
        switch (difference)
        {
            case Difference.OfGroup(var group):
                terminal.Say($"  [yellow]~[/] {Words(group)}");
                break;
            case Difference.OfMembership(_, { Added: false } gone):
                var why = gone.Cause is { } cause ? EndWords.Of(cause, gone.Evidence) : "why was not recorded by the version of then";
                terminal.Say(
                    $"  [red]-[/] {Name(gone)}{Kind(gone)} [grey]run {gone.Event.Run}, {Numbers.Instant(gone.Event.At)}: {why}[/]"
                );
                break;
            case Difference.OfMembership(_, var come):
                terminal.Say($"  [green]+[/] {Name(come)}{Kind(come)} [grey]run {come.Event.Run}, {Numbers.Instant(come.Event.At)}[/]");
                break;
            case Difference.OfUser(var user):
                terminal.Say(
                    $"  [yellow]~[/] {user.After.Attributes.DisplayName ?? user.After.Attributes.UserPrincipalName ?? "?"}: {Words(user)}"
                );
                break;
        }
    }

    private static string Name(MembershipDifference membership) =>
        membership.User.Attributes.DisplayName ?? membership.User.Attributes.UserPrincipalName ?? membership.User.Id?.ToString() ?? "?";

    private static string Kind(MembershipDifference membership) =>
        (membership.Relation == MembershipRelation.Owner ? " (owner)" : "")
        + (membership.Origin == MembershipOrigin.Directory ? "" : $" ({JsonFormat.Word(membership.Origin)})");

    private static string Words(GroupDifference difference) =>
        string.Join(
            "; ",
            difference.Changes.Select(change =>
                change switch
                {
                    "renamed" => $"renamed from '{difference.Before!.Name}'",
                    "linked" or "relinked" => $"{change} to {difference.After.Id}",
                    "state" => $"{GroupLookup.Words(difference.Before!.Link)} → {GroupLookup.Words(difference.After.Link)}",
                    "purpose" =>
                        $"purpose: {difference.Before?.Settings.Purpose ?? "none"} → {difference.After.Settings.Purpose ?? "none"}",
                    "settings" => "settings changed",
                    "attributes" => string.Join(
                        ", ",
                        AttributeChange
                            .Between(difference.Before?.Attributes ?? GroupAttributeMapping.None, difference.After.Attributes)
                            .Select(changed => $"{changed.Attribute}: {changed.Before ?? "none"} → {changed.After ?? "none"}")
                    ),
                    _ => change,
                }
            )
        );

    private static string Words(UserDifference difference) =>
        string.Join(
            "; ",
            difference.Changes.Select(change =>
                change == "changed"
                    ? PlanWords.Difference(
                        new UserStep.Update(difference.After.Key, difference.Before!.Attributes, difference.After.Attributes)
                    )
                    : change
            )
        );
}
