namespace Muster.Core.Configuration;

/// <summary>The settings of one kind of scope as texts, whatever policies they make: for showing, changing and comparing them by name.</summary>
public sealed class SettingSheet
{
    private readonly Func<string, SettingInfo> _find;
    private readonly Func<IEnumerable<KeyValuePair<string, string>>, SortedDictionary<string, string>> _normalise;
    private readonly Func<IEnumerable<KeyValuePair<string, string>>, string, string?> _read;

    private SettingSheet(
        IReadOnlyList<SettingInfo> all,
        Func<string, SettingInfo> find,
        Func<IEnumerable<KeyValuePair<string, string>>, SortedDictionary<string, string>> normalise,
        Func<IEnumerable<KeyValuePair<string, string>>, string, string?> read
    ) => (All, _find, _normalise, _read) = (all, find, normalise, read);

    /// <summary>Settings of a connection.</summary>
    public static SettingSheet OfConnection { get; } = Of(Settings.OfConnection);

    /// <summary>Settings of the workspace.</summary>
    public static SettingSheet OfWorkspace { get; } = Of(Settings.OfWorkspace);

    /// <summary>Settings of a group.</summary>
    public static SettingSheet OfGroup { get; } = Of(Settings.OfGroup);

    /// <summary>All settings, in the order in which they are shown.</summary>
    public IReadOnlyList<SettingInfo> All { get; }

    /// <summary>The setting with this name, without regard to case.</summary>
    /// <exception cref="SettingException">There is none; the message names the nearest ones.</exception>
    public SettingInfo Find(string path) => _find(path);

    /// <summary>The value in force: the stored one, or the default; null when it is not set.</summary>
    public string? Read(IEnumerable<KeyValuePair<string, string>> values, string path) => _read(values, path);

    /// <summary>Checks values and brings them into their canonical form; those equal to the defaults are left out.</summary>
    /// <exception cref="SettingException">A name or a value is not known.</exception>
    public SortedDictionary<string, string> Normalise(IEnumerable<KeyValuePair<string, string>> values) => _normalise(values);

    /// <summary>The values after some edits.</summary>
    /// <exception cref="SettingException">A name or a value is not known.</exception>
    public SortedDictionary<string, string> Change(IEnumerable<KeyValuePair<string, string>> values, IEnumerable<SettingEdit> edits)
    {
        ArgumentNullException.ThrowIfNull(edits);
        var changed = new SortedDictionary<string, string>(values.ToDictionary(), StringComparer.Ordinal);
        foreach (var (path, value) in edits)
            if (value is null)
                changed.Remove(Find(path).Path);
            else
                changed[Find(path).Path] = value;
        return Normalise(changed);
    }

    /// <summary>The settings in which two sets of values differ, the most dangerous first.</summary>
    public IReadOnlyList<SettingDifference> Compare(
        IReadOnlyDictionary<string, string> before,
        IReadOnlyDictionary<string, string> after
    ) =>
        [
            .. All.Select(setting => new SettingDifference(
                    setting.Path,
                    setting.Danger,
                    Read(before, setting.Path),
                    Read(after, setting.Path)
                ))
                .Where(difference => difference.Before != difference.After)
                .OrderByDescending(difference => difference.Danger),
        ];

    private static SettingSheet Of<T>(SettingCatalogue<T> catalogue)
        where T : class, IEquatable<T>
    {
        var none = catalogue.FromValues([]);
        SettingInfo Info(Setting<T> setting) => new(setting.Path, setting.Meaning, setting.Danger, setting.Kind, setting.Read(none));
        return new SettingSheet(
            [.. catalogue.All.Select(Info)],
            path => Info(catalogue.Find(path)),
            values => catalogue.ToValues(catalogue.FromValues(values)),
            (values, path) => catalogue.Find(path).Read(catalogue.FromValues(values.Where(value => value.Key == path)))
        );
    }
}

/// <summary>What is known of a setting.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Meaning">What it decides.</param>
/// <param name="Danger">How much harm a change can do.</param>
/// <param name="Kind">What values it takes.</param>
/// <param name="Default">Its value where nobody has decided; null when it is not set then.</param>
public sealed record SettingInfo(string Path, string Meaning, Danger Danger, SettingKind Kind, string? Default);

/// <summary>A change of one setting.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Value">What a person gave; null to take it back to the default.</param>
public readonly record struct SettingEdit(string Path, string? Value);
