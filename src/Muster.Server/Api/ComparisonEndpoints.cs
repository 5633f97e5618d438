using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Muster.Engine.Platform;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Past;

namespace Muster.Server.Api;

/// <summary>What differs between two moments.</summary>
internal static class ComparisonEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/compare", CompareAsync).As("compareMoments", Right.Read).Costly().WithTags("Past");

    /// <summary>Lists what differs between two moments: group by group with its memberships, then the users.</summary>
    /// <param name="from">The earlier moment: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    /// <param name="to">The later one; the present when left out.</param>
    /// <param name="group">Only this group, by number; may stand several times.</param>
    /// <param name="user">Only this person: object id, number, UPN, mail or exact display name, then or now.</param>
    internal static async Task<Page<DifferenceItem>> CompareAsync(
        string from,
        HttpContext context,
        MusterInstance muster,
        string? to,
        [FromQuery] int[]? group,
        string? user,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var (start, earlier, later) = await PlaceAsync(paging, muster, from, to, cancellationToken);
        if (earlier > later)
            throw ApiException.Invalid("?from", $"'from' (revision {earlier}) lies after 'to' (revision {later}). Change them over.");
        var comparison = new Comparison(
            muster.Database.History,
            earlier,
            later,
            group is { Length: > 0 } keys ? keys.ToHashSet() : null,
            await PersonAsync(muster, user, earlier, later, cancellationToken)
        );
        var rows = await comparison.AllAsync(cancellationToken).Skip(start).Take(paging.Fetched).ToListAsync(cancellationToken);
        string?[] next = [Text(start + paging.Limit), Text(earlier), Text(later)];
        return await paging.PageAsync(
            rows,
            DifferenceItem.Of,
            _ => next,
            async () => await comparison.AllAsync(cancellationToken).LongCountAsync(cancellationToken)
        );
    }

    /// <summary>Where to go on, between which revisions: those of the first page, so that the present does not move on while one pages.</summary>
    private static async Task<(int Start, long From, long To)> PlaceAsync(
        Paging paging,
        MusterInstance muster,
        string from,
        string? to,
        CancellationToken cancellationToken
    ) =>
        paging.After is [{ } start, { } earlier, { } later]
            ? ((int)Number(start), Number(earlier), Number(later))
            : (
                0,
                (await Moments.FindAsync(muster, from, cancellationToken, "from")).Revision,
                (await Moments.FindAsync(muster, to, cancellationToken, "to")).Revision
            );

    /// <summary>The person that is asked for, as they were then or are later; null when nobody is.</summary>
    internal static async Task<UserRow?> PersonAsync(
        MusterInstance muster,
        string? text,
        long earlier,
        long later,
        CancellationToken cancellationToken
    )
    {
        if (text is null)
            return null;
        var before = await muster.Database.Platform.FindUsersAsync(text, earlier, cancellationToken);
        return await Named.UserAsync(muster, text, before.Count > 0 ? earlier : later, cancellationToken);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
