using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Engine.Plans;
using Muster.Engine.Platform;
using Muster.Engine.Runs;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Connections;
using Muster.Server.Home;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Api;

/// <summary>Who asks, with what they may do.</summary>
/// <param name="Account">Id of the account.</param>
/// <param name="Name">What the audit log calls them.</param>
/// <param name="Role">Role; with a token, the lesser of the account's and the token's.</param>
/// <param name="Approver">Whether they may approve beside their role.</param>
/// <param name="Rights">What they may do.</param>
internal sealed record Me(Guid Account, string Name, Role Role, bool Approver, IReadOnlyList<Right> Rights);

/// <summary>How the workspace stands.</summary>
/// <param name="Version">Version of the server.</param>
/// <param name="Now">Time of the server.</param>
/// <param name="Revision">Number of the state; grows with every change.</param>
/// <param name="Users">Users, suspended ones included.</param>
/// <param name="ActiveUsers">Active users.</param>
/// <param name="Groups">Groups in use.</param>
/// <param name="HeldPlans">Plans that wait for a person.</param>
/// <param name="OpenProblems">Problems that a person should look at.</param>
/// <param name="Connections">The connections.</param>
/// <param name="Work">What goes on now.</param>
internal sealed record WorkspaceStatus(
    string Version,
    DateTimeOffset Now,
    long Revision,
    long Users,
    long ActiveUsers,
    long Groups,
    long HeldPlans,
    long OpenProblems,
    IReadOnlyList<ConnectionStatus> Connections,
    IReadOnlyList<WorkItem> Work
);

/// <summary>How a connection stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Health">How it stands.</param>
/// <param name="Sentence">The same in a sentence, as the admin app shows it.</param>
/// <param name="ImportRule">Whom it imports, in words; null until somebody has imported.</param>
/// <param name="HasUnappliedConfiguration">Whether settings or rules were saved that no applied plan has followed yet.</param>
/// <param name="LastRun">Its last run; null before the first.</param>
internal sealed record ConnectionStatus(
    string Name,
    Health Health,
    string Sentence,
    string? ImportRule,
    bool HasUnappliedConfiguration,
    RunItem? LastRun
);

/// <summary>How something stands.</summary>
internal enum Health
{
    /// <summary>All is well.</summary>
    Ok,

    /// <summary>Something is under way.</summary>
    Running,

    /// <summary>It waits for a person.</summary>
    Waiting,

    /// <summary>It fails.</summary>
    Failing,

    /// <summary>Nothing was done yet.</summary>
    Idle,
}

/// <summary>Memberships added and removed on one day (UTC).</summary>
/// <param name="Day">The day.</param>
/// <param name="Added">Members and owners added.</param>
/// <param name="Removed">Members and owners removed.</param>
internal sealed record ActivityItem(DateOnly Day, long Added, long Removed);

/// <summary>What became of memberships day by day.</summary>
/// <param name="Days">The days, the oldest first.</param>
internal sealed record MembershipActivity(IReadOnlyList<ActivityItem> Days);

/// <summary>Who one is, and how everything stands.</summary>
internal static class StatusEndpoints
{
    private const int UsualDays = 14;
    private const int MostDays = 92;
    private const int RunsAtATime = 500;
    private static readonly Texts T = new();

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me", WhoAmI).As("getMe", Right.SignedIn).WithTags("Status");
        api.MapGet("/activity", ActivityAsync).As("getActivity", Right.Read).WithTags("Status");
        api.MapGet("/status", StatusAsync).As("getStatus", Right.Read).WithTags("Status");
    }

    /// <summary>Says who the caller is and what they may do.</summary>
    internal static Me WhoAmI(HttpContext context)
    {
        var caller = context.Caller();
        return new Me(caller.Account, caller.Name, caller.Role, caller.Approver, [.. Enum.GetValues<Right>().Where(caller.May)]);
    }

    /// <summary>Says how the workspace stands: counts, what waits, what goes on.</summary>
    internal static async Task<WorkspaceStatus> StatusAsync(
        MusterInstance muster,
        LiveRuns work,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (database, now) = (muster.Database, clock.GetUtcNow());
        var revision = await database.Platform.RevisionAsync(cancellationToken);
        var connections = await muster.Connections.ListAsync(cancellationToken);
        var names = connections.ToDictionary(connection => connection.Key, connection => connection.Name);
        var statuses = new List<ConnectionStatus>();
        foreach (var connection in connections)
        {
            var runs = await database.Runs.ListAsync(new RunFilter { Connection = connection.Key, Limit = 20 }, cancellationToken);
            var live = work.Current.FirstOrDefault(run => run.Connection == connection.Key);
            var standing = await ConnectionStanding.LoadAsync(muster, connection, [], cancellationToken);
            var health = ConnectionHealth.Of(standing, live, now, T);
            statuses.Add(
                new ConnectionStatus(
                    connection.Name,
                    health.Kind switch
                    {
                        "ok" => Health.Ok,
                        "run" => Health.Running,
                        "hold" => Health.Waiting,
                        "bad" => Health.Failing,
                        _ => Health.Idle,
                    },
                    health.Sentence,
                    connection.ImportRule is { } rule ? Wording.ImportRuleWords.Of(rule) : null,
                    connection.HasUnappliedConfiguration,
                    runs is [var last, ..] ? RunItem.Of(last, names) : null
                )
            );
        }
        return new WorkspaceStatus(
            typeof(StatusEndpoints).Assembly.GetName().Version?.ToString(3) ?? "",
            now,
            revision,
            await database.Platform.CountUsersAsync(revision, new UserQuery(), cancellationToken),
            await database.Platform.CountUsersAsync(revision, new UserQuery { Active = true }, cancellationToken),
            await database.Platform.CountGroupsAsync(revision, new GroupQuery(), cancellationToken),
            await database.Plans.CountAsync(new PlanFilter(null, PlanState.Held, null, int.MaxValue), cancellationToken),
            (await database.Problems.ListAsync(cancellationToken)).Count(problem => problem.ResolvedAt is null && !problem.IsSnoozed(now)),
            statuses,
            [.. work.Current.Select(run => WorkItem.Of(run, names))]
        );
    }

    /// <summary>Says how many memberships were added and removed on each of the last days, today included.</summary>
    /// <param name="days">How many days, 1 to 92; 14 when left out.</param>
    internal static async Task<MembershipActivity> ActivityAsync(
        MusterInstance muster,
        TimeProvider clock,
        int? days,
        CancellationToken cancellationToken
    )
    {
        var shown = days ?? UsualDays;
        if (shown is < 1 or > MostDays)
            throw ApiException.Invalid("?days", $"days is {shown}; it goes from 1 to {MostDays}.");
        var now = clock.GetUtcNow();
        var (applied, first) = (new List<Run>(), now.AddDays(-shown));
        for (long? before = null; ; before = applied[^1].Id)
        {
            var filter = new RunFilter
            {
                Outcome = RunOutcome.Applied,
                Before = before,
                Limit = RunsAtATime,
            };
            var page = await muster.Database.Runs.ListAsync(filter, cancellationToken);
            applied.AddRange(page);
            if (page.Count < RunsAtATime || page[^1].StartedAt < first)
                break;
        }
        return new MembershipActivity([
            .. DayOfChanges.Of(applied, now, shown).Select(day => new ActivityItem(day.Day, day.Added, day.Removed)),
        ]);
    }
}
