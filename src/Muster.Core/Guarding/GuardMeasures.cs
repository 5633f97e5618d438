using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Core.Guarding;

/// <summary>The figures that guard rails weigh: of a plan, of what is about to be written, or of a run of the past.</summary>
public sealed record GuardMeasures
{
    /// <summary>The read behind it; null where nothing was read for it.</summary>
    public ReadCertificate? Read { get; init; }

    /// <summary>Groups that lose members, by key.</summary>
    public IReadOnlyList<GroupLoss> Groups { get; init; } = [];

    /// <summary>Memberships given here that would end because the directory takes over: a group's name, how many, and what they are.</summary>
    public IReadOnlyList<(string Group, int Count, string Noun)> Adoptions { get; init; } = [];

    /// <summary>Protected groups that would lose somebody, and how many.</summary>
    public IReadOnlyList<(string Group, int Count)> ProtectedGroups { get; init; } = [];

    /// <summary>Protected people who would be removed or suspended.</summary>
    public int ProtectedPeople { get; init; }

    /// <summary>Memberships, members and owners, that would end as stated by the directory or a person.</summary>
    public int Stated { get; init; }

    /// <summary>Memberships that would end because they are merely absent.</summary>
    public int Inferred { get; init; }

    /// <summary>All memberships there are before.</summary>
    public int AllMemberships { get; init; }

    /// <summary>Users who would be suspended as stated.</summary>
    public int SuspendedStated { get; init; }

    /// <summary>Users who would be suspended because they are merely absent.</summary>
    public int SuspendedInferred { get; init; }

    /// <summary>Active users before.</summary>
    public int ActiveUsers { get; init; }

    /// <summary>Users who would become active.</summary>
    public int Activated { get; init; }

    /// <summary>What the last 24 hours took away.</summary>
    public RecentLosses Recent { get; init; } = RecentLosses.None;

    /// <summary>Groups that would gain or lose members or owners by the directory, or be retired.</summary>
    public int ChangedGroups { get; init; }

    /// <summary>Groups that would be retired.</summary>
    public int RetiredGroups { get; init; }

    /// <summary>Whether anybody loses anything.</summary>
    public bool TakesAway => Stated + Inferred + SuspendedStated + SuspendedInferred + Adoptions.Count > 0;

    /// <summary>The figures of a plan.</summary>
    public static GuardMeasures Of(SyncPlan plan, PlatformState actual, GuardContext context)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(actual);
        ArgumentNullException.ThrowIfNull(context);
        var groups = actual.Groups.ToDictionary(group => group.Key);
        var losses = Losses(plan, groups).ToList();
        var suspensions = plan.Users.OfType<UserStep.Suspend>().ToList();
        var stated = suspensions.Count(step => step.Evidence == Evidence.Stated);
        return new GuardMeasures
        {
            Read = plan.Basis.Read,
            Groups = [.. losses.Where(loss => loss.Relation == MembershipRelation.Member).Select(loss => loss.Loss)],
            Adoptions =
            [
                .. plan
                    .Memberships.Where(change => change.Origin == MembershipOrigin.Local)
                    .Select(change =>
                        (
                            groups[change.Group].Name,
                            Count: change.Removals.Count(removal => LocalEnds.IsTakeover(removal.Cause)),
                            Noun(change.Relation)
                        )
                    )
                    .Where(adoption => adoption.Count > 0),
            ],
            ProtectedGroups =
            [
                .. losses
                    .Where(loss => IsProtected(groups[loss.Loss.Group], context))
                    .GroupBy(loss => loss.Loss.Name, StringComparer.Ordinal)
                    .Select(group => (group.Key, group.Sum(loss => loss.Loss.Total))),
            ],
            ProtectedPeople = context.ProtectedUsers.Count == 0 ? 0 : Protected(plan, groups, context),
            Stated = losses.Sum(loss => loss.Loss.Stated),
            Inferred = losses.Sum(loss => loss.Loss.Inferred),
            AllMemberships = actual.Groups.Sum(group => group.Members.Count + group.Owners.Count),
            SuspendedStated = stated,
            SuspendedInferred = suspensions.Count - stated,
            ActiveUsers = actual.ActiveUserCount,
            Activated = plan.Users.Count(step => step is UserStep.Create or UserStep.Reactivate),
            Recent = context.Recent,
            ChangedGroups = ChangedBy(plan),
            RetiredGroups = RetiredBy(plan),
        };
    }

    /// <summary>How many groups a plan changes.</summary>
    internal static int ChangedBy(SyncPlan plan) =>
        plan
            .Memberships.Where(change =>
                change.Origin == MembershipOrigin.Directory && change.Additions.Length + change.Removals.Length > 0
            )
            .Select(change => change.Group)
            .Union(plan.Groups.OfType<GroupStep.Retire>().Select(step => step.Group))
            .Count();

    /// <summary>How many groups a plan retires.</summary>
    internal static int RetiredBy(SyncPlan plan) => plan.Groups.OfType<GroupStep.Retire>().Count();

    /// <summary>What every relation of every group loses of what the directory gave; a group that is retired loses all, on the evidence of its steps.</summary>
    private static IEnumerable<(MembershipRelation Relation, GroupLoss Loss)> Losses(SyncPlan plan, Dictionary<int, PlatformGroup> groups)
    {
        var retired = plan.Groups.OfType<GroupStep.Retire>().Select(step => step.Group).ToHashSet();
        var absent = new Dictionary<(int Group, MembershipRelation Relation), int>();
        foreach (var change in EffectiveLoss.Of(plan))
            if (change is { Origin: MembershipOrigin.Directory, Removals.Length: > 0 })
            {
                var group = groups[change.Group];
                var inferred = change.Removals.Count(removal => removal.Evidence == Evidence.Inferred);
                if (retired.Contains(group.Key))
                    absent[(group.Key, change.Relation)] = inferred;
                else
                    yield return (
                        change.Relation,
                        new GroupLoss(
                            group.Key,
                            group.Name,
                            EffectiveLoss.SizeOf(group, change),
                            change.Removals.Length - inferred,
                            inferred,
                            change.Additions.Length
                        )
                    );
            }
        foreach (var group in retired.Order().Where(groups.ContainsKey).Select(key => groups[key]))
        foreach (var relation in Enum.GetValues<MembershipRelation>())
            if (group.Of(relation).Count is > 0 and var all && absent.GetValueOrDefault((group.Key, relation)) is var inferred)
                yield return (relation, new GroupLoss(group.Key, group.Name, all, all - inferred, inferred, 0));
    }

    private static int Protected(SyncPlan plan, Dictionary<int, PlatformGroup> groups, GuardContext context) =>
        plan
            .Users.OfType<UserStep.Suspend>()
            .Select(step => step.User)
            .Concat(plan.Memberships.SelectMany(change => change.Removals.Select(removal => removal.User)))
            .Concat(
                plan.Groups.OfType<GroupStep.Retire>()
                    .Where(step => groups.ContainsKey(step.Group))
                    .SelectMany(step => groups[step.Group].Members.AsList)
            )
            .Where(context.ProtectedUsers.Contains)
            .Distinct()
            .Count();

    /// <summary>Whether a person is asked before a group loses anybody.</summary>
    internal static bool IsProtected(PlatformGroup group, GuardContext context) =>
        group.Settings.Protected || context.ProtectedGroups.Contains(group.Name);

    private static string Noun(MembershipRelation relation) => relation == MembershipRelation.Member ? "member" : "owner";
}

/// <summary>What one group loses.</summary>
/// <param name="Group">Key of the platform group.</param>
/// <param name="Name">Its name.</param>
/// <param name="Size">How many there are before.</param>
/// <param name="Stated">How many leave as stated by the directory or a person.</param>
/// <param name="Inferred">How many leave because they are merely absent.</param>
/// <param name="Additions">How many come.</param>
public readonly record struct GroupLoss(int Group, string Name, int Size, int Stated, int Inferred, int Additions)
{
    /// <summary>How many leave.</summary>
    public int Total => Stated + Inferred;
}
