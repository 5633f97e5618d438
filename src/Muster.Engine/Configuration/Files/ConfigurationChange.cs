using Muster.Core.Importing;

namespace Muster.Engine.Configuration.Files;

/// <summary>Settings and rules to be written in the transaction that applies a plan: all of it or nothing.</summary>
/// <param name="Settings">The versions to replace, with the new values.</param>
/// <param name="Rules">Import rules to keep.</param>
public sealed record ConfigurationChange(IReadOnlyList<SettingsReplacement> Settings, IReadOnlyList<RuleReplacement> Rules)
{
    /// <summary>Whether there is nothing to write.</summary>
    public bool IsEmpty => Settings.Count == 0 && Rules.Count == 0;
}

/// <summary>New values of a scope.</summary>
/// <param name="Before">The version they replace; when it is not in force any more, nothing is written.</param>
/// <param name="Values">What differs from the defaults.</param>
public sealed record SettingsReplacement(SettingsVersion Before, IReadOnlyDictionary<string, string> Values);

/// <summary>A new import rule.</summary>
/// <param name="Connection">Key of the connection.</param>
/// <param name="Seen">Configuration version the change was made from; when it is not in force any more, nothing is written.</param>
/// <param name="Rule">The rule.</param>
public sealed record RuleReplacement(int Connection, long Seen, ImportRule Rule);
