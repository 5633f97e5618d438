using Muster.Engine.Configuration;
using Muster.Server.Runs;

namespace Muster.Server.Ui;

/// <summary>Somebody else has changed the same settings meanwhile: whose change stands, and how it differs, instead of overwriting it.</summary>
internal static class Overtaken
{
    /// <summary>The refusal, to be shown.</summary>
    public static WorkFailedException By(SettingsOutcome.Overtaken outcome, DateTimeOffset now)
    {
        var (theirs, ago, differences) = outcome;
        var changed = string.Join("; ", differences.Select(d => $"{d.Path}: {d.Before ?? "not set"} → {d.After ?? "not set"}"));
        return new(
            $"{theirs.Actor} changed these settings {Words.Relative(now - ago, now)} (version {theirs.Version}): {changed}. Nothing of yours was saved. Load the page again to see theirs, then change it again."
        );
    }
}
