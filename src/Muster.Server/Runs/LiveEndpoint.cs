using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Server.Access;
using Muster.Server.Nodes;
using Muster.Server.Ui;

namespace Muster.Server.Runs;

/// <summary>How work under way stands, for a page that has lost its connection and asks again and again.</summary>
internal static class LiveEndpoint
{
    /// <summary>Maps <c>/live/{number}/state</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/live/{number:long}/state", StateAsync)
            .RequireAuthorization(new NeedsRightAttribute(Right.Read))
            .WithMetadata(new ForOwnersAttribute());

    /// <summary>Whether a request only watches work: a page asks so by itself, and nobody need sit at it.</summary>
    public static bool IsWatching(HttpContext? context) =>
        (context?.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath ?? context?.Request.Path.Value) is { } path
        && path.StartsWith("/live/", StringComparison.Ordinal)
        && path.EndsWith("/state", StringComparison.Ordinal);

    internal static async Task<IResult> StateAsync(
        long number,
        WorkExchange work,
        LiveLogs logs,
        Texts T,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (await work.FindAsync(number, cancellationToken) is not { } run)
            return Results.NotFound();
        var state = run.State;
        return Results.Json(
            new LiveAnswer(
                LiveWords.Sentence(T, run, state, clock.GetUtcNow()),
                state.Done,
                state.Total,
                state.EndedAt is not null,
                state.Failure is null ? state.Result : null,
                LiveWords.InFlight(T, state),
                [.. (await logs.OfAsync(run, state, cancellationToken)).Select(change => T.Told(change.Text))]
            )
        );
    }

    private sealed record LiveAnswer(
        string Sentence,
        long Done,
        long Total,
        bool Ended,
        string? Next,
        string? InFlight,
        IReadOnlyList<string> Log
    );
}
