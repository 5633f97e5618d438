using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Configuration;
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
/// <param name="Rights">What they may do in the whole workspace.</param>
/// <param name="Connections">What they may do with single connections, which adds to that.</param>
/// <param name="OwnGroups">How many groups they manage because they own them: GET /me/groups.</param>
internal sealed record Me(
    Guid Account,
    string Name,
    Role Role,
    bool Approver,
    IReadOnlyList<Right> Rights,
    IReadOnlyList<MyConnection> Connections,
    int OwnGroups
);

/// <summary>What somebody may do with one connection and what belongs to it.</summary>
/// <param name="Connection">Name of the connection.</param>
/// <param name="Role">Role there; with a token, the lesser of the account's and the token's.</param>
/// <param name="Approver">Whether they may approve there beside the role.</param>
/// <param name="Rights">What they may do there.</param>
internal sealed record MyConnection(string Connection, Role Role, bool Approver, IReadOnlyList<Right> Rights);

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
/// <param name="Restored">Why nothing is applied whatever the settings say, since the data is of a time before; null as it usually is.</param>
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
    IReadOnlyList<WorkItem> Work,
    string? Restored
);

/// <summary>How a connection stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Health">How it stands, work under way included.</param>
/// <param name="Word">The same in the word that the admin app shows, whatever is under way.</param>
/// <param name="Sentence">The same in a sentence, as the admin app shows it.</param>
/// <param name="Mode">How it is followed: whether plans are only made, and whether syncs begin by themselves and put drift back.</param>
/// <param name="ImportRule">Whom it imports, in words; null until somebody has imported.</param>
/// <param name="HasUnappliedConfiguration">Whether settings or rules were saved that no applied plan has followed yet.</param>
/// <param name="LastRun">Its last run; null before the first.</param>
internal sealed record ConnectionStatus(
    string Name,
    Health Health,
    HealthWord Word,
    string Sentence,
    ConnectionMode Mode,
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

/// <summary>The meaning of a badge as the API says it.</summary>
internal static class Healths
{
    /// <summary>By the kind of the badge.</summary>
    public static Health Of(string kind) =>
        kind switch
        {
            "ok" => Health.Ok,
            "run" => Health.Running,
            "hold" => Health.Waiting,
            "bad" => Health.Failing,
            _ => Health.Idle,
        };
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
    private static readonly Texts T = Texts.English;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me", WhoAmI).As("getMe", Right.SignedIn).WithTags("Status");
        api.MapGet("/activity", ActivityAsync).As("getActivity", Right.Read).Narrowed().WithTags("Status");
        api.MapGet("/status", StatusAsync).As("getStatus", Right.Read).Narrowed().WithTags("Status");
    }

    /// <summary>Says who the caller is and what they may do.</summary>
    internal static async Task<Me> WhoAmI(HttpContext context, MusterInstance muster, CancellationToken cancellationToken)
    {
        var caller = context.Caller();
        var names = await Named.ConnectionNamesAsync(muster, cancellationToken);
        return new Me(
            caller.Account,
            caller.Name,
            caller.Role,
            caller.Approver,
            [.. Enum.GetValues<Right>().Where(right => caller.May(right))],
            [
                .. caller.Grants.Select(grant => new MyConnection(
                    names.GetValueOrDefault(grant.Connection, ""),
                    grant.Role,
                    grant.Approver,
                    [.. Enum.GetValues<Right>().Where(right => AccessRules.Allows(grant.Role, grant.Approver, right))]
                )),
            ],
            caller.OwnGroups.Count
        );
    }

    /// <summary>Says how the workspace stands: counts, what waits, what goes on.</summary>
    internal static async Task<WorkspaceStatus> StatusAsync(
        HttpContext context,
        MusterInstance muster,
        LiveRuns work,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (database, now) = (muster.Database, clock.GetUtcNow());
        var revision = await database.Platform.RevisionAsync(cancellationToken);
        var within = context.Where(Right.Read);
        var connections = await Named.ConnectionsAsync(muster, context, Right.Read, cancellationToken);
        var names = connections.ToDictionary(connection => connection.Key, connection => connection.Name);
        var problems = await database.Problems.OpenCountsAsync(within, now, cancellationToken);
        var statuses = new List<ConnectionStatus>();
        foreach (var connection in connections)
        {
            var runs = await database.Runs.ListAsync(new RunFilter { Connection = connection.Key, Limit = 20 }, cancellationToken);
            var live = work.Current.FirstOrDefault(run => run.Connection == connection.Key);
            var standing = await ConnectionStanding.LoadAsync(muster, work, connection, problems, cancellationToken);
            var health = ConnectionHealth.Of(standing, now, T);
            statuses.Add(
                new ConnectionStatus(
                    connection.Name,
                    live is null ? Healths.Of(health.Kind) : Health.Running,
                    standing.Health,
                    live is null ? health.Sentence : T["{0} is under way.", live.What],
                    standing.Mode,
                    connection.ImportRule is { } rule ? Wording.ImportRuleWords.Of(rule) : null,
                    connection.HasUnappliedConfiguration,
                    runs is [var last, ..] ? RunItem.Of(last, names) : null
                )
            );
        }
        return new WorkspaceStatus(
            MusterVersion.Text,
            now,
            revision,
            await database.Platform.CountUsersAsync(revision, new UserQuery { Within = within }, cancellationToken),
            await database.Platform.CountUsersAsync(revision, new UserQuery { Active = true, Within = within }, cancellationToken),
            await database.Platform.CountGroupsAsync(revision, new GroupQuery { Within = within }, cancellationToken),
            await database.Plans.CountAsync(
                new PlanFilter(null, PlanState.Held, null, int.MaxValue) { Within = within },
                cancellationToken
            ),
            problems.Values.Sum(),
            statuses,
            [.. work.CurrentWithin(within).Select(run => WorkItem.Of(run, names))],
            (await database.Restorations.StandingAsync(cancellationToken))?.Why
        );
    }

    /// <summary>Says how many memberships were added and removed on each of the last days, today included.</summary>
    /// <param name="days">How many days, 1 to 92; 14 when left out.</param>
    internal static async Task<MembershipActivity> ActivityAsync(
        HttpContext context,
        KnownActivity activity,
        TimeProvider clock,
        int? days,
        CancellationToken cancellationToken
    )
    {
        var shown = days ?? UsualDays;
        if (shown is < 1 or > MostDays)
            throw ApiException.Invalid("?days", $"days is {shown}; it goes from 1 to {MostDays}.");
        var now = clock.GetUtcNow();
        var changes = await activity.OfAsync(context.Where(Right.Read), cancellationToken);
        return new MembershipActivity([
            .. DayOfChanges.Of(changes, now, shown).Select(day => new ActivityItem(day.Day, day.Added, day.Removed)),
        ]);
    }
}
