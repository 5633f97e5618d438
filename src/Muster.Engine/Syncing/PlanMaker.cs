using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Guarding;
using Muster.Core.Importing;
using Muster.Core.Incremental;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Guarding;
using Muster.Engine.Incremental;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;

namespace Muster.Engine.Syncing;

/// <summary>Loads what a plan is made from, makes it, and lets the guard rails judge it. Writes nothing.</summary>
public sealed class PlanMaker(
    IMirrorStore mirrorStore,
    IPlatformStore platform,
    PolicyReader policyReader,
    GuardWatch guards,
    IRunJournal journal,
    IPlanningStore planning,
    TimeProvider clock
)
{
    private readonly ChangePlans _changePlans = new(mirrorStore, platform, planning);

    /// <summary>Makes a plan of what is in the mirror now.</summary>
    /// <exception cref="UnknownGroupException">The request names a group that is not there.</exception>
    /// <exception cref="StoredDataException">Less was loaded than was stored; nothing is planned on that.</exception>
    public async Task<PlannedRun> MakeAsync(
        SyncRequest request,
        ReadSummary read,
        ReadSpending spending,
        CancellationToken cancellationToken
    )
    {
        var connection = Following(request);
        var now = clock.GetUtcNow();
        var position = await planning.PositionAsync(connection.Key, cancellationToken);
        var policies = await policyReader.OfConnectionAsync(connection.Key, cancellationToken);
        var choice = PlanningChoice.Of(request, position, Configuration(connection), TimeSpan.FromHours(policies.FullPlanEveryHours), now);
        if (!choice.Way.Full && position.IsStill(now))
            return await StillAsync(connection, position, choice, read, spending, policies, cancellationToken);
        ChangePlan? fromChanges = null;
        if (!choice.Way.Full)
        {
            var groups = await LoadGroupsAsync(request, connection, policies, now, cancellationToken);
            if (ChangePlans.WhyWhole(groups.Actual, choice.Since!) is { } why)
                choice = PlanningChoice.InFull(why);
            else
                fromChanges = await _changePlans.MakeAsync(connection.Key, groups, choice.Since!, cancellationToken);
        }
        var (basis, whole, affected) = fromChanges ?? await InFullAsync(request, connection, policies, choice, now, cancellationToken);
        var plan = request.Cut.Of(whole, basis.Actual);
        var (verdict, weighed) = await JudgeAsync(plan, basis.Actual, connection, cancellationToken);
        return new PlannedRun
        {
            Connection = connection,
            Mirror = basis.Mirror,
            Actual = basis.Actual,
            Plan = plan,
            Policies = policies,
            Verdict = verdict,
            Decisions = [.. weighed, .. RuleDecisions.Of(basis, plan, affected), .. OnlyPeople(request.Cut, whole, plan)],
            Guards = policies.Guards,
            Spending = spending,
            Read = read,
            Planning = choice.Way,
            Mark =
                choice.Covers && plan.CoversAll
                    ? Mark(connection, plan, choice, now) with
                    {
                        Due = DueInstants.Of(basis),
                        DueOf = affected,
                    }
                    : null,
        };
    }

    /// <summary>Loads what a person's small plan is made from: everything, as a full plan would.</summary>
    /// <exception cref="UnknownGroupException">The request names a group that is not there.</exception>
    /// <exception cref="StoredDataException">Less was loaded than was stored; nothing is planned on that.</exception>
    public async Task<(PlanRequest Basis, ConnectionPolicies Policies)> RequestAsync(
        SyncRequest request,
        CancellationToken cancellationToken
    )
    {
        var connection = Following(request);
        var policies = await policyReader.OfConnectionAsync(connection.Key, cancellationToken);
        var choice = PlanningChoice.InFull("A person decided.");
        return (await LoadAsync(request, connection, policies, choice, clock.GetUtcNow(), cancellationToken), policies);
    }

    /// <summary>Lets the guard rails judge a plan, with what syncs removed by themselves in the last 24 hours.</summary>
    /// <returns>The verdict, and what every guard rail weighed.</returns>
    public async Task<(PlanVerdict Verdict, IReadOnlyList<Decision> Decisions)> JudgeAsync(
        SyncPlan plan,
        PlatformState actual,
        Connection connection,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(connection);
        var policies = await policyReader.OfConnectionAsync(connection.Key, cancellationToken);
        var context = await guards.ContextAsync(connection.Key, policies, plan, cancellationToken);
        var verdict = policies.Guards.Judge(plan, actual, context);
        return (verdict, GuardDecisions.Of(policies.Guards, plan, actual, context, verdict));
    }

    /// <summary>Nothing was read, changed here or fell due: nothing is loaded, whatever the size of the directory.</summary>
    private async Task<PlannedRun> StillAsync(
        Connection connection,
        PlanningPosition position,
        PlanningChoice choice,
        ReadSummary read,
        ReadSpending spending,
        ConnectionPolicies policies,
        CancellationToken cancellationToken
    )
    {
        var certificate = await mirrorStore.CertificateAsync(connection.Key, cancellationToken);
        var standing = (await journal.FindAsync(choice.Since!.Run, cancellationToken))?.Problems ?? [];
        return new PlannedRun
        {
            Connection = connection,
            Mirror = new DirectoryMirror([], [], certificate),
            Actual = PlatformState.NothingLoaded(position.Revision),
            Plan = new SyncPlan
            {
                Basis = new PlanBasis(position.Revision, certificate, connection.ConfigurationVersion),
                Groups = [],
                Users = [],
                Memberships = [],
                Problems = [.. standing.Where(problem => problem.Code != MissedByChanges.Code)],
                CoversAll = true,
            },
            Policies = policies,
            Verdict = new PlanVerdict.NothingToDo(),
            Spending = spending,
            Read = read,
            Planning = choice.Way,
        };
    }

    private async Task<ChangePlan> InFullAsync(
        SyncRequest request,
        Connection connection,
        ConnectionPolicies policies,
        PlanningChoice choice,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var basis = await LoadAsync(request, connection, policies, choice, now, cancellationToken);
        // What planning from changes would have overlooked means nothing where it would not have been trusted.
        var since = choice.Since is { } mark && ChangePlans.WhyWhole(basis.Actual, mark) is null ? mark : null;
        var changes = since is null ? null : await planning.ChangesAsync(connection.Key, since, now, cancellationToken);
        return new ChangePlan(basis, Checked(basis, SyncPlanner.Plan(basis), changes, since), null);
    }

    /// <summary>Groups without a word about people. Two reads of a database that nobody else writes under this lease; side by side they take half the time.</summary>
    private async Task<PlanRequest> LoadGroupsAsync(
        SyncRequest request,
        Connection connection,
        ConnectionPolicies policies,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var mirrorLoading = Task.Run(() => mirrorStore.LoadGroupsAsync(connection.Key, cancellationToken), cancellationToken);
        var actualLoading = Task.Run(() => platform.LoadGroupsAsync(cancellationToken), cancellationToken);
        await Task.WhenAll(mirrorLoading, actualLoading);
        return await BasisAsync(request, connection, policies, now, await mirrorLoading, await actualLoading, cancellationToken);
    }

    private async Task<PlanRequest> LoadAsync(
        SyncRequest request,
        Connection connection,
        ConnectionPolicies policies,
        PlanningChoice choice,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        // The safety net compares every user; other full plans those who changed, and those no platform user follows.
        var all =
            request.Full
            || request.Heals
            || choice.Since is not null
            || ImportScope.NeedsAllUsers(connection.ImportRule)
            || await policyReader.HasMappedAsync(connection.Key, cancellationToken);
        // Three reads of a database that nobody else writes under this lease; side by side they take half the time.
        var mirrorLoading = Task.Run(() => mirrorStore.LoadAsync(connection.Key, cancellationToken), cancellationToken);
        var actualLoading = Task.Run(() => platform.LoadAsync(connection.Key, cancellationToken), cancellationToken);
        var usersLoading = Task.Run(
            async () =>
                await mirrorStore
                    .UsersAsync(connection.Key, all ? UserSelection.All : UserSelection.Unsettled, cancellationToken)
                    .ToListAsync(cancellationToken),
            cancellationToken
        );
        await Task.WhenAll(mirrorLoading, actualLoading, usersLoading);
        var basis = await BasisAsync(request, connection, policies, now, await mirrorLoading, await actualLoading, cancellationToken);
        return await new PeopleLoading(mirrorStore, platform).WithAsync(connection.Key, basis, await usersLoading, cancellationToken);
    }

    private async Task<PlanRequest> BasisAsync(
        SyncRequest request,
        Connection connection,
        ConnectionPolicies policies,
        DateTimeOffset now,
        DirectoryMirror mirror,
        PlatformState actual,
        CancellationToken cancellationToken
    )
    {
        var guarded = await platform.CalledAsync(connection.Key, policies.ProtectedUsers, cancellationToken);
        return new PlanRequest
        {
            Mirror = mirror,
            Actual = actual,
            Users = [],
            PlatformUsers = new Dictionary<int, PlatformUser>(),
            ImportRule = connection.ImportRule,
            Policies = policies,
            ProtectedUsers = guarded,
            ProtectedUnknown = [.. policies.ProtectedUsers.Except(guarded.Values, StringComparer.Ordinal)],
            Now = now,
            ImportRuleIsNew = request.NewImportRule is not null,
            ConfigurationVersion = connection.ConfigurationVersion,
            UsersOnly = request.NewImportRule is not null,
            OnlyGroups = GroupKeys(request.Groups, actual),
            HealsReported = request.Heals,
        };
    }

    /// <summary>Says of a plan about some people that it is no more than that.</summary>
    private static IEnumerable<Decision> OnlyPeople(PlanCut cut, SyncPlan whole, SyncPlan plan)
    {
        if (cut.IsAboutPeople)
            yield return new Decision(
                "onlyPeople",
                DecisionKind.Cut,
                "only what is about the people who were asked for",
                $"{whole.Counts.Total - plan.Counts.Total} of {whole.Counts.Total} steps are left to the next sync.",
                whole.Counts.Total - plan.Counts.Total
            );
    }

    /// <summary>A full plan with a problem on it when planning from the changes alone would have come out differently.</summary>
    private static SyncPlan Checked(PlanRequest basis, SyncPlan full, ChangesSince? changes, PlanningMark? since)
    {
        if (changes is null || since is null)
            return full;
        var incremental = IncrementalPlanner.For(basis, changes).Plan(basis.Users, basis.PlatformUsers, basis.Adoptable, basis.Namesakes);
        return MissedByChanges.Between(full, incremental, basis.Actual, since.Run) is { } difference
            ? full with
            {
                Problems = [.. full.Problems, difference],
            }
            : full;
    }

    private static PlanningMark Mark(Connection connection, SyncPlan plan, PlanningChoice choice, DateTimeOffset now) =>
        new()
        {
            MirrorVersion = plan.Basis.Read.MirrorVersion,
            Revision = plan.Basis.Revision,
            Configuration = Configuration(connection),
            At = now,
            FullAt = choice.Way.Full ? now : choice.Since!.FullAt,
            KeptBack = plan.LeavesADifference,
        };

    private static string Configuration(Connection connection) =>
        connection.ConfigurationVersion.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The connection as it will be once a new rule is kept.</summary>
    private static Connection Following(SyncRequest request) =>
        request.NewImportRule is { } rule ? request.Connection with { ImportRule = rule } : request.Connection;

    private static HashSet<int>? GroupKeys(IReadOnlyList<string> names, PlatformState actual)
    {
        if (names.Count == 0)
            return null;
        var byName = actual.Groups.ToDictionary(group => group.Name, group => group.Key, StringComparer.Ordinal);
        var unknown = names.Where(name => !byName.ContainsKey(name)).ToList();
        return unknown.Count == 0 ? [.. names.Select(name => byName[name])] : throw new UnknownGroupException(unknown);
    }
}

/// <summary>Names that no group in use has.</summary>
public sealed class UnknownGroupException(IReadOnlyList<string> names)
    : Exception(
        $"There is no group called {string.Join(", ", names.Select(name => $"'{name}'"))}. Names count exactly, case and spaces included; list them with: muster groups list."
    )
{
    /// <summary>The names.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}
