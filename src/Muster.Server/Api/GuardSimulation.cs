using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Configuration;
using Muster.Core.Guarding;
using Muster.Engine.Configuration;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>Guard rails that shall be tried on the past.</summary>
/// <param name="Values">Other values of guard rails, by name; those in force where it says nothing. Nothing is saved.</param>
/// <param name="Days">How many days back, 1 to 3660; 90 when left out.</param>
internal sealed record SimulationOrder(IReadOnlyDictionary<string, string?>? Values = null, int Days = 90);

/// <summary>Which runs of the past the guard rails would have held.</summary>
/// <param name="Since">From when on.</param>
/// <param name="Runs">Runs that were applied.</param>
/// <param name="Rejected">Plans that were rejected.</param>
/// <param name="TookAway">How many of both took something away, or would have.</param>
/// <param name="WouldHold">How many of both would have waited for a person.</param>
/// <param name="ReallyHeldAndApproved">How many really did, and were approved.</param>
/// <param name="Guards">Which guard rails, the most frequent first.</param>
/// <param name="Trips">Single cases, the latest first, at most 500.</param>
internal sealed record SimulationItem(
    DateTimeOffset Since,
    int Runs,
    int Rejected,
    int TookAway,
    int WouldHold,
    int ReallyHeldAndApproved,
    IReadOnlyList<GuardTally> Guards,
    IReadOnlyList<SimulatedTrip> Trips
);

/// <summary>How often one guard rail would have held.</summary>
/// <param name="Guard">Its name.</param>
/// <param name="Times">How often.</param>
/// <param name="First">First time.</param>
/// <param name="Last">Last time.</param>
internal sealed record GuardTally(string Guard, int Times, DateTimeOffset First, DateTimeOffset Last);

/// <summary>One case in which a guard rail would have held.</summary>
/// <param name="Run">Number of the run; null for a rejected plan.</param>
/// <param name="RejectedPlan">Number of the rejected plan; null for a run.</param>
/// <param name="At">When it was.</param>
/// <param name="Verb">What it was for.</param>
/// <param name="Guard">The guard rail.</param>
/// <param name="Group">The group by which; null for all together.</param>
/// <param name="Measured">What was counted.</param>
/// <param name="Limit">What the limit is.</param>
internal sealed record SimulatedTrip(
    long? Run,
    long? RejectedPlan,
    DateTimeOffset At,
    string Verb,
    string Guard,
    string? Group,
    string Measured,
    string Limit
);

/// <summary>Tries guard rails on the past.</summary>
internal static class GuardSimulation
{
    private const int Most = 500;
    private const int MostDays = 3660;
    private const string Guards = "guards.";

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/connections/{name}/guard-rails/simulate", SimulateAsync)
            .As("simulateGuardRails", Right.Read)
            .Costly()
            .WithTags("Settings");

    /// <summary>Says which runs of the past the guard rails in force, or others, would have held; saves nothing.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<SimulationItem> SimulateAsync(
        string name,
        SimulationOrder order,
        MusterInstance muster,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (order.Days is < 1 or > MostDays)
            throw ApiException.Invalid("/days", $"days is {order.Days}; it goes from 1 to {MostDays}.");
        foreach (var path in order.Values?.Keys ?? [])
            if (!path.StartsWith(Guards, StringComparison.OrdinalIgnoreCase))
                throw ApiException.Invalid(
                    $"/values/{ApiFailures.Escaped(path)}",
                    $"'{path}' is no guard rail; their names begin with {Guards}"
                );
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        var since = clock.GetUtcNow().AddDays(-order.Days);
        var stored = await muster.Database.Settings.CurrentAsync(SettingScope.Of(connection.Key), cancellationToken);
        var edits = (order.Values ?? new Dictionary<string, string?>()).Select(value => new SettingEdit(value.Key, value.Value)).ToList();
        var tried = Settings.OfConnection.FromValues(SettingSheet.OfConnection.Change(stored.Values, edits)).Guards;
        var guards = (await muster.Policies.OfWorkspaceAsync(cancellationToken)).GuardCeiling.Bind(tried);
        var runs = await muster.Database.Guards.RunsAsync(connection.Key, since, cancellationToken);
        var rejected = runs.Count(run => run.Rejected is not null);
        var replay = GuardReplay.Of(runs, guards);
        return new SimulationItem(
            since,
            replay.Runs - rejected,
            rejected,
            replay.TookAway,
            replay.Held,
            runs.Count(run => run.Approved),
            [
                .. replay
                    .Trips.GroupBy(trip => trip.Finding.Guard, StringComparer.Ordinal)
                    .OrderByDescending(guard => guard.Count())
                    .ThenBy(guard => guard.Key, StringComparer.Ordinal)
                    .Select(guard => new GuardTally(guard.Key, guard.Count(), guard.First().Run.At, guard.Last().Run.At)),
            ],
            [.. replay.Trips.Reverse().Take(Most).Select(Of)]
        );
    }

    private static SimulatedTrip Of(ReplayedTrip trip) =>
        new(
            trip.Run.Id,
            trip.Run.Rejected,
            trip.Run.At,
            trip.Run.Verb,
            trip.Finding.Guard,
            trip.Finding.Subject,
            trip.Finding.Measured,
            trip.Finding.Limit
        );
}
