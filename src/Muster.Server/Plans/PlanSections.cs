using Muster.Core.Attributes;
using Muster.Core.Configuration;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Plans;

/// <summary>The steps of a plan as rows, put together by group.</summary>
internal sealed class PlanSections(PlanLayout names, Texts t)
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
            new("people", t["People’s accounts"], null, null, Ordered([.. plan.Users.Select(Of)])),
            new("exceptions", t["Exceptions"], null, null, Ordered([.. plan.Exceptions.Select(Of)])),
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

    private PlanLine Person(PlanSign sign, string verb, int user, string detail) =>
        new(sign, verb, names.User(user), names.UserLink(user), detail, names.Handle(user));

    private IEnumerable<PlanLine> Of(MembershipChange change)
    {
        var isOwner = change.Relation == MembershipRelation.Owner;
        var origin = change.Origin == MembershipOrigin.Exception ? t[" (by exception)"] : "";
        foreach (var removal in change.Removals)
            yield return Person(
                PlanSign.Removal,
                isOwner ? t["owner removed"] : t["removed"],
                removal.User,
                PlanWords.Reason(removal.Cause, removal.Evidence) + origin
            );
        foreach (var addition in change.Additions)
            yield return Person(
                PlanSign.Addition,
                isOwner ? t["owner added"] : t["added"],
                addition.User,
                (addition.Via == 0 ? t["directly"] : t["through {0}", names.Source(addition.Via)]) + origin
            );
    }

    private PlanLine Of(UserStep step) =>
        step switch
        {
            UserStep.Suspend(var user, var cause, var evidence) => Person(
                PlanSign.Removal,
                t["suspended"],
                user,
                PlanWords.Reason(cause, evidence)
            ),
            UserStep.Create(var user, _, _, var attributes, var reason) => Person(
                PlanSign.Addition,
                t["created"],
                user,
                reason == ImportReason.LinkedGroup
                    ? t["{0}, comes with a linked group", attributes.UserPrincipalName]
                    : attributes.UserPrincipalName ?? ""
            ),
            UserStep.CreateLocal(var user, var attributes) => Person(
                PlanSign.Addition,
                t["created"],
                user,
                t["{0}, local", attributes.UserPrincipalName]
            ),
            UserStep.Reactivate(var user, _) => Person(PlanSign.Addition, t["active again"], user, ""),
            UserStep.Adopt(var user, _, var id, var by) => Person(
                PlanSign.Change,
                t["adopted"],
                user,
                t["follows directory user {0}: {1}", id, PlanWords.By(by)]
            ),
            UserStep.KeepApart(var user) => Person(PlanSign.Change, t["kept apart"], user, t["follows no directory user from now on"]),
            UserStep.Update update => Person(PlanSign.Change, t["changed"], update.User, PlanWords.Difference(update)),
            _ => Person(PlanSign.Change, t["changed"], step.User, ""),
        };

    private PlanLine Of(ExceptionStep step)
    {
        var exception = step.Exception;
        var where =
            exception.Kind == ExceptionKind.Include
                ? t["is in {0}", names.Group(exception.Group)]
                : t["is kept out of {0}", names.Group(exception.Group)];
        string Until(DateTimeOffset? until) => until is { } end ? t["until {0}", Words.Exact(end)] : t["without an end date"];
        return step switch
        {
            ExceptionStep.Begin => Person(
                exception.Kind == ExceptionKind.Include ? PlanSign.Addition : PlanSign.Removal,
                t["exception begins"],
                exception.User,
                $"{where}, {Until(exception.Until)}. {exception.Reason}"
            ),
            ExceptionStep.Extend(_, var until) => Person(
                PlanSign.Change,
                t["exception extended"],
                exception.User,
                t["{0}, now {1}, before {2}", where, Until(until), Until(exception.Until)]
            ),
            ExceptionStep.End(_, _, var reason) => Person(PlanSign.Change, t["exception ends"], exception.User, $"{where}. {reason}"),
            _ => Person(PlanSign.Change, t["changed"], exception.User, where),
        };
    }

    private IEnumerable<PlanLine> Of(GroupStep step)
    {
        PlanLine Line(PlanSign sign, string verb, string detail) => new(sign, verb, t["the group itself"], null, detail, null);
        switch (step)
        {
            case GroupStep.Create:
                yield return Line(PlanSign.Addition, t["created"], "");
                break;
            case GroupStep.Link(_, var key, var id, var cause):
                yield return Line(PlanSign.Change, t["linked"], t["to {0} ({1}): {2}", names.Source(key), id, GroupStepWords.Cause(cause)]);
                break;
            case GroupStep.Rename(_, var from, var to):
                yield return Line(PlanSign.Change, t["renamed"], t["{0} → {1}, as in the directory", from, to]);
                break;
            case GroupStep.ChangeState(_, _, var to, var until):
                yield return Line(
                    PlanSign.Change,
                    t["stands otherwise"],
                    until is { } end ? t["{0}, until {1}", GroupStepWords.State(to), Words.Exact(end)] : GroupStepWords.State(to)
                );
                break;
            case GroupStep.Describe(_, var before, var after):
                foreach (var change in AttributeChange.Between(before, after))
                    yield return Line(
                        PlanSign.Change,
                        t["described"],
                        $"{change.Attribute}: {change.Before ?? t["none"]} → {change.After ?? t["none"]}"
                    );
                break;
            case GroupStep.Configure(_, var before, var after):
                foreach (var change in Settings.OfGroup.Compare(before, after))
                    yield return Line(
                        PlanSign.Change,
                        t["set"],
                        $"{change.Path}: {change.Before ?? t["not set"]} → {change.After ?? t["not set"]}"
                    );
                break;
            case GroupStep.Unlink:
                yield return Line(PlanSign.Change, t["unlinked"], t["no longer follows the directory; its members stay"]);
                break;
            case GroupStep.Nest(_, var child):
                yield return Line(PlanSign.Addition, t["sub-group added"], names.Group(child));
                break;
            case GroupStep.Unnest(_, var child, var evidence):
                yield return Line(
                    PlanSign.Removal,
                    t["sub-group removed"],
                    evidence == Evidence.Inferred ? t["{0}, merely absent from a full read", names.Group(child)] : names.Group(child)
                );
                break;
            case GroupStep.Retire:
                yield return Line(PlanSign.Removal, t["retired"], t["its memberships end, its history stays"]);
                break;
        }
    }
}
