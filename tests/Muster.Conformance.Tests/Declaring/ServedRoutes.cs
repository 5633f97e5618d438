using System.Text.RegularExpressions;

namespace Muster.Conformance.Tests.Declaring;

/// <summary>The routes that the emulator's routers match, read from their source: list patterns of path segments, lower case.</summary>
internal static partial class ServedRoutes
{
    /// <summary>Milliseconds.</summary>
    private const int PatternTimeout = 5000;

    /// <summary>Routes such as <c>POST /groups/{id}/members/$ref</c>, in lower case, each once.</summary>
    public static IReadOnlyList<string> Of(string source)
    {
        var sections = Sections(source);
        var arms = sections.SelectMany(section => Arms(section.Text).Select(arm => (section.Method, Arm: arm))).ToArray();
        // A function that gets the rest of a path matches what follows the segments that were taken off for it.
        var prefixes = arms.Where(each =>
                each.Arm is { TakesRest: true, IsWhole: true } && sections.Exists(section => section.Method == each.Arm.Target)
            )
            .ToLookup(each => each.Arm.Target, each => each.Arm.Pattern, StringComparer.Ordinal);
        var routes = new List<string>();
        foreach (var (method, arm) in arms.Where(each => each.Arm.Serves && !prefixes.Contains(each.Arm.Target)))
        {
            if (prefixes.Contains(method))
                routes.AddRange(prefixes[method].SelectMany(prefix => Spell(arm.Verb, $"{prefix},{arm.Pattern}")));
            else if (arm.IsWhole)
                routes.AddRange(Spell(arm.Verb, arm.Pattern));
        }
        var silent = prefixes.Where(prefix => !arms.Any(each => each.Method == prefix.Key && each.Arm.Serves));
        routes.AddRange(silent.SelectMany(prefix => prefix.SelectMany(pattern => Spell("GET", pattern))));
        return [.. routes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static List<(string Method, string Text)> Sections(string source)
    {
        var starts = MethodStart().Matches(source);
        return
        [
            .. starts.Select(
                (start, at) =>
                    (start.Groups["name"].Value, source[start.Index..(at + 1 < starts.Count ? starts[at + 1].Index : source.Length)])
            ),
        ];
    }

    private static IEnumerable<Arm> Arms(string section)
    {
        // What goes on with one collection alone need not name it again: there a discard stands for it.
        var only = Guard().Match(section);
        return ArmPattern().Matches(section).Select(match => Read(match, only.Success ? only.Groups["collection"].Value : null));
    }

    private static Arm Read(Match match, string? collection)
    {
        var pattern = match.Groups["pattern"].Value;
        var whole = collection is not null && pattern.StartsWith('_') ? $"\"{collection}\"{pattern[1..]}" : pattern;
        var (verb, target) = (match.Groups["verb"], match.Groups["target"].Value);
        return new(verb.Success ? verb.Value : "GET", whole, target, target is not ("null" or "throw"));
    }

    private static IEnumerable<string> Spell(string verb, string pattern)
    {
        IEnumerable<string> paths = [""];
        foreach (var segment in pattern.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment.StartsWith("..", StringComparison.Ordinal))
                continue;
            var isProperty = segment == "_" && paths.All(path => path.EndsWith("{id}", StringComparison.Ordinal));
            var words = Literal().Matches(segment).Select(word => word.Groups["word"].Value).ToArray();
            string[] spellings =
                words.Length == 0
                    ? [isProperty ? "{property}" : "{id}"]
                    : [.. words.Where(word => !word.StartsWith("microsoft.graph.re", StringComparison.Ordinal))];
            paths = [.. paths.SelectMany(path => spellings.Select(spelling => $"{path}/{spelling}"))];
        }
        return paths.Select(path => $"{verb} {path}");
    }

    /// <param name="Verb">HTTP method; GET where the router matches paths alone.</param>
    /// <param name="Pattern">Inside of the list pattern.</param>
    /// <param name="Target">First word of what is done.</param>
    /// <param name="Serves">Whether anything but a refusal comes of it.</param>
    private sealed record Arm(string Verb, string Pattern, string Target, bool Serves)
    {
        public bool TakesRest => Pattern.Contains("..", StringComparison.Ordinal);

        /// <summary>Whether the pattern begins with a collection, as whole paths do.</summary>
        public bool IsWhole => Pattern.StartsWith('"');
    }

    [GeneratedRegex(
        @"^    (?:private|public|internal)[^;={}\n]*? (?<name>\w+)\(",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        PatternTimeout
    )]
    private static partial Regex MethodStart();

    [GeneratedRegex(
        @"(?:\(""(?<verb>[A-Z]+)"",\s*|\(_,\s*|case\s+|^\s+)\[(?<pattern>[^\[\]]*)\]\)?(?:\s+when[^=]*?)?\s*(?:=>|:)\s*(?:return\s+)?(?:await\s+)?(?<target>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        PatternTimeout
    )]
    private static partial Regex ArmPattern();

    [GeneratedRegex(@"is not \[""(?<collection>\w+)"", \.\.\]", RegexOptions.ExplicitCapture, PatternTimeout)]
    private static partial Regex Guard();

    [GeneratedRegex("\"(?<word>[^\"]+)\"", RegexOptions.ExplicitCapture, PatternTimeout)]
    private static partial Regex Literal();
}
