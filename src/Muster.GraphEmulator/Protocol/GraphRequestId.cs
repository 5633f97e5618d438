namespace Muster.GraphEmulator.Protocol;

/// <summary>The two ids an answer carries: the service's own, and the caller's, which is the same when the caller gave none.</summary>
internal readonly record struct GraphRequestId(string RequestId, string ClientRequestId)
{
    public static GraphRequestId New(string? clientRequestId)
    {
        var own = Guid.NewGuid().ToString();
        return new(own, string.IsNullOrWhiteSpace(clientRequestId) ? own : clientRequestId);
    }
}
