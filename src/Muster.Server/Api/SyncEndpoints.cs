using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Planning;
using Muster.Engine.Syncing;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Runs;

namespace Muster.Server.Api;

/// <summary>A sync that is asked for.</summary>
/// <param name="Connection">Name of the connection; may be left out where there is only one.</param>
/// <param name="Groups">Names of groups to limit it to; all when left out.</param>
/// <param name="Full">Read everything again instead of the changes, and compare every user.</param>
/// <param name="AdditionsOnly">Leave out every removal and suspension; they are planned again by the next sync without this.</param>
/// <param name="ExpectRemovals">Refuse a plan that removes another number of memberships.</param>
internal sealed record SyncOrder(
    string? Connection = null,
    IReadOnlyList<string>? Groups = null,
    bool Full = false,
    bool AdditionsOnly = false,
    int? ExpectRemovals = null
) : INamesConnection;

/// <summary>Makes the platform equal to the directory.</summary>
internal static class SyncEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/sync", SyncAsync).As("startSync", Right.Apply).Narrowed().Costly().Idempotent(required: true).WithTags("Sync");
        api.MapPost("/connections/{name}/verify", VerifyAsync)
            .As("verifyConnection", Right.Plan)
            .Costly()
            .Idempotent(required: true)
            .WithTags("Sync");
    }

    /// <summary>Begins a sync: read, plan, apply. A plan that a guard rail holds is kept and waits for a person; the result of the work is the run.</summary>
    internal static async Task<Accepted<WorkItem>> SyncAsync(
        SyncOrder order,
        HttpContext context,
        MusterInstance muster,
        SyncWork syncs,
        CancellationToken cancellationToken
    )
    {
        if (order.ExpectRemovals is < 0)
            throw ApiException.Invalid("/expectRemovals", "A number of removals is 0 or more.");
        var request = await RequestAsync(
            muster,
            context.Where(Right.Apply),
            order.Connection,
            order.Groups,
            order.Full,
            context.Caller().Name,
            cancellationToken
        ) with
        {
            Cut = PlanCut.None with { AdditionsOnly = order.AdditionsOnly },
            ExpectRemovals = order.ExpectRemovals,
        };
        return await WorkEndpoints.AcceptedAsync(syncs.Sync(request), muster, cancellationToken);
    }

    /// <summary>Reads and plans everything, changes nothing, and says where that differs from what is kept by changes. The result of the work is the run; its problems are the differences.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<Accepted<WorkItem>> VerifyAsync(
        string name,
        HttpContext context,
        MusterInstance muster,
        LiveRuns work,
        CancellationToken cancellationToken
    )
    {
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        var actor = context.Caller().Name;
        var run = work.Start(
            new LiveWork($"Verification of {connection.Name}", connection.Key) { Last = RunStep.Plan },
            actor,
            async (live, cancelled) =>
            {
                var (verified, _) = await muster.Verifications.RunAsync(connection, actor, live, cancelled);
                live.Came(verified);
                return SyncWork.Address(verified);
            }
        );
        return await WorkEndpoints.AcceptedAsync(run, muster, cancellationToken);
    }

    /// <summary>A request to the engine, checked before anything is read. Groups of connections other than those of <paramref name="within"/> are unknown.</summary>
    public static async Task<SyncRequest> RequestAsync(
        MusterInstance muster,
        IReadOnlyList<int>? within,
        string? connection,
        IReadOnlyList<string>? groups,
        bool full,
        string actor,
        CancellationToken cancellationToken
    )
    {
        Choices.Demand(groups, "/groups");
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        foreach (var (index, name) in (groups ?? []).Index())
            if (!await IsKnownAsync(muster, within, name, revision, cancellationToken))
                throw ApiException.Invalid(
                    $"/groups/{index}",
                    $"There is no group called '{name}'. Names count exactly, case and spaces included."
                );
        return new SyncRequest
        {
            Connection = await Named.ConnectionAsync(muster, connection, "/connection", cancellationToken),
            Actor = actor,
            Full = full,
            Groups = groups ?? [],
        };
    }

    private static async Task<bool> IsKnownAsync(
        MusterInstance muster,
        IReadOnlyList<int>? within,
        string name,
        long revision,
        CancellationToken cancellationToken
    )
    {
        var found = await muster.Database.Platform.FindGroupsAsync(name, revision, cancellationToken);
        if (within is null || found.Count == 0)
            return found.Count > 0;
        var placed = await muster.Database.Whereabouts.OfGroupsAsync([.. found.Select(group => group.Key)], cancellationToken);
        return placed.Values.Any(within.Contains);
    }
}
