using Muster.Entra.Http;

namespace Muster.Entra.Rounds;

/// <summary>Whether an answer means that the round must begin anew without a token, and why.</summary>
internal static class Resync
{
    /// <returns>The reason for people; null when a restart would not help.</returns>
    public static string? Reason(GraphAnswer answer)
    {
        if (answer.Status == 410)
            return "the directory has reset its change tracking (410)";
        if (answer.Status is not (400 or 404))
            return null;
        var error = GraphError.Read(answer);
        if (error.Is("syncStateNotFound"))
            return $"the delta link has expired ({answer.Status} syncStateNotFound)";
        if (error.Is("resyncRequired"))
            return $"the directory asks for a full read ({answer.Status} resyncRequired)";
        return error.Is("Directory_ExpiredPageToken")
            ? "the pages took too long and their link expired (Directory_ExpiredPageToken)"
            : null;
    }

    /// <summary>Where the answer says to begin, if that is this Graph and asks for all that Muster reads; less would look like values cleared.</summary>
    public static Uri? Location(GraphAnswer answer, GraphRoot root, StreamPlan plan)
    {
        if (plan.Only is not null || answer.Location is not { } link || !root.TryAccept(link, out var address, out _))
            return null;
        var plain = Uri.UnescapeDataString(address.OriginalString);
        var sameStream = plain.StartsWith($"{root}/{plan.Path}?", StringComparison.OrdinalIgnoreCase);
        return sameStream && plain.Contains($"$select={plan.Select}", StringComparison.OrdinalIgnoreCase) ? address : null;
    }
}
