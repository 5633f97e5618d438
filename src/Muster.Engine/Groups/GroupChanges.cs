using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Plans;
using Muster.Engine.Reading;
using Muster.Engine.Users;

namespace Muster.Engine.Groups;

/// <summary>What a person does to groups: discover, create, unlink, resume, retire. Each change is a small plan, applied as a run of its own.</summary>
public sealed class GroupChanges(GroupWork work, ProtectedNames protectedNames)
{
    /// <summary>Reads the directory and lists its groups.</summary>
    public async Task<IReadOnlyList<DiscoveredGroup>> DiscoverAsync(
        Connection connection,
        DirectoryGroupFilter filter,
        IProgress<ReadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        await using var lease = await work.AcquireAsync("groups discover", cancellationToken);
        var state = await work.ReadAsync(connection, lease, progress);
        return [.. state.Discovery.All(filter)];
    }

    /// <summary>The directory's groups as they were last read, and how they stand; the directory is not asked.</summary>
    public async Task<KnownDirectory> KnownAsync(Connection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var state = await work.LoadGroupsAsync(connection, cancellationToken);
        return new KnownDirectory(state.Discovery, [.. state.Workspace.GroupNamePatterns]);
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
        if (GroupName.Fault(name) is { } fault)
            return GroupsOutcome.Refused(new PlanProblem("badName", name, fault));
        await using var lease = await work.AcquireAsync("groups create", cancellationToken);
        var state = await work.ReadAsync(connection, lease, progress);
        if (state.OffConvention(name) is { } unconventional)
            return GroupsOutcome.Refused(unconventional);
        if (state.Find(name) is not null && state.Discovery.Freeing(name).Count == 0)
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
        var plan = GroupPlans.Create(
            state.Basis,
            state.Actual,
            [new NewGroup(name, purpose, source) { Cause = LinkCause.ExactName }],
            state.Discovery.Freeing(name)
        );
        var run = await work.ApplyAsync(connection, "groups create", actor, plan, lease);
        return new GroupsOutcome(run, plan, problem is null ? [] : [problem]);
    }

    /// <summary>Makes groups from the directory's list, pinned by object id. What cannot be made without a choice is left and reported.</summary>
    /// <param name="connection">The directory.</param>
    /// <param name="names">Names to make; null for all that are missing.</param>
    /// <param name="filter">Which of them.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="dryRun">Say what would be made and make nothing.</param>
    /// <param name="progress">Told while reading.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<GroupsOutcome> CreateFromDirectoryAsync(
        Connection connection,
        IReadOnlyCollection<string>? names,
        DirectoryGroupFilter filter,
        string actor,
        bool dryRun,
        IProgress<ReadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        await using var lease = await work.AcquireAsync("groups create", cancellationToken);
        var state = await work.ReadAsync(connection, lease, progress);
        var found = names is null
            ? [.. state.Discovery.All(filter)]
            : names
                .Distinct(StringComparer.Ordinal)
                .SelectMany(state.Discovery.Names.WithName)
                .Where(filter.Includes)
                .Select(state.Discovery.Discover)
                .ToList();
        var problems = found
            .Select(group => Obstacle(state, group))
            .OfType<PlanProblem>()
            .DistinctBy(problem => (problem.Code, problem.Subject, problem.Message))
            .ToList();
        problems.AddRange(
            (names ?? [])
                .Where(name => state.Discovery.Names.WithName(name).Count == 0)
                .Select(name => Problems.NotInDirectory(name, state.Discovery.Names.NearMisses(name)))
        );
        var plan = Plan(state, found);
        var run = plan.IsEmpty || dryRun ? null : await work.ApplyAsync(connection, "groups create", actor, plan, lease);
        return new GroupsOutcome(run, plan, problems);
    }

    private static PlanProblem? Obstacle(GroupsState state, DiscoveredGroup group) =>
        state.Discovery.Obstacle(group)
        ?? (
            group.State != DiscoveryState.Available ? null
            : GroupName.Fault(group.Source.Name) is { } fault ? Problems.UnusableName(group.Source.Id, fault)
            : state.OffConvention(group.Source.Name)
        );

    /// <summary>Groups that are missing, groups that waited for their match, and renames that free a name.</summary>
    private static SyncPlan Plan(GroupsState state, IReadOnlyList<DiscoveredGroup> found)
    {
        var created = found
            .Where(group => group.State == DiscoveryState.Available && Obstacle(state, group) is null)
            .Select(group => new NewGroup(group.Source.Name, null, group.Source))
            .ToList();
        var waited = found
            .Where(group => group.State == DiscoveryState.Waiting)
            .Select(GroupStep (group) => new GroupStep.Link(group.Group!.Key, group.Source.Key, group.Source.Id, LinkCause.ExactName));
        var renames = created.SelectMany(group => state.Discovery.Freeing(group.Name)).Distinct();
        return GroupPlans.Create(state.Basis, state.Actual, created, [.. waited, .. renames]);
    }

    /// <summary>Ends a link; the members stay as local ones. The directory is not asked.</summary>
    public Task<GroupsOutcome> UnlinkAsync(
        Connection? connection,
        string name,
        string actor,
        Consented? consented,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            connection,
            name,
            "groups unlink",
            actor,
            consented,
            (state, group) => group.Link == LinkState.Local ? null : GroupPlans.Unlink(state.Basis, state.Actual, group),
            $"'{name}' is a local group; there is no link to end.",
            cancellationToken
        );

    /// <summary>Lets a paused group follow the directory again, from the next sync on.</summary>
    public Task<GroupsOutcome> ResumeAsync(
        Connection? connection,
        string name,
        string actor,
        Consented? consented,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            connection,
            name,
            "groups resume",
            actor,
            consented,
            (state, group) => group.Link == LinkState.Paused ? GroupPlans.Resume(state.Basis, group) : null,
            $"'{name}' is not paused; there is nothing to resume.",
            cancellationToken
        );

    /// <summary>Puts a group out of use and ends its memberships. The directory is not asked.</summary>
    public Task<GroupsOutcome> RetireAsync(
        Connection? connection,
        string name,
        string actor,
        Consented? consented,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            connection,
            name,
            "groups retire",
            actor,
            consented,
            (state, group) => GroupPlans.Retire(state.Basis, state.Actual, group),
            "",
            cancellationToken
        );

    private async Task<GroupsOutcome> ChangeAsync(
        Connection? connection,
        string name,
        string verb,
        string actor,
        Consented? consented,
        Func<GroupsState, PlatformGroup, SyncPlan?> makePlan,
        string whyNot,
        CancellationToken cancellationToken
    )
    {
        await using var lease = await work.AcquireAsync(verb, cancellationToken);
        var state = await work.LoadAsync(connection, lease.Token);
        if (state.Find(name) is not { } group)
            return GroupsOutcome.Refused(GroupWork.NotFound(name));
        if (makePlan(state, group) is not { } plan)
            return GroupsOutcome.Refused(new PlanProblem("nothingToDo", name, whyNot));
        if (await protectedNames.LossesAsync(plan, lease.Token) is { Count: > 0 } kept)
            return GroupsOutcome.Refused(
                new PlanProblem(
                    "protectedPeople",
                    name,
                    $"'{name}' holds {(kept.Count == 1 ? "a protected person" : $"{kept.Count} protected people")}: {string.Join(", ", kept.Take(5))}. Nobody takes them out of a group. Change the setting protectedUsers first: muster settings show protectedUsers."
                )
            );
        return consented is null || await consented(plan, [], lease.Token)
            ? new GroupsOutcome(await work.ApplyAsync(connection, verb, actor, plan, lease), plan, [])
            : new GroupsOutcome(null, plan, []);
    }
}
