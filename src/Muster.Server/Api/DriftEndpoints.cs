using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Muster.Engine.Connections;
using Muster.Engine.Drift;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Drifting;
using Muster.Server.Runs;
using Muster.Server.Wording;

namespace Muster.Server.Api;

/// <summary>A difference from the directory although nothing is running.</summary>
/// <param name="What">What differs.</param>
/// <param name="Kind">Why, as far as the history tells.</param>
/// <param name="State">What becomes of it.</param>
/// <param name="Group">Number of the group; null where it is about none.</param>
/// <param name="GroupName">Its name.</param>
/// <param name="UserPrincipalName">Sign-in name of the person; null where it is about none.</param>
/// <param name="DisplayName">Name of the person.</param>
/// <param name="Detail">More about it.</param>
/// <param name="By">Who made it so; null when the history does not tell.</param>
/// <param name="Verb">What the run was for that made it so.</param>
/// <param name="Run">Number of that run.</param>
/// <param name="At">When it was.</param>
internal sealed record DriftItem(
    DriftWhat What,
    DriftKind Kind,
    DriftState State,
    int? Group,
    string? GroupName,
    string? UserPrincipalName,
    string? DisplayName,
    string? Detail,
    string? By,
    string? Verb,
    long? Run,
    DateTimeOffset? At
)
{
    public static DriftItem Of(DriftRow row) =>
        new(
            row.What,
            row.Kind,
            row.State,
            row.Group,
            row.GroupName,
            row.Person?.UserPrincipalName,
            row.Person?.DisplayName,
            row.Update is { } update ? PlanWords.Difference(update) : row.Detail,
            string.IsNullOrEmpty(row.By?.Actor) ? null : row.By.Actor,
            row.By?.Verb,
            row.By?.Run,
            row.By?.At
        );
}

/// <summary>Which groups shall be put back.</summary>
/// <param name="Groups">Names of groups; all when left out.</param>
/// <param name="Read">Read the directory first, instead of comparing with the last read.</param>
internal sealed record HealOrder(IReadOnlyList<string>? Groups = null, bool Read = false);

/// <summary>What differs although nothing is running.</summary>
internal static class DriftEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var drift = api.MapGroup("/connections/{name}/drift").WithTags("Drift");
        drift.MapGet("", ListAsync).As("listDrift", Right.Read).Costly();
        drift.MapPost("/read", ReadAsync).As("readForDrift", Right.Plan).Costly().Idempotent(required: true);
        drift.MapPost("/heal", HealAsync).As("healDrift", Right.Apply).Costly().Idempotent(required: true);
    }

    /// <summary>Lists what differs from the directory as it was last read, damage first, then by group and person, with who made it so.</summary>
    /// <param name="name">Name of the connection.</param>
    /// <param name="kind">Only differences of this kind.</param>
    /// <param name="state">Only differences of which this becomes.</param>
    /// <param name="group">Only this group, by number.</param>
    /// <param name="user">Only what is about this person: UPN, mail or display name.</param>
    internal static async Task<Page<DriftItem>> ListAsync(
        string name,
        HttpContext context,
        MusterInstance muster,
        SeenDrift seen,
        [Word(typeof(DriftKind))] string? kind,
        [Word(typeof(DriftState))] string? state,
        int? group,
        string? user,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var filter = Filter(kind, state, group, user);
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        var report = await FindAsync(muster, connection, context, cancellationToken);
        var rows = await seen.OfAsync(report.Rows, context.Caller(), cancellationToken);
        return paging.Slice(
            [.. rows.Where(filter.Fits)],
            row => string.Create(CultureInfo.InvariantCulture, $"{row.What} {row.Group} {row.User} {row.Detail}"),
            DriftItem.Of
        );
    }

    /// <summary>Reads the directory and compares; changes nothing. When the work has ended, the list shows what was found.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<Accepted<WorkItem>> ReadAsync(
        string name,
        HttpContext context,
        MusterInstance muster,
        DriftWork drift,
        CancellationToken cancellationToken
    )
    {
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        var run = drift.Read(connection, context.Caller(), result: null);
        return await WorkEndpoints.AcceptedAsync(run, muster, cancellationToken);
    }

    /// <summary>Puts everything back by a plan, within the guard rails, also in groups that only report drift. The result of the work is the run.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<Accepted<WorkItem>> HealAsync(
        string name,
        HealOrder order,
        HttpContext context,
        MusterInstance muster,
        SyncWork syncs,
        DriftWork drift,
        CancellationToken cancellationToken
    )
    {
        Choices.Demand(order.Groups, "/groups");
        if (await drift.DamageAsync(cancellationToken) is var damage and > 0)
            throw ApiException.Conflict(
                "damaged",
                $"{damage} things are stored against the history, and no plan is made on that. Check the history (POST /api/v1/audit/verify); if it is whole, put it right: POST /api/v1/audit/repair."
            );
        var request = await SyncEndpoints.RequestAsync(
            muster,
            context.Where(Right.Apply),
            name,
            order.Groups,
            false,
            context.Caller().Name,
            cancellationToken
        );
        return await WorkEndpoints.AcceptedAsync(
            syncs.Sync(request with { AsLastRead = !order.Read, Heals = true }),
            muster,
            cancellationToken
        );
    }

    /// <summary>The differences that are asked for.</summary>
    internal static DriftFilter Filter(string? kind, string? state, int? group, string? user) =>
        new()
        {
            Kind = Words.Of<DriftKind>(kind, "kind"),
            State = Words.Of<DriftState>(state, "state"),
            Group = group,
            User = user,
        };

    /// <summary>What differs from the directory as it was last read.</summary>
    /// <exception cref="ApiException">It was never read to its end.</exception>
    internal static async Task<DriftReport> FindAsync(
        MusterInstance muster,
        Connection connection,
        HttpContext context,
        CancellationToken cancellationToken
    ) =>
        await muster.Drift.FindAsync(connection, read: false, context.Caller().Name, Quiet.Observer, cancellationToken)
        ?? throw ApiException.Conflict(
            "notRead",
            "The directory was not read to its end so far, so nothing can be compared with it. Read it: POST …/drift/read."
        );
}
