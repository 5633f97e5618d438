using System.Collections.Immutable;
using Muster.Core.Attributes;
using Muster.Core.Configuration;
using Muster.Core.Planning;
using Muster.Server.Plans;
using Muster.Server.Wording;

namespace Muster.Server.Api;

/// <summary>The steps of a plan, one a row, in its canonical order.</summary>
internal static class PlanSteps
{
    /// <summary>All rows; each is made when it is looked at.</summary>
    public static IEnumerable<PlanStepItem> Of(SyncPlan plan, PlanNames names) =>
        plan
            .Groups.Select(step => Of(step, names))
            .Concat(plan.Users.Select(step => Of(step, names)))
            .Concat(plan.Exceptions.Select(step => Of(step, names)))
            .Concat(plan.Memberships.SelectMany(change => Of(change, names)));

    /// <summary>The steps about some people and no others.</summary>
    public static SyncPlan Only(SyncPlan plan, IReadOnlySet<int> people) =>
        plan with
        {
            Groups = [],
            Users = [.. plan.Users.Where(step => people.Contains(step.User))],
            Exceptions = [.. plan.Exceptions.Where(step => people.Contains(step.Exception.User))],
            Memberships = Only(plan.Memberships, (_, user) => people.Contains(user), (_, user) => people.Contains(user)),
        };

    /// <summary>The steps that the page of the plan shows for a kind and a search.</summary>
    /// <param name="plan">All steps.</param>
    /// <param name="names">Their names.</param>
    /// <param name="sign">Only such steps; null for all.</param>
    /// <param name="search">Part of the name of a group or person, without regard to case; null for all.</param>
    public static SyncPlan Only(SyncPlan plan, PlanNames names, PlanSign? sign, string? search)
    {
        var text = string.IsNullOrWhiteSpace(search) ? null : search.Trim();
        bool Says(string? name) => text is null || name?.Contains(text, StringComparison.InvariantCultureIgnoreCase) == true;
        bool Names(int user) => Says(names.User(user)) || Says(names.SignIn(user));
        bool Is(PlanSign of) => sign is null || sign == of;
        return plan with
        {
            Groups = [.. plan.Groups.Where(step => Is(PlanSigns.Of(step)) && Says(names.Group(step.Group)))],
            Users = [.. plan.Users.Where(step => Is(PlanSigns.Of(step)) && Names(step.User))],
            Exceptions = [.. plan.Exceptions.Where(step => Is(PlanSigns.Of(step)) && Names(step.Exception.User))],
            Memberships = Only(
                plan.Memberships,
                (change, user) => Is(PlanSign.Addition) && (Says(names.Group(change.Group)) || Names(user)),
                (change, user) => Is(PlanSign.Removal) && (Says(names.Group(change.Group)) || Names(user))
            ),
        };
    }

    private static ImmutableArray<MembershipChange> Only(
        ImmutableArray<MembershipChange> changes,
        Func<MembershipChange, int, bool> adds,
        Func<MembershipChange, int, bool> removes
    ) =>
        [
            .. changes
                .Select(change =>
                    change with
                    {
                        Additions = [.. change.Additions.Where(addition => adds(change, addition.User))],
                        Removals = [.. change.Removals.Where(removal => removes(change, removal.User))],
                    }
                )
                .Where(change => change.Additions.Length + change.Removals.Length > 0),
        ];

    private static PlanStepItem Of(GroupStep step, PlanNames names)
    {
        var item = new PlanStepItem(Word(step) + "Group", step is GroupStep.Create create ? create.Name : names.Group(step.Group));
        return step switch
        {
            GroupStep.Nest(_, var child) => item with { Detail = names.Group(child) },
            GroupStep.Unnest(_, var child, var evidence) => item with { Detail = names.Group(child), Evidence = evidence },
            GroupStep.Link(_, _, var id, var cause) => item with { Id = id.ToString(), Cause = JsonFormat.Word(cause) },
            GroupStep.Rename(_, _, var to) => item with { Detail = to },
            GroupStep.ChangeState(_, var from, var to, var until) => item with
            {
                Detail = $"{JsonFormat.Word(from)} → {JsonFormat.Word(to)}",
                Until = until,
            },
            GroupStep.Describe(_, var before, var after) => item with
            {
                Detail = string.Join(
                    ", ",
                    AttributeChange.Between(before, after).Select(change => $"{change.Attribute}: {change.After ?? "none"}")
                ),
            },
            GroupStep.Configure(_, var before, var after) => item with
            {
                Detail = string.Join(
                    ", ",
                    Settings.OfGroup.Compare(before, after).Select(difference => $"{difference.Path}: {difference.After ?? "none"}")
                ),
            },
            _ => item,
        };
    }

    private static PlanStepItem Of(UserStep step, PlanNames names)
    {
        var item = new PlanStepItem(Word(step) + "User", User: names.User(step.User));
        return step switch
        {
            UserStep.Create(_, _, var id, var attributes, var reason) => item with
            {
                Id = id.ToString(),
                Detail = attributes.UserPrincipalName,
                Cause = JsonFormat.Word(reason),
            },
            UserStep.CreateLocal(_, var attributes) => item with { Detail = attributes.UserPrincipalName },
            UserStep.Adopt(_, _, var id, var by) => item with { Id = id.ToString(), Cause = JsonFormat.Word(by) },
            UserStep.Update update => item with { Detail = PlanWords.Difference(update) },
            UserStep.Suspend(_, var cause, var evidence) => item with
            {
                Cause = JsonFormat.Word(cause),
                Evidence = evidence,
                Detail = PlanWords.Reason(cause, evidence),
            },
            _ => item,
        };
    }

    private static PlanStepItem Of(ExceptionStep step, PlanNames names)
    {
        var exception = step.Exception;
        return new PlanStepItem(
            Word(step) + "Exception",
            names.Group(exception.Group),
            names.User(exception.User),
            exception.Relation,
            Cause: step is ExceptionStep.End(_, var cause, _) ? JsonFormat.Word(cause) : null,
            Detail: step is ExceptionStep.End(_, _, var why) ? why : exception.Reason,
            Exception: exception.Id,
            Until: step is ExceptionStep.Extend(_, var until) ? until : exception.Until
        );
    }

    private static IEnumerable<PlanStepItem> Of(MembershipChange change, PlanNames names)
    {
        foreach (var addition in change.Additions)
            yield return new PlanStepItem(
                "addMembership",
                names.Group(change.Group),
                names.User(addition.User),
                change.Relation,
                change.Origin,
                Through: addition.Via == 0 ? null : names.Source(addition.Via)
            );
        foreach (var removal in change.Removals)
            yield return new PlanStepItem(
                "removeMembership",
                names.Group(change.Group),
                names.User(removal.User),
                change.Relation,
                change.Origin,
                Cause: JsonFormat.Word(removal.Cause),
                Evidence: removal.Evidence,
                Detail: PlanWords.Reason(removal.Cause, removal.Evidence)
            );
    }

    private static string Word(object step)
    {
        var name = step.GetType().Name;
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
