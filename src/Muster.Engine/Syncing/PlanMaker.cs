using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Guarding;
using Muster.Core.Importing;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;

namespace Muster.Engine.Syncing;

/// <summary>Loads what a plan is made from, makes it, and lets the guard rails judge it. Writes nothing.</summary>
public sealed class PlanMaker(
    IMirrorStore mirrorStore,
    IPlatformStore platform,
    PolicyReader policyReader,
    IRunJournal journal,
    TimeProvider clock
)
{
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
        var (planning, _) = await RequestAsync(request, cancellationToken);
        var connection = Following(request);
        var plan = request.Cut.Of(SyncPlanner.Plan(planning), planning.Actual);
        var (verdict, guards) = await JudgeAsync(plan, planning.Actual, connection, cancellationToken);
        return new PlannedRun
        {
            Connection = connection,
            Mirror = planning.Mirror,
            Actual = planning.Actual,
            Plan = plan,
            Verdict = verdict,
            Decisions = [.. guards, .. RuleDecisions.Of(planning, plan)],
            Spending = spending,
            Read = read,
        };
    }

    /// <summary>Loads what a plan is made from.</summary>
    /// <exception cref="UnknownGroupException">The request names a group that is not there.</exception>
    /// <exception cref="StoredDataException">Less was loaded than was stored; nothing is planned on that.</exception>
    public async Task<(PlanRequest Planning, ConnectionPolicies Policies)> RequestAsync(
        SyncRequest request,
        CancellationToken cancellationToken
    )
    {
        var connection = Following(request);
        var all = request.Full || ImportScope.NeedsAllUsers(connection.ImportRule);
        var selection = all ? UserSelection.All : UserSelection.Unsettled;
        // Three reads of a database that nobody else writes under this lease; side by side they take half the time.
        var mirrorLoading = Task.Run(() => mirrorStore.LoadAsync(connection.Key, cancellationToken), cancellationToken);
        var actualLoading = Task.Run(() => platform.LoadAsync(connection.Key, cancellationToken), cancellationToken);
        var usersLoading = Task.Run(
            async () => await mirrorStore.UsersAsync(connection.Key, selection, cancellationToken).ToListAsync(cancellationToken),
            cancellationToken
        );
        await Task.WhenAll(mirrorLoading, actualLoading, usersLoading);
        var (mirror, actual, users) = (await mirrorLoading, await actualLoading, await usersLoading);
        var followers = KeySet.Of(users.Select(user => actual.UserOf(user.Key)).Where(key => key != 0));
        var policies = await policyReader.OfConnectionAsync(connection.Key, cancellationToken);
        var guarded = await platform.CalledAsync(policies.ProtectedUsers, cancellationToken);
        return (
            new PlanRequest
            {
                Mirror = mirror,
                Actual = actual,
                Users = users,
                PlatformUsers = await platform.UsersAsync(followers, cancellationToken),
                ImportRule = connection.ImportRule,
                Policies = policies,
                ProtectedUsers = guarded,
                ProtectedUnknown = [.. policies.ProtectedUsers.Except(guarded.Values, StringComparer.Ordinal)],
                Now = clock.GetUtcNow(),
                ImportRuleIsNew = request.NewImportRule is not null,
                ConfigurationVersion = connection.ConfigurationVersion,
                UsersOnly = request.NewImportRule is not null,
                OnlyGroups = GroupKeys(request.Groups, actual),
            },
            policies
        );
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
        var recent = await journal.RecentRemovalsAsync(connection.Key, clock.GetUtcNow().AddHours(-24), cancellationToken);
        var rails = (await policyReader.OfConnectionAsync(connection.Key, cancellationToken)).Guards;
        var verdict = rails.Judge(plan, actual, recent.Stated, recent.Inferred);
        return (verdict, GuardDecisions.Of(rails, plan, actual, recent.Stated, recent.Inferred, verdict));
    }

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
