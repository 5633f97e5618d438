using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Engine.Drift;

/// <summary>Collects differences from plans: what would be done is what differs.</summary>
internal sealed class DriftRows
{
    private readonly List<DriftDifference> _differences = [];
    private readonly Dictionary<int, string> _groups = [];
    private readonly Dictionary<int, UserAttributes> _created = [];
    private readonly HashSet<MembershipPair> _damaged;
    private IReadOnlyList<DriftRow> _rows = [];

    public DriftRows(PlanRequest basis, IReadOnlyList<StateDamage> damage)
    {
        Basis = basis;
        Plan = SyncPlanner.Plan(basis);
        Damage = damage;
        _damaged =
        [
            .. damage
                .Where(found => found is { Group: not null, Relation: not null, User: not null })
                .Select(found => new MembershipPair(found.Group!.Value, found.Relation!.Value, found.User!.Value)),
        ];
        foreach (var group in basis.Actual.Groups)
            _groups[group.Key] = group.Name;
        foreach (var step in Plan.Groups.OfType<GroupStep.Create>())
            _groups[step.Group] = step.Name;
        foreach (var step in Plan.Users.OfType<UserStep.Create>())
            _created[step.User] = step.Attributes;
        AddPlan();
        AddPaused();
        AddAllowed();
    }

    /// <summary>What everything is compared by.</summary>
    public PlanRequest Basis { get; }

    /// <summary>The plan that puts everything back, in groups that only report too.</summary>
    public SyncPlan Plan { get; }

    /// <summary>Keys of groups in which somebody differs.</summary>
    public IReadOnlyCollection<int> GroupsWithPeople =>
        [.. _differences.Where(found => found.Pair is not null).Select(found => found.Pair!.Value.Group).Distinct()];

    /// <summary>Keys of users who themselves differ.</summary>
    public KeySet ChangedUsers =>
        KeySet.Of(_differences.Where(found => found.User is not (null or UserStep.Create)).Select(found => found.User!.User));

    /// <summary>Keys of everybody a row is about.</summary>
    public KeySet People => KeySet.Of(_rows.Select(row => row.User ?? 0).Where(key => key > 0 && !_created.ContainsKey(key)));

    private IReadOnlyList<StateDamage> Damage { get; }

    /// <summary>Gives every difference its reason.</summary>
    public void Explain(DriftEvidence evidence)
    {
        var writer = new DriftRowWriter(new DriftExplainer(evidence), _groups, Basis.Mirror);
        _rows =
        [
            .. Damage.Select(found => Of(found, found.Group is { } group ? _groups.GetValueOrDefault(group) : null)),
            .. _differences.Select(found => writer.Row(found)),
        ];
    }

    /// <summary>The rows with the people's names, damage first, then by group and person.</summary>
    public IReadOnlyList<DriftRow> Ordered(IReadOnlyDictionary<int, PlatformUser> people) =>
        [
            .. _rows
                .Select(row =>
                    row.User is { } user
                        ? row with
                        {
                            Person = _created.GetValueOrDefault(user) ?? people.GetValueOrDefault(user)?.Attributes,
                        }
                        : row
                )
                .OrderBy(row => row.State != DriftState.Damaged)
                .ThenBy(row => row.GroupName is null)
                .ThenBy(row => row.GroupName, StringComparer.Ordinal)
                .ThenBy(row => row.What)
                .ThenBy(row => row.Person?.DisplayName ?? row.Person?.UserPrincipalName, StringComparer.Ordinal)
                .ThenBy(row => row.User),
        ];

    /// <summary>The row of some damage.</summary>
    public static DriftRow Of(StateDamage damage, string? groupName) =>
        new()
        {
            Kind = DriftKind.Damage,
            State = DriftState.Damaged,
            What = (damage.What, damage.Relation) switch
            {
                (DamageKind.Extra, MembershipRelation.Owner) => DriftWhat.ExtraOwner,
                (DamageKind.Extra, _) => DriftWhat.ExtraMember,
                (DamageKind.Missing, MembershipRelation.Owner) => DriftWhat.MissingOwner,
                (DamageKind.Missing, _) => DriftWhat.MissingMember,
                (DamageKind.User, _) => DriftWhat.UserProperties,
                _ => DriftWhat.Unreadable,
            },
            Group = damage.Group,
            GroupName = groupName,
            User = damage.User,
            Detail = damage.Text,
        };

    private void AddPlan()
    {
        var left = ReportedOnly();
        foreach (var found in VisibleDifferences.Of(Plan, Basis.Actual))
        {
            var pair = new MembershipPair(found.Group, found.Relation, found.User);
            if (!_damaged.Contains(pair))
                _differences.Add(
                    new DriftDifference(left.Contains(pair) ? DriftState.ReportOnly : DriftState.Heals)
                    {
                        Pair = pair,
                        Ends = found.Ends,
                        Via = found.Via,
                    }
                );
        }
        foreach (var step in Plan.Users)
            _differences.Add(new DriftDifference(DriftState.Heals) { User = step });
        var created = Plan.Groups.OfType<GroupStep.Create>().Select(step => step.Group).ToHashSet();
        foreach (var step in Plan.Groups.Where(step => step is GroupStep.Create or GroupStep.Nest || !created.Contains(step.Group)))
            _differences.Add(new DriftDifference(DriftState.Heals) { Group = step });
    }

    /// <summary>The memberships that a sync would leave as they are.</summary>
    private HashSet<MembershipPair> ReportedOnly()
    {
        if (!Basis.Actual.Groups.Any(group => (group.Settings.OnDrift ?? Basis.Policies.OnDrift) == DriftPolicy.Report))
            return [];
        var synced = Pairs(SyncPlanner.Plan(Basis with { HealsReported = false }), Basis.Actual);
        return [.. Pairs(Plan, Basis.Actual).Except(synced)];
    }

    /// <summary>What a paused group would be if it followed the directory now.</summary>
    private void AddPaused()
    {
        var paused = Basis
            .Actual.Groups.Where(group => group is { Link: LinkState.Paused, DirectoryKey: not null } && !(group.PausedUntil <= Basis.Now))
            .Select(group => group.Key)
            .ToHashSet();
        if (paused.Count == 0)
            return;
        var steps = paused.Select(GroupStep (key) => new GroupStep.ChangeState(key, LinkState.Paused, LinkState.Linked)).ToList();
        var followed = ConfiguredState.Of(Basis.Actual, steps).With(Basis.Actual.Exceptions);
        var plan = SyncPlanner.Plan(Basis with { Actual = followed, OnlyGroups = paused });
        foreach (var found in VisibleDifferences.Of(plan, followed).Where(found => paused.Contains(found.Group)))
            _differences.Add(
                new DriftDifference(DriftState.Paused)
                {
                    Pair = new MembershipPair(found.Group, found.Relation, found.User),
                    Ends = found.Ends,
                    Via = found.Via,
                }
            );
        foreach (var step in plan.Groups.Where(step => paused.Contains(step.Group) && step is GroupStep.Rename))
            _differences.Add(new DriftDifference(DriftState.Paused) { Group = step });
    }

    /// <summary>Who is in a followed group by a decision made here, beside the directory, because the group's policy keeps that.</summary>
    private void AddAllowed()
    {
        foreach (
            var group in Basis.Actual.Groups.Where(group =>
                group is { Link: LinkState.Linked, Settings.LocalMembers: LocalMembersPolicy.Keep }
            )
        )
        foreach (var relation in Enum.GetValues<MembershipRelation>())
        {
            var added = Plan
                .Memberships.Where(change =>
                    change.Group == group.Key && change.Relation == relation && change.Origin == MembershipOrigin.Directory
                )
                .SelectMany(change => change.Additions, (_, addition) => addition.User);
            foreach (var user in group.Of(relation, MembershipOrigin.Local).Except(group.Of(relation)).Except(KeySet.Of(added)).AsList)
                _differences.Add(
                    new DriftDifference(DriftState.Allowed)
                    {
                        Pair = new MembershipPair(group.Key, relation, user),
                        Ends = RemovalCause.GivenByHand,
                    }
                );
        }
    }

    private static IEnumerable<MembershipPair> Pairs(SyncPlan plan, PlatformState actual) =>
        VisibleDifferences.Of(plan, actual).Select(found => new MembershipPair(found.Group, found.Relation, found.User));
}
