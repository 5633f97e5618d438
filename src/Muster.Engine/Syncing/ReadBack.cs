using Muster.Core.Planning;
using Muster.Engine.Platform;
using Muster.Engine.Runs;

namespace Muster.Engine.Syncing;

/// <summary>Verifies a run that was applied. It stays applied whatever comes of that (INV-15).</summary>
internal static class ReadBack
{
    /// <summary>What reading back shows; null when it was stopped or failed, or nothing can be said any more.</summary>
    public static async Task<RunVerification?> VerifiedAsync(
        this IPlatformStore platform,
        SyncPlan plan,
        long revision,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await platform.VerifyAsync(plan, revision, cancellationToken);
        }
        catch (Exception)
        {
            return null;
        }
    }
}
