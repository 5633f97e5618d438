namespace Muster.GraphEmulator.Protocol;

/// <summary>The two ids an answer carries: the service's own, and the caller's, which is the same when the caller gave none that a header can hold.</summary>
internal readonly record struct GraphRequestId(string RequestId, string ClientRequestId)
{
    public static GraphRequestId New(string? clientRequestId)
    {
        var own = Guid.NewGuid().ToString();
        return new(own, CanBeAnswered(clientRequestId) ? clientRequestId! : own);
    }

    /// <summary>Whether the caller's id is there and can stand in a header of the answer.</summary>
    private static bool CanBeAnswered(string? clientRequestId) =>
        !string.IsNullOrWhiteSpace(clientRequestId) && clientRequestId.All(letter => letter is >= ' ' and <= '~');
}
