using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Quirks;

/// <summary>A replica that lags behind: it answers lists and objects as they were, and does not know yet what is new.</summary>
internal sealed class StaleReplica(ListingQuirks quirks, TenantTimeline timeline, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Kept> _kept = new(StringComparer.Ordinal);
    private readonly Dictionary<(Guid Id, int Change), DateTimeOffset> _met = [];

    /// <summary>The answer of before, or the real one.</summary>
    /// <exception cref="GraphErrorException">The replica does not know the object yet, or the real answer is an error.</exception>
    public GraphAnswer Answer(GraphRequest request, Func<GraphAnswer> real)
    {
        if (request.Method != "GET" || request.Path.Count == 0 || IsDelta(request))
            return real();
        if (IsMissing(request))
            throw new GraphErrorException(GraphError.NotFound(request.Path[1]));
        return quirks.StaleReads > TimeSpan.Zero ? Remembered(request, real) : real();
    }

    private static bool IsDelta(GraphRequest request) =>
        request.Path[^1].EndsWith("delta", StringComparison.OrdinalIgnoreCase)
        || request.Path[^1].EndsWith("delta()", StringComparison.OrdinalIgnoreCase);

    private GraphAnswer Remembered(GraphRequest request, Func<GraphAnswer> real)
    {
        var key = $"{request.RawPath}?{request.Query.Raw} {request.Eventual} {string.Join(',', request.Roles)}";
        var revision = timeline.Read(tenant => tenant.Revision);
        lock (_lock)
            if (_kept.TryGetValue(key, out var kept) && kept.Revision < revision)
            {
                var now = clock.GetUtcNow();
                kept.OvertakenAt ??= now;
                if (now - kept.OvertakenAt < quirks.StaleReads)
                    return Copies.Of(kept.Body, 200, kept.ContentType);
            }
        var answer = real();
        if (answer.Status == 200)
            lock (_lock)
                _kept[key] = new Kept(revision, answer.Body.Written.ToArray(), answer.ContentType);
        return answer;
    }

    /// <summary>Whether the request is about an object that came, or came back, only lately.</summary>
    private bool IsMissing(GraphRequest request)
    {
        if (
            quirks.NewObjectsMissing <= TimeSpan.Zero
            || request.Path.Count < 2
            || request.Path[0].ToLowerInvariant() is not ("users" or "groups")
            || !Guid.TryParse(request.Path[1], out var id)
            || timeline.Read(tenant => AppearedAt(tenant, id)) is not { } change
        )
            return false;
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            return _met.TryAdd((id, change), now) || now - _met[(id, change)] < quirks.NewObjectsMissing;
        }
    }

    /// <summary>Offset of the change that brought it, if that is in the log.</summary>
    private static int? AppearedAt(Tenant tenant, Guid id)
    {
        if (tenant.Find(id) is not { IsAlive: true } found)
            return null;
        var log = tenant.ChangesOf(found.Kind);
        for (var offset = found.LastChange; offset >= 0; offset = log[offset].Previous)
            if (log[offset].Kind == ChangeKind.Appeared)
                return offset;
        return null;
    }

    private sealed record Kept(long Revision, byte[] Body, string ContentType)
    {
        /// <summary>When it was first asked for after the tenant had moved on.</summary>
        public DateTimeOffset? OvertakenAt { get; set; }
    }
}

/// <summary>Answers made of the bytes of others.</summary>
internal static class Copies
{
    public static GraphAnswer Of(ReadOnlySpan<byte> body, int status, string contentType)
    {
        var answer = new GraphAnswer { Status = status, ContentType = contentType };
        body.CopyTo(answer.Body.GetSpan(Math.Max(1, body.Length)));
        answer.Body.Advance(body.Length);
        return answer;
    }
}
