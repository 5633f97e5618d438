using System.Text.RegularExpressions;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>The markup of the app's pages and parts, for conventions that no single screen shows.</summary>
internal static partial class PageSources
{
    /// <summary>Every page and part by name.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } =
        Directory
            .EnumerateFiles(Path.Combine(SharedData.Repository(), "src", "Muster.Server"), "*.razor", SearchOption.AllDirectories)
            .ToDictionary(
                file => Path.GetFileNameWithoutExtension(file),
                file => File.ReadAllText(file) + (File.Exists(file + ".cs") ? File.ReadAllText(file + ".cs") : "")
            );

    /// <summary>Names of those that have an address.</summary>
    public static IEnumerable<string> Pages => All.Keys.Where(IsPage);

    /// <summary>Whether it has an address.</summary>
    public static bool IsPage(string name) => Route().IsMatch(All[name]);

    /// <summary>A page and all parts it is made of.</summary>
    public static HashSet<string> With(string page)
    {
        var parts = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([page]);
        while (open.TryDequeue(out var part))
            if (parts.Add(part))
                foreach (Match used in Part().Matches(All[part]))
                    if (All.ContainsKey(used.Groups[1].Value))
                        open.Enqueue(used.Groups[1].Value);
        return parts;
    }

    [GeneratedRegex("^@page ", RegexOptions.Multiline)]
    private static partial Regex Route();

    [GeneratedRegex("<(?:[A-Za-z]+\\.)*([A-Z][A-Za-z]+)[\\s/>]")]
    private static partial Regex Part();
}
