using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Planning;
using Muster.Engine.Incremental;
using Muster.Engine.Plans;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;

namespace Muster.Testing.Planned;

/// <summary>A large tenant written straight into a database, with the flow behind the reader on top.</summary>
public sealed class BigTenant(PlanningRig rig) : IAsyncDisposable
{
    private static readonly ReadSummary ReadByChanges = new(false, [], 1);
    private Lease? _lease;
    private ObjectId[] _people = [];
    private int _perGroup;
    private int _dealt;

    public PlanningRig Rig { get; } = rig;

    /// <summary>Users, each in so many of the groups, everything imported, linked and applied.</summary>
    public static async Task<BigTenant> FollowedAsync(int users, int groups, int groupsOfEach, CancellationToken cancellationToken)
    {
        var tenant = new BigTenant(await PlanningRig.StartAsync(cancellationToken));
        await tenant.FillAsync(users, groups, groupsOfEach, cancellationToken);
        return tenant;
    }

    /// <summary>Disables the first accounts.</summary>
    public Task DisableAsync(int from, int count, CancellationToken cancellationToken) =>
        WriteAsync(
            DirectoryStream.Users,
            session =>
                session.WriteUsersAsync(
                    [.. _people.Skip(from).Take(count).Select(id => new DirectoryUserChange(id, Facts(id, enabled: false)))],
                    cancellationToken
                ),
            cancellationToken
        );

    /// <summary>Lets some people appear in the directory, in no group.</summary>
    public Task JoinAsync(int count, CancellationToken cancellationToken)
    {
        var joining = Enumerable.Range(_people.Length + 1, count).Select(Person).ToArray();
        _people = [.. _people, .. joining];
        return WriteAsync(
            DirectoryStream.Users,
            session => session.WriteUsersAsync([.. joining.Select(id => new DirectoryUserChange(id, Facts(id, true)))], cancellationToken),
            cancellationToken
        );
    }

    /// <summary>Takes the first member out of some groups, one each.</summary>
    public Task LeaveGroupsAsync(int from, int count, CancellationToken cancellationToken) =>
        WriteAsync(
            DirectoryStream.Groups,
            session =>
                session.WriteGroupsAsync(
                    [
                        .. Enumerable
                            .Range(from, count)
                            .Select(group => new DirectoryGroupChange(
                                GroupId(group),
                                FactsOf(group),
                                [new EdgeChange(EdgeKind.UserMember, _people[StartOf(group)], true)]
                            )),
                    ],
                    cancellationToken
                ),
            cancellationToken
        );

    /// <summary>Puts the first people together into one more group, which is followed from then on.</summary>
    public async Task GatherAsync(int group, int count, CancellationToken cancellationToken)
    {
        await WriteAsync(
            DirectoryStream.Groups,
            session =>
                session.WriteGroupsAsync(
                    [
                        new DirectoryGroupChange(
                            GroupId(group),
                            FactsOf(group),
                            [.. _people.Take(count).Select(id => new EdgeChange(EdgeKind.UserMember, id, false))]
                        ),
                    ],
                    cancellationToken
                ),
            cancellationToken
        );
        await CreateAsync(cancellationToken);
        var planned = await PlanAsync(full: true, cancellationToken);
        await ApplyAsync(planned.Plan, planned.Mark, cancellationToken);
    }

    /// <summary>Stores a plan so that a person can look at it.</summary>
    public async Task<StoredPlan> KeepAsync(PlannedRun planned, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(planned);
        var request = new SyncRequest { Connection = Rig.Connection, Actor = "bench" };
        var lease = await LeaseAsync(cancellationToken);
        return await Rig.Database.Plans.AddAsync(
            PlanValues.Of(planned, request, "plan", Rig.Clock.GetUtcNow()),
            planned.Plan,
            lease,
            cancellationToken
        );
    }

    /// <summary>Plans as a sync does after reading.</summary>
    public Task<PlannedRun> PlanAsync(bool full, CancellationToken cancellationToken) =>
        Rig.Plans.MakeAsync(
            new SyncRequest
            {
                Connection = Rig.Connection,
                Actor = "bench",
                PlanInFull = full,
            },
            ReadByChanges,
            new ReadSpending(0, 0, 0),
            cancellationToken
        );

    /// <summary>Applies a plan, whatever the guard rails say.</summary>
    public async Task ApplyAsync(SyncPlan plan, PlanningMark? mark, CancellationToken cancellationToken)
    {
        var lease = await LeaseAsync(cancellationToken);
        var run = await Rig.Database.Runs.BeginAsync(Rig.Connection.Key, "bench", "bench", lease, cancellationToken);
        var at = Rig.Clock.GetUtcNow();
        var outcome = await Rig.Database.Platform.ApplyAsync(
            plan,
            run,
            new ApplyContext(lease, at, plan.CoversAll, mark is null ? null : mark with { Run = run.Id }),
            null,
            cancellationToken
        );
        if (outcome is not ApplyOutcome.Applied)
            throw new InvalidOperationException($"{outcome}");
    }

    public ValueTask DisposeAsync() => Rig.DisposeAsync();

    private async Task FillAsync(int users, int groups, int groupsOfEach, CancellationToken cancellationToken)
    {
        _people = [.. Enumerable.Range(1, users).Select(Person)];
        await WriteAsync(DirectoryStream.Users, WriteUsersAsync, cancellationToken);
        _dealt = users;
        _perGroup = (int)((long)users * groupsOfEach / groups);
        await WriteAsync(DirectoryStream.Groups, WriteGroupsAsync, cancellationToken);
        var lease = await LeaseAsync(cancellationToken);
        await Rig.Database.Connections.SaveImportRuleAsync(
            Rig.Connection.Key,
            new ImportRule.Everyone(),
            "bench",
            lease,
            cancellationToken
        );
        await Rig.ReloadAsync(cancellationToken);
        await CreateAsync(cancellationToken);
        var planned = await PlanAsync(full: true, cancellationToken);
        await ApplyAsync(planned.Plan, planned.Mark, cancellationToken);

        async Task WriteUsersAsync(IMirrorSession session)
        {
            foreach (var page in _people.Chunk(1000))
                await session.WriteUsersAsync([.. page.Select(id => new DirectoryUserChange(id, Facts(id, true)))], cancellationToken);
        }

        async Task WriteGroupsAsync(IMirrorSession session)
        {
            for (var group = 0; group < groups; group++)
            {
                var edges = Enumerable
                    .Range(StartOf(group), _perGroup)
                    .Select(i => new EdgeChange(EdgeKind.UserMember, _people[i % users], false));
                await session.WriteGroupsAsync([new DirectoryGroupChange(GroupId(group), FactsOf(group), [.. edges])], cancellationToken);
            }
        }
    }

    private async Task CreateAsync(CancellationToken cancellationToken)
    {
        var mirror = await Rig.Database.Mirror.LoadAsync(Rig.Connection.Key, cancellationToken);
        var actual = await Rig.Database.Platform.LoadAsync(Rig.Connection.Key, cancellationToken);
        var basis = new PlanBasis(actual.Revision, mirror.Certificate, Rig.Connection.ConfigurationVersion);
        var known = actual.Groups.Select(group => group.Name).ToHashSet(StringComparer.Ordinal);
        var named = mirror.Groups.Where(group => !known.Contains(group.Name)).Select(group => new NewGroup(group.Name, null, group));
        await ApplyAsync(GroupPlans.Create(basis, actual, named), null, cancellationToken);
    }

    private async Task WriteAsync(DirectoryStream stream, Func<IMirrorSession, Task> write, CancellationToken cancellationToken)
    {
        var lease = await LeaseAsync(cancellationToken);
        await using var session = await Rig.Database.Mirror.OpenAsync(
            Rig.Connection.Key,
            stream,
            "bench",
            full: false,
            partial: false,
            lease,
            cancellationToken
        );
        await write(session);
        await session.CompleteAsync("link", cancellationToken);
    }

    private async Task<Lease> LeaseAsync(CancellationToken cancellationToken)
    {
        if (_lease is not null && await Rig.Database.Leases.RenewAsync(_lease, cancellationToken))
            return _lease;
        return _lease = ((LeaseOutcome.Given)await Rig.Database.Leases.AcquireAsync("bench", cancellationToken)).Lease;
    }

    private int StartOf(int group) => (int)((long)group * _perGroup % _dealt);

    private static ObjectId Person(int number) => new(new Guid(number, 1, 0, new byte[8]));

    private static GroupFacts FactsOf(int group) => new() { DisplayName = $"Group {group}" };

    private static ObjectId GroupId(int number) => new(new Guid(number + 1, 2, 0, new byte[8]));

    private static UserFacts Facts(ObjectId id, bool enabled) =>
        new()
        {
            UserPrincipalName = $"{id.Value:N}@example.org",
            DisplayName = "Somebody",
            Department = "IT",
            AccountEnabled = enabled,
        };
}
