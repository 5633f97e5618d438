using Muster.Core.Configuration;
using Muster.Core.Guarding;
using Muster.Engine.Connections;

namespace Muster.Engine.Configuration;

/// <summary>A change of settings that is not saved yet, with what it would do.</summary>
public sealed record SettingsDraft
{
    /// <summary>The version it changes; when somebody else saves first it is not saved.</summary>
    public required SettingsVersion Before { get; init; }

    /// <summary>All values as they would be.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>What changes, the most dangerous first.</summary>
    public required IReadOnlyList<SettingDifference> Differences { get; init; }

    /// <summary>What the change would do to each connection it touches; empty for what is cosmetic.</summary>
    public IReadOnlyList<SettingsEffect> Effects { get; init; } = [];

    /// <summary>The greatest harm it can do.</summary>
    public Danger Danger => Differences.Count == 0 ? Danger.Cosmetic : Differences.Max(difference => difference.Danger);

    /// <summary>Whether a reason has to be given.</summary>
    public bool NeedsReason => Danger == Danger.Destructive;
}

/// <summary>What a change of settings would do to one connection.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Plans">The next sync before and after the change; null when the directory was never read to its end.</param>
/// <param name="GuardsBefore">What the guard rails would have held lately as they are; null when none changes.</param>
/// <param name="GuardsAfter">And as they would be.</param>
/// <param name="Unlimited">Losses that would have no limit left.</param>
public sealed record SettingsEffect(
    Connection Connection,
    DraftComparison? Plans,
    GuardReplay? GuardsBefore,
    GuardReplay? GuardsAfter,
    IReadOnlyList<string> Unlimited
);

/// <summary>Result of saving settings.</summary>
public abstract record SettingsOutcome
{
    private SettingsOutcome() { }

    /// <summary>Done.</summary>
    public sealed record Saved(SettingsVersion Version) : SettingsOutcome;

    /// <summary>Somebody else was faster; nothing was saved.</summary>
    /// <param name="Theirs">What they saved.</param>
    /// <param name="Ago">How long ago.</param>
    /// <param name="Differences">What they changed.</param>
    public sealed record Overtaken(SettingsVersion Theirs, TimeSpan Ago, IReadOnlyList<SettingDifference> Differences) : SettingsOutcome;
}
