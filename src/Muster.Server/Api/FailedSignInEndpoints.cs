using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>How often signing in failed, or somebody was refused what they asked for, in one hour.</summary>
/// <param name="Hour">Start of the hour.</param>
/// <param name="Name">The name that was typed, shortened, or what was wrong; <c>(others)</c> for what is counted together.</param>
/// <param name="Address">Where from; <c>(others)</c> for what is counted together.</param>
/// <param name="Count">How often.</param>
internal sealed record FailedSignInItem(DateTimeOffset Hour, string Name, string Address, int Count);

/// <summary>Guessing and trying, as it is counted.</summary>
internal static class FailedSignInEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/failed-sign-ins", ListAsync).As("listFailedSignIns", Right.People).WithTags("Accounts");

    /// <summary>Lists failed sign-ins and refusals by hour, name and address, the latest hours first, the most frequent first in each. Beyond a thousand pairs an hour the rest is counted together.</summary>
    /// <param name="since">Not before the hour of this instant; the last seven days when left out, and none is kept for more than ninety.</param>
    internal static async Task<Page<FailedSignInItem>> ListAsync(
        HttpContext context,
        FailureLog failures,
        TimeProvider clock,
        string? since,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var from = Moments.Instant(since, "since") ?? clock.GetUtcNow() - FailureLog.Listed;
        var after = paging.After is [{ } hour, { } count, { } name, { } address]
            ? new FailurePlace(DateTimeOffset.FromUnixTimeMilliseconds(Number(hour)), (int)Number(count), name, address)
            : null;
        return await paging.PageAsync(
            await failures.PageAsync(from, after, paging.Fetched, cancellationToken),
            row => new FailedSignInItem(row.Hour, row.Name, row.Address, row.Count),
            row => [Text(row.Hour.ToUnixTimeMilliseconds()), Text(row.Count), row.Name, row.Address],
            () => failures.CountAsync(from, cancellationToken)
        );
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
