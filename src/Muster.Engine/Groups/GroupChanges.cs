using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;

namespace Muster.Engine.Groups;

/// <summary>What a person does to groups: create, link, unlink, retire. Each is a small plan, applied as a run of its own.</summary>
public sealed class GroupChanges(
    DirectoryReading reading,
    IMirrorStore mirrorStore,
    IPlatformStore platform,
    IRunJournal journal,
    ILeaseStore leases,
    TimeProvider clock
)
{
    /// <summary>Longest name a group may have, as in the directory.</summary>
    public const int LongestName = 256;

    /// <summary>Reads the directory and lists its groups.</summary>
    public async Task<IReadOnlyList<DiscoveredGroup>> DiscoverAsync(
        Connection connection,
        string? search,
        IProgress<ReadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        await using var lease = await LeaseKeeper.AcquireAsync(leases, "groups discover", clock, cancellationToken);
        var state = await ReadAsync(connection, lease, progress);
        return [.. state.Discovery.All(search)];
    }

    /// <summary>Makes one group by name, pinned at once if exactly one directory group has that name.</summary>
    /// <param name="connection">The directory to look in; null when none is connected yet, then the group waits for its match.</param>
    /// <param name="name">Name, exactly as the directory has it.</param>
    /// <param name="purpose">Why it exists, or null.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="progress">Told while reading.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<GroupsOutcome> CreateAsync(
        Connection? connection,
        string name,
        string? purpose,
        string actor,
        IProgress<ReadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        if (NameFault(name) is { } fault)
            return GroupsOutcome.Refused(new PlanProblem("badName", name, fault));
        await using var lease = await LeaseKeeper.AcquireAsync(leases, "groups create", clock, cancellationToken);
        var state = await ReadAsync(connection, lease, progress);
        if (state.Actual.Groups.Any(group => group.Name == name))
            return GroupsOutcome.Refused(
                new PlanProblem("nameExists", name, $"A group called '{name}' exists already. Show it with: muster groups show \"{name}\".")
            );
        var candidates = state.Discovery.Names.WithName(name).Select(state.Discovery.Discover).ToList();
        var source = candidates is [{ State: DiscoveryState.Available } only] ? only.Source : null;
        var problem = (source, candidates.Count, connection) switch
        {
            (not null, _, _) => null,
            (_, _, null) => new PlanProblem(
                "noConnection",
                name,
                "No directory is connected yet, so the group waits for its match: muster connection add."
            ),
            (_, 0, _) => Problems.Unmatched(name, state.Discovery.Names.NearMisses(name)),
            (_, 1, _) => new PlanProblem(
                "alreadyLinked",
                name,
                $"Directory group {candidates[0].Source.Id} is linked to '{candidates[0].Group?.Name}' already; '{name}' waits for a match of its own."
            ),
            _ => Problems.Ambiguous(name, [.. candidates.Select(candidate => candidate.Source)]),
        };
        var plan = GroupPlans.Create(state.Basis, state.Actual, [new NewGroup(name, purpose, source)]);
        var run = await ApplyAsync(connection, "groups create", actor, plan, lease);
        return new GroupsOutcome(run, plan, problem is null ? [] : [problem]);
    }

    /// <summary>Makes groups from the directory's list, pinned by object id. What cannot be made without a choice is left and reported.</summary>
    /// <param name="connection">The directory.</param>
    /// <param name="names">Names to make; null for all that are missing.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="progress">Told while reading.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<GroupsOutcome> CreateFromDirectoryAsync(
        Connection connection,
        IReadOnlyCollection<string>? names,
        string actor,
        IProgress<ReadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        await using var lease = await LeaseKeeper.AcquireAsync(leases, "groups create", clock, cancellationToken);
        var state = await ReadAsync(connection, lease, progress);
        var found = names is null
            ? [.. state.Discovery.All()]
            : names.Distinct(StringComparer.Ordinal).SelectMany(state.Discovery.Names.WithName).Select(state.Discovery.Discover).ToList();
        var problems = found
            .Select(state.Discovery.Obstacle)
            .OfType<PlanProblem>()
            .DistinctBy(problem => (problem.Code, problem.Subject, problem.Message))
            .ToList();
        problems.AddRange(
            (names ?? [])
                .Where(name => state.Discovery.Names.WithName(name).Count == 0)
                .Select(name => Problems.NotInDirectory(name, state.Discovery.Names.NearMisses(name)))
        );
        var unusable = found.Where(group => group.State == DiscoveryState.Available && NameFault(group.Source.Name) is not null).ToList();
        problems.AddRange(
            unusable.Select(group => new PlanProblem(
                "badName",
                group.Source.Id.ToString(),
                $"Directory group {group.Source.Id} cannot be created here. {NameFault(group.Source.Name)}"
            ))
        );
        var plan = GroupPlans.Create(
            state.Basis,
            state.Actual,
            found
                .Except(unusable)
                .Where(group => group.State == DiscoveryState.Available)
                .Select(group => new NewGroup(group.Source.Name, null, group.Source))
        );
        plan = plan with
        {
            Groups =
            [
                .. plan.Groups,
                .. found
                    .Where(group => group.State == DiscoveryState.Waiting)
                    .Select(group => new GroupStep.Link(group.Group!.Key, group.Source.Key, group.Source.Id, LinkCause.ExactName)),
            ],
        };
        var run = plan.IsEmpty ? null : await ApplyAsync(connection, "groups create", actor, plan, lease);
        return new GroupsOutcome(run, plan, problems);
    }

    /// <summary>Pins a group to the directory group a person picked.</summary>
    /// <param name="connection">The directory.</param>
    /// <param name="name">Name of the platform group.</param>
    /// <param name="to">Object id of the directory group.</param>
    /// <param name="relink">Whether the group may be linked already, or have lost its source.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="progress">Told while reading.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<GroupsOutcome> LinkAsync(
        Connection connection,
        string name,
        ObjectId to,
        bool relink,
        string actor,
        IProgress<ReadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var verb = relink ? "groups relink" : "groups link";
        await using var lease = await LeaseKeeper.AcquireAsync(leases, verb, clock, cancellationToken);
        var state = await ReadAsync(connection, lease, progress);
        if (state.Find(name) is not { } group)
            return GroupsOutcome.Refused(NotFound(name));
        if (!relink && group.Link is LinkState.Linked or LinkState.SourceDeleted or LinkState.Paused)
            return GroupsOutcome.Refused(
                new PlanProblem(
                    "alreadyLinked",
                    name,
                    $"'{name}' is pinned to a directory group already. To pin it to another one: muster groups relink \"{name}\" --to {to}."
                )
            );
        if (state.Mirror.Groups.FirstOrDefault(candidate => candidate.Id == to && candidate.Present) is not { } source)
            return GroupsOutcome.Refused(
                new PlanProblem(
                    "notInDirectory",
                    to.ToString(),
                    $"The directory has no group with object id {to}. List its groups with: muster groups discover --connection \"{connection.Name}\"."
                )
            );
        if (state.Actual.Groups.FirstOrDefault(other => other.DirectoryKey == source.Key) is { } owner)
            return GroupsOutcome.Refused(
                owner.Key == group.Key
                    ? new PlanProblem("alreadyLinked", name, $"'{name}' is pinned to {to} already; nothing to do.")
                    : new PlanProblem(
                        "alreadyLinked",
                        name,
                        $"Directory group {to} feeds '{owner.Name}' already. One directory group feeds one group: unlink or retire that one first."
                    )
            );
        var plan = GroupPlans.Link(state.Basis, group, source);
        return new GroupsOutcome(await ApplyAsync(connection, verb, actor, plan, lease), plan, []);
    }

    /// <summary>Ends a link; the members stay as local ones. The directory is not asked.</summary>
    public Task<GroupsOutcome> UnlinkAsync(Connection? connection, string name, string actor, CancellationToken cancellationToken) =>
        ChangeAsync(
            connection,
            name,
            "groups unlink",
            actor,
            (state, group) => group.Link == LinkState.Local ? null : GroupPlans.Unlink(state.Basis, group, state.Actual.Exceptions),
            $"'{name}' is a local group; there is no link to end.",
            cancellationToken
        );

    /// <summary>Lets a paused group follow the directory again, from the next sync on.</summary>
    public Task<GroupsOutcome> ResumeAsync(Connection? connection, string name, string actor, CancellationToken cancellationToken) =>
        ChangeAsync(
            connection,
            name,
            "groups resume",
            actor,
            (state, group) => group.Link == LinkState.Paused ? GroupPlans.Resume(state.Basis, group) : null,
            $"'{name}' is not paused; there is nothing to resume.",
            cancellationToken
        );

    /// <summary>Puts a group out of use and ends its memberships. The directory is not asked.</summary>
    public Task<GroupsOutcome> RetireAsync(Connection? connection, string name, string actor, CancellationToken cancellationToken) =>
        ChangeAsync(
            connection,
            name,
            "groups retire",
            actor,
            (state, group) => GroupPlans.Retire(state.Basis, group, state.Actual.Exceptions),
            "",
            cancellationToken
        );

    private async Task<GroupsOutcome> ChangeAsync(
        Connection? connection,
        string name,
        string verb,
        string actor,
        Func<Loaded, PlatformGroup, SyncPlan?> makePlan,
        string whyNot,
        CancellationToken cancellationToken
    )
    {
        await using var lease = await LeaseKeeper.AcquireAsync(leases, verb, clock, cancellationToken);
        var state = await LoadAsync(connection, lease.Token);
        if (state.Find(name) is not { } group)
            return GroupsOutcome.Refused(NotFound(name));
        if (makePlan(state, group) is not { } plan)
            return GroupsOutcome.Refused(new PlanProblem("nothingToDo", name, whyNot));
        return new GroupsOutcome(await ApplyAsync(connection, verb, actor, plan, lease), plan, []);
    }

    private async Task<Loaded> ReadAsync(Connection? connection, LeaseKeeper lease, IProgress<ReadProgress> progress)
    {
        if (connection is not null)
            await reading.ReadAsync(connection, full: false, GroupNeed.All, lease.Lease, progress, lease.Token);
        return await LoadAsync(connection, lease.Token);
    }

    private async Task<Loaded> LoadAsync(Connection? connection, CancellationToken cancellationToken)
    {
        var key = connection?.Key ?? 0;
        var actual = await platform.LoadAsync(key, cancellationToken);
        var mirror = connection is null
            ? new DirectoryMirror([], [], new ReadCertificate(StreamCertificate.NotRead, StreamCertificate.NotRead, 0))
            : await mirrorStore.LoadAsync(key, cancellationToken);
        return new Loaded(mirror, actual, new PlanBasis(actual.Revision, mirror.Certificate, connection?.ConfigurationVersion ?? 0));
    }

    private async Task<Run> ApplyAsync(Connection? connection, string verb, string actor, SyncPlan plan, LeaseKeeper lease)
    {
        var run = await journal.BeginAsync(connection?.Key, verb, actor, lease.Lease, lease.Token);
        var at = clock.GetUtcNow();
        var applied = run with { Outcome = RunOutcome.Applied, PlanHash = plan.Hash, Counts = plan.Counts, EndedAt = at };
        var outcome = await platform.ApplyAsync(plan, applied, new ApplyContext(lease.Lease, at, Settles: false), null, lease.Token);
        if (outcome is ApplyOutcome.Applied(var revision))
            return applied with { Revision = revision };
        var failed = applied with
        {
            Outcome = RunOutcome.Failed,
            Message = outcome is ApplyOutcome.Stale(var difference) ? difference : "Not applied.",
        };
        await journal.EndAsync(failed, lease.Lease, CancellationToken.None);
        return failed;
    }

    private static PlanProblem NotFound(string name) =>
        new(
            "notFound",
            name,
            $"There is no group called '{name}'. Names count exactly, case and spaces included; list them with: muster groups list."
        );

    private static string? NameFault(string name) =>
        name switch
        {
            _ when string.IsNullOrWhiteSpace(name) => "A group needs a name that is more than spaces.",
            { Length: > LongestName } => $"A group's name has at most {LongestName} characters; this one has {name.Length}.",
            _ when name.Any(char.IsControl) => "A group's name cannot hold control characters such as line breaks or tabs.",
            _ => null,
        };

    private sealed record Loaded(DirectoryMirror Mirror, PlatformState Actual, PlanBasis Basis)
    {
        public GroupDiscovery Discovery { get; } = new(Mirror, Actual);

        public PlatformGroup? Find(string name) => Actual.Groups.FirstOrDefault(group => group.Name == name);
    }
}

/// <summary>Result of a change of groups.</summary>
/// <param name="Run">The run that carried it out; null when nothing was done.</param>
/// <param name="Plan">What was done; null when it was refused.</param>
/// <param name="Problems">What was left or refused, and why.</param>
public sealed record GroupsOutcome(Run? Run, SyncPlan? Plan, IReadOnlyList<PlanProblem> Problems)
{
    /// <summary>Nothing was done.</summary>
    public static GroupsOutcome Refused(PlanProblem problem) => new(null, null, [problem]);
}
