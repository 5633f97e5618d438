using Muster.Core.Matching;

namespace Muster.Core.Configuration;

/// <summary>All settings of one kind of policies: by name, to and from the flat form in which they are stored.</summary>
/// <typeparam name="T">The policies.</typeparam>
public sealed class SettingCatalogue<T>
    where T : class, IEquatable<T>
{
    private readonly T _default;
    private readonly Dictionary<string, Setting<T>> _byPath;

    /// <summary>Collects settings.</summary>
    /// <param name="defaults">The policies where nothing is set.</param>
    /// <param name="settings">The settings, in the order in which they are shown.</param>
    public SettingCatalogue(T defaults, IEnumerable<Setting<T>> settings)
    {
        _default = defaults;
        All = [.. settings];
        _byPath = All.ToDictionary(setting => setting.Path, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>All settings, in the order in which they are shown.</summary>
    public IReadOnlyList<Setting<T>> All { get; }

    /// <summary>The setting with this name, without regard to case.</summary>
    /// <exception cref="SettingException">There is none; the message names the nearest ones.</exception>
    public Setting<T> Find(string path) =>
        _byPath.GetValueOrDefault(path) ?? throw new SettingException(path, null, $"There is no setting called '{path}'.{Near(path)}");

    /// <summary>The policies that stored values make.</summary>
    /// <exception cref="SettingException">A name or a value is not known to this version.</exception>
    public T FromValues(IEnumerable<KeyValuePair<string, string>> values) =>
        values.Aggregate(_default, (policies, value) => Find(value.Key).Apply(policies, value.Value));

    /// <summary>What differs from the defaults, by name.</summary>
    public SortedDictionary<string, string> ToValues(T policies)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in All)
            if (setting.Read(policies) is { } value && value != setting.Read(_default))
                values.Add(setting.Path, value);
        return values;
    }

    /// <summary>The settings in which two policies differ, the most dangerous first.</summary>
    public IReadOnlyList<SettingDifference> Compare(T before, T after) =>
        [
            .. All.Where(setting => setting.Read(before) != setting.Read(after))
                .OrderByDescending(setting => setting.Danger)
                .Select(setting => new SettingDifference(setting.Path, setting.Danger, setting.Read(before), setting.Read(after))),
        ];

    private string Near(string path)
    {
        var near = All.Select(setting => setting.Path)
            .Where(known => EditDistance.AtMost(known, path, 3) || known.EndsWith($".{path}", StringComparison.OrdinalIgnoreCase))
            .Take(5)
            .ToList();
        return near.Count == 0 ? "" : $" Did you mean {string.Join(" or ", near)}?";
    }
}

/// <summary>A setting that two policies have differently.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Danger">How much harm the change can do.</param>
/// <param name="Before">Its value before; null when it was not set.</param>
/// <param name="After">Its value after; null when it is not set any more.</param>
public sealed record SettingDifference(string Path, Danger Danger, string? Before, string? After);
