using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Quirks;

/// <summary>Lets the service in front of the directory behave as its quirks say.</summary>
internal sealed class ServiceEffects(QuirkSet quirks, TenantTimeline timeline, TimeProvider clock)
{
    private readonly StaleReplica _replica = new(quirks.Listing, timeline, clock);
    private readonly PassingTime _dataInRefusals = new(quirks.Service.DataInRefusals, clock);
    private readonly HashSet<string> _refusedPages = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <param name="request">The request.</param>
    /// <param name="real">Answers it as the directory would.</param>
    /// <exception cref="GraphErrorException">A fault that passes, or what the real answer throws.</exception>
    public GraphAnswer Answer(GraphRequest request, Func<GraphAnswer> real)
    {
        if (quirks.Service.BadGatewayOnce && IsFirstAsked(request))
            throw new GraphErrorException(new(502, "UnknownError", "Bad Gateway"));
        var answer = _replica.Answer(request, real);
        if (answer.Status != 200 || !IsGroupsDelta(request) || !_dataInRefusals.IsRunning())
            return answer;
        using (answer)
            return Copies.Of(answer.Body.Written.Span, 400, answer.ContentType);
    }

    /// <summary>Whether it asks for a page behind the first, for the first time.</summary>
    private bool IsFirstAsked(GraphRequest request)
    {
        if (request.Query.SkipToken is not { Length: > 0 } token)
            return false;
        lock (_lock)
            return _refusedPages.Add(token);
    }

    private static bool IsGroupsDelta(GraphRequest request) =>
        request.Path is [var first, var second]
        && first.Equals("groups", StringComparison.OrdinalIgnoreCase)
        && second.Contains("delta", StringComparison.OrdinalIgnoreCase);
}
