using System.Globalization;
using Muster.Server.Wording;

namespace Muster.Server.Api.Protocol;

/// <summary>Finds the state that a request asks about with <c>at</c>.</summary>
internal static class Moments
{
    /// <summary>The moment: an RFC 3339 instant, <c>run:12</c> or <c>revision:12</c>; the present when nothing is asked.</summary>
    /// <param name="muster">Where.</param>
    /// <param name="at">What is asked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="name">Name of the parameter.</param>
    public static async Task<Moment> FindAsync(MusterInstance muster, string? at, CancellationToken cancellationToken, string name = "at")
    {
        if (at is null)
            return new Moment(await muster.Database.Platform.RevisionAsync(cancellationToken), null, null, null, null);
        if (Number(at, "revision:") is { } revision)
            return await OfRevisionAsync(muster, revision, cancellationToken);
        if (Number(at, "run:") is { } id)
            return await muster.Database.Runs.FindAsync(id, cancellationToken) switch
            {
                null => throw ApiException.NotFound($"There is no run {id}."),
                { Revision: { } made } => await OfRevisionAsync(muster, made, cancellationToken),
                { EndedAt: { } ended } => await AtAsync(muster, ended, cancellationToken),
                _ => throw ApiException.NotFound($"Run {id} has not ended, so nothing stands that it made."),
            };
        return Instants.TryParse(at, out var instant)
            ? await AtAsync(muster, instant, cancellationToken)
            : throw ApiException.Invalid($"?{name}", $"'{name}' takes an instant such as 2026-01-31T18:00:00Z, run:12 or revision:12.");
    }

    /// <summary>An instant of the query; null when it is not there.</summary>
    public static DateTimeOffset? Instant(string? text, string name) =>
        text is null ? null
        : Instants.TryParse(text, out var instant) ? instant
        : throw ApiException.Invalid($"?{name}", $"'{name}' takes an instant such as 2026-01-31T18:00:00Z.");

    private static async Task<Moment> AtAsync(MusterInstance muster, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var history = muster.Database.History;
        var made =
            await history.InForceAsync(at, cancellationToken)
            ?? throw ApiException.NotFound("Nothing is known of that time; history begins later.");
        return new Moment(made.Number, at, made, await history.ReadsAsync(at, cancellationToken), null);
    }

    private static async Task<Moment> OfRevisionAsync(MusterInstance muster, long number, CancellationToken cancellationToken)
    {
        var history = muster.Database.History;
        var made = await history.RevisionAsync(number, cancellationToken) ?? throw ApiException.NotFound($"There is no revision {number}.");
        return new Moment(number, made.At, made, await history.ReadsAsync(made.At, cancellationToken), null);
    }

    private static long? Number(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
        && long.TryParse(text[prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
