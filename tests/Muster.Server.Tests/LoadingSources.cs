using System.Text.RegularExpressions;

namespace Muster.Server.Tests;

/// <summary>How a page or part loads, read from its source: what it catches while it loads, and how it shows that.</summary>
internal static partial class LoadingSources
{
    private static readonly string[] Begins = ["OnInitializedAsync", "OnParametersSetAsync", "OnAfterRenderAsync"];

    /// <summary>Fields into which loading puts what went wrong, and that are shown without a button to try again.</summary>
    public static IEnumerable<string> WithoutRetry(string source)
    {
        var methods = Methods(source);
        var (loading, open) = (new HashSet<string>(StringComparer.Ordinal), new Queue<string>(Begins));
        while (open.TryDequeue(out var method))
            if (methods.TryGetValue(method, out var body) && loading.Add(method))
                foreach (var called in methods.Keys.Where(other => Regex.IsMatch(body, $@"\b{other}\b")))
                    open.Enqueue(called);
        var caught = loading
            .SelectMany(method => Catch().Matches(methods[method]))
            .SelectMany(found => Assigned().Matches(found.Groups["body"].Value))
            .SelectMany(found => Field().Matches(found.Value).Select(field => field.Value))
            .ToHashSet(StringComparer.Ordinal);
        return caught.Where(field =>
            Failure()
                .Matches(source)
                .Select(found => found.Value)
                .Where(shown => shown.Contains($"Error=\"{field}\"", StringComparison.Ordinal))
                .ToList()
                is { Count: > 0 } all
            && !all.Exists(shown => shown.Contains("Retry=", StringComparison.Ordinal))
        );
    }

    /// <summary>Bodies of the methods of a page or part, head included, by name.</summary>
    public static Dictionary<string, string> Methods(string source)
    {
        var heads = Head().Matches(source);
        return heads
            .Select(
                (head, number) =>
                    (
                        head.Groups["name"].Value,
                        Body: source[head.Index..(number + 1 < heads.Count ? heads[number + 1].Index : source.Length)]
                    )
            )
            .GroupBy(method => method.Value, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => string.Concat(same.Select(method => method.Body)), StringComparer.Ordinal);
    }

    [GeneratedRegex(
        @"^ +(?:private|protected|public|internal) (?:override |static |async )*[\w<>?,\[\]() ]*\b(?<name>\w+)\(",
        RegexOptions.Multiline
    )]
    private static partial Regex Head();

    [GeneratedRegex(@"catch \(Exception \w+\)[^{]*\{(?<body>[^}]*)\}", RegexOptions.Singleline)]
    private static partial Regex Catch();

    [GeneratedRegex(@"^[^=;]*=(?!=)", RegexOptions.Multiline)]
    private static partial Regex Assigned();

    [GeneratedRegex(@"_\w*(?:failure|problem|error)\w*", RegexOptions.IgnoreCase)]
    private static partial Regex Field();

    [GeneratedRegex("""<Failure (?:"[^"]*"|[^">])*>""")]
    private static partial Regex Failure();
}
