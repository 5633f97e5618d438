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
        if (at is not null && !IsNumbered(at) && !Instants.TryParse(at, out _))
            throw ApiException.Invalid($"?{name}", $"'{name}' takes an instant such as 2026-01-31T18:00:00Z, run:12 or revision:12.");
        try
        {
            return await MomentFinder.FindAsync(muster, at, name, muster.Clock, mayPrecede: false, cancellationToken);
        }
        catch (MomentException wrong)
        {
            throw wrong.IsUnknown ? ApiException.NotFound(wrong.Sentence) : ApiException.Invalid($"?{name}", wrong.Sentence);
        }
    }

    /// <summary>An instant of the query; null when it is not there.</summary>
    public static DateTimeOffset? Instant(string? text, string name) =>
        text is null ? null
        : Instants.TryParse(text, out var instant) ? instant
        : throw ApiException.Invalid($"?{name}", $"'{name}' takes an instant such as 2026-01-31T18:00:00Z.");

    private static bool IsNumbered(string text) =>
        text.StartsWith("run:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("revision:", StringComparison.OrdinalIgnoreCase);
}
