namespace Muster.Engine.Configuration;

/// <summary>Whose settings: of the workspace, or of one connection. Settings of groups are part of the groups and change by plans.</summary>
/// <param name="Connection">Key of the connection; null for the workspace.</param>
public readonly record struct SettingScope(int? Connection)
{
    /// <summary>The workspace.</summary>
    public static readonly SettingScope Workspace = new(null);

    /// <summary>One connection.</summary>
    public static SettingScope Of(int connection) => new(connection);
}

/// <summary>Settings of one scope as somebody left them.</summary>
public sealed record SettingsVersion
{
    /// <summary>Whose they are.</summary>
    public required SettingScope Scope { get; init; }

    /// <summary>Number, growing by one with every change; 0 before the first.</summary>
    public required long Version { get; init; }

    /// <summary>When they were left so; null before the first change.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Who did.</summary>
    public string? Actor { get; init; }

    /// <summary>The reason given.</summary>
    public string? Reason { get; init; }

    /// <summary>What differs from the defaults, by name of the setting.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }
}

/// <summary>Keeps every version of every setting. A change is audited in the same transaction and makes the plans of before stale.</summary>
public interface ISettingsStore
{
    /// <summary>The version in force.</summary>
    Task<SettingsVersion> CurrentAsync(SettingScope scope, CancellationToken cancellationToken);

    /// <summary>Replaces the values.</summary>
    /// <param name="before">The version they were made from.</param>
    /// <param name="values">What differs from the defaults, by name.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <returns>The new version; null, with nothing stored, when somebody else was faster.</returns>
    Task<SettingsVersion?> SaveAsync(
        SettingsVersion before,
        IReadOnlyDictionary<string, string> values,
        string actor,
        string? reason,
        CancellationToken cancellationToken
    );

    /// <summary>All versions, newest first.</summary>
    Task<IReadOnlyList<SettingsVersion>> HistoryAsync(SettingScope scope, CancellationToken cancellationToken);
}
