using Muster.Core.Matching;

namespace Muster.Engine.Configuration.Files;

/// <summary>Reads parts of a configuration file and collects everything that is wrong, not only the first thing.</summary>
internal sealed class ConfigCursor
{
    private readonly List<ConfigFault> _faults = [];

    public IReadOnlyList<ConfigFault> Faults => _faults;

    /// <summary>Notes what is wrong.</summary>
    public T? Fail<T>(ConfigNode node, string path, string what)
        where T : class
    {
        var value = node is ConfigNode.Text text ? text.Value : null;
        Fail(node.Line, path, value, what);
        return null;
    }

    public void Fail(int line, string path, string? value, string what)
    {
        var place = line > 0 ? FormattableString.Invariant($"Line {line}, {path}") : path;
        _faults.Add(new ConfigFault(line, path, value, $"{place}{(value is null ? "" : $" is '{value}'")}: {what}."));
    }

    /// <summary>The entries of a map, by name; unknown names are refused with the nearest known one.</summary>
    public Dictionary<string, ConfigNode> Map(ConfigNode node, string path, params ReadOnlySpan<string> known)
    {
        var entries = new Dictionary<string, ConfigNode>(StringComparer.Ordinal);
        if (node is not ConfigNode.Map map)
        {
            Fail<string>(node, path.Length == 0 ? "the file" : path, $"it takes fields ({string.Join(", ", known.ToArray())})");
            return entries;
        }
        foreach (var (name, value) in map.Entries)
        {
            var inner = path.Length == 0 ? name : $"{path}.{name}";
            if (!known.Contains(name))
                Fail(value.Line, inner, null, $"there is no field '{name}' here{Near(name, known)}");
            else if (!entries.TryAdd(name, value))
                Fail(value.Line, inner, null, "the field stands here twice");
        }
        return entries;
    }

    /// <summary>A text that has to be there.</summary>
    public string? Text(Dictionary<string, ConfigNode> entries, string name, ConfigNode parent, string path, bool needed)
    {
        if (!entries.TryGetValue(name, out var node))
        {
            if (needed)
                Fail(parent.Line, path, null, $"the field '{name}' is missing");
            return null;
        }
        return node is ConfigNode.Text { Value.Length: > 0 } text ? text.Value : Fail<string>(node, $"{path}.{name}", "it takes a text");
    }

    private static string Near(string name, ReadOnlySpan<string> known)
    {
        foreach (var candidate in known)
            if (EditDistance.AtMost(name, candidate, 3))
                return $"; did you mean '{candidate}'?";
        return $"; there are {string.Join(", ", known.ToArray())}";
    }
}
