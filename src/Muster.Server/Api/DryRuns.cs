using Muster.Engine.Plans;

namespace Muster.Server.Api;

/// <summary>Decisions that are only looked at.</summary>
internal static class DryRuns
{
    /// <summary>Declines when only a look was asked for; null carries the decision out.</summary>
    public static Consented? Consent(bool dryRun) => dryRun ? static (_, _, _) => Task.FromResult(false) : null;
}
