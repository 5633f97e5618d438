using Muster.Core.Attributes;
using Muster.Core.Configuration;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Server.Groups;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Plans;

/// <summary>The steps of a plan as rows, put together by group.</summary>
internal sealed class PlanSections(PlanLayout names, Texts T)
{
    /// <summary>The sections, those that lose most first; accounts and exceptions before groups of the same loss.</summary>
    public IReadOnlyList<PlanSection> Of(SyncPlan plan)
    {
        var steps = plan.Groups.ToLookup(step => step.Group);
        var changes = plan.Memberships.ToLookup(change => change.Group);
        var groups = plan
            .Groups.Select(step => step.Group)
            .Concat(plan.Memberships.Select(change => change.Group))
            .Distinct()
            .Select(key => new PlanSection(
                $"group-{key}",
                names.Group(key),
                names.GroupLink(key),
                names.IsKnown(key) ? names.Group(key) : null,
                Ordered([.. steps[key].SelectMany(Of), .. changes[key].OrderBy(change => change.Relation).SelectMany(Of)])
            ));
        PlanSection[] others =
        [
            new("people", T["People’s accounts"], null, null, Ordered([.. plan.Users.Select(Of)])),
            new("exceptions", T["Exceptions"], null, null, Ordered([.. plan.Exceptions.Select(Of)])),
        ];
        return
        [
            .. others
                .Where(section => section.Lines.Count > 0)
                .Concat(
                    groups
                        .OrderByDescending(section => section.Removals)
                        .ThenByDescending(section => section.Additions)
                        .ThenBy(section => section.Title, StringComparer.Ordinal)
                ),
        ];
    }

    private static List<PlanLine> Ordered(List<PlanLine> lines) => [.. lines.OrderBy(line => line.Sign)];

    private PlanLine Person(PlanSign sign, string verb, int user, string detail, string? since = null) =>
        new(sign, verb, names.User(user), names.UserLink(user), detail, names.Handle(user)) { User = user, Since = since };

    private IEnumerable<PlanLine> Of(MembershipChange change)
    {
        var isOwner = change.Relation == MembershipRelation.Owner;
        var origin = change.Origin == MembershipOrigin.Exception ? T[" (by exception)"] : "";
        foreach (var removal in change.Removals)
            yield return Person(
                PlanSign.Removal,
                isOwner ? T["owner removed"] : T["removed"],
                removal.User,
                PlanWords.Reason(T, removal.Cause, removal.Evidence) + origin,
                names.Times?.OfRemoval(T, change.Group, removal)
            );
        foreach (var addition in change.Additions)
            yield return Person(
                PlanSign.Addition,
                isOwner ? T["owner added"] : T["added"],
                addition.User,
                (addition.Via == 0 ? T["directly"] : T["through {0}", names.Source(addition.Via)]) + origin,
                change.Origin == MembershipOrigin.Directory ? names.Times?.OfAddition(T, change.Group, addition.Via) : null
            );
    }

    private PlanLine Of(UserStep step) =>
        step switch
        {
            UserStep.Suspend(var user, var cause, var evidence) => Person(
                PlanSigns.Of(step),
                T["suspended"],
                user,
                PlanWords.Reason(T, cause, evidence),
                names.Times?.OfUser(T, user)
            ),
            UserStep.Create(var user, _, _, var attributes, var reason) => Person(
                PlanSigns.Of(step),
                T["created"],
                user,
                reason == ImportReason.LinkedGroup
                    ? T["{0}, comes with a linked group", attributes.UserPrincipalName]
                    : attributes.UserPrincipalName ?? ""
            ),
            UserStep.CreateLocal(var user, var attributes) => Person(
                PlanSigns.Of(step),
                T["created"],
                user,
                T["{0}, local", attributes.UserPrincipalName]
            ),
            UserStep.Reactivate(var user, _) => Person(PlanSigns.Of(step), T["active again"], user, ""),
            UserStep.Adopt(var user, _, var id, var by) => Person(
                PlanSigns.Of(step),
                T["adopted"],
                user,
                T["follows directory user {0}: {1}", id, PlanWords.By(T, by)]
            ),
            UserStep.KeepApart(var user) => Person(PlanSigns.Of(step), T["kept apart"], user, T["follows no directory user from now on"]),
            UserStep.Update update => Person(
                PlanSigns.Of(step),
                T["changed"],
                update.User,
                PlanWords.Difference(T, update),
                names.Times?.OfUser(T, update.User)
            ),
            _ => Person(PlanSigns.Of(step), T["changed"], step.User, ""),
        };

    private PlanLine Of(ExceptionStep step)
    {
        var exception = step.Exception;
        var where =
            exception.Kind == ExceptionKind.Include
                ? T["is in {0}", names.Group(exception.Group)]
                : T["is kept out of {0}", names.Group(exception.Group)];
        string Until(DateTimeOffset? until) => until is { } end ? T["until {0}", Words.Exact(T, end)] : T["without an end date"];
        return step switch
        {
            ExceptionStep.Begin => Person(
                PlanSigns.Of(step),
                T["exception begins"],
                exception.User,
                $"{where}, {Until(exception.Until)}. {exception.Reason}"
            ),
            ExceptionStep.Extend(_, var until) => Person(
                PlanSigns.Of(step),
                T["exception extended"],
                exception.User,
                T["{0}, now {1}, before {2}", where, Until(until), Until(exception.Until)]
            ),
            ExceptionStep.End(_, _, var reason) => Person(PlanSigns.Of(step), T["exception ends"], exception.User, $"{where}. {reason}"),
            _ => Person(PlanSigns.Of(step), T["changed"], exception.User, where),
        };
    }

    private IEnumerable<PlanLine> Of(GroupStep step)
    {
        PlanLine Line(string verb, string detail) => new(PlanSigns.Of(step), verb, T["the group itself"], null, detail, null);
        switch (step)
        {
            case GroupStep.Create:
                yield return Line(T["created"], "");
                break;
            case GroupStep.Link(_, var key, var id, var cause):
                yield return Line(T["linked"], T["to {0} ({1}): {2}", names.Source(key), id, GroupStepWords.Cause(T, cause)]);
                break;
            case GroupStep.Rename(_, var from, var to):
                yield return Line(T["renamed"], T["{0} → {1}, as in the directory", from, to]);
                break;
            case GroupStep.ChangeState(_, _, var to, var until):
                yield return Line(
                    T["changes state"],
                    until is { } end ? T["{0}, until {1}", GroupStepWords.State(T, to), Words.Exact(T, end)] : GroupStepWords.State(T, to)
                );
                break;
            case GroupStep.Describe(_, var before, var after):
                foreach (var change in AttributeChange.Between(before, after))
                    yield return Line(T["described"], $"{change.Attribute}: {change.Before ?? T["none"]} → {change.After ?? T["none"]}");
                break;
            case GroupStep.Configure(_, var before, var after):
                foreach (var change in Settings.OfGroup.Compare(before, after))
                    yield return Line(
                        T["set"],
                        $"{GroupWords.Label(T, change.Path)}: {PolicyWords.Value(T, change.Path, change.Before)} → {PolicyWords.Value(T, change.Path, change.After)}"
                    );
                break;
            case GroupStep.Unlink:
                yield return Line(T["unlinked"], T["no longer follows the directory; its members stay"]);
                break;
            case GroupStep.Nest(_, var child):
                yield return Line(T["sub-group added"], names.Group(child));
                break;
            case GroupStep.Unnest(_, var child, var evidence):
                yield return Line(
                    T["sub-group removed"],
                    evidence == Evidence.Inferred ? T["{0}, merely absent from a full read", names.Group(child)] : names.Group(child)
                );
                break;
            case GroupStep.Retire:
                yield return Line(T["retired"], T["its memberships end, its history stays"]);
                break;
        }
    }
}
