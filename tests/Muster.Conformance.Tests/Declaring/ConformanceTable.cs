using System.Text;

namespace Muster.Conformance.Tests.Declaring;

/// <summary>The table of <c>docs/emulator.md</c>, made of the declared cases.</summary>
internal static class ConformanceTable
{
    public const string Begin = "<!-- conformance:begin -->";
    public const string End = "<!-- conformance:end -->";

    /// <summary>The whole block, markers included.</summary>
    public static string Render(IReadOnlyList<Operation> operations, IReadOnlyList<ConformanceCase> cases)
    {
        var text = new StringBuilder();
        text.AppendLine(Begin).AppendLine("| Operation | Answer | What was tried | By |").AppendLine("| --- | --- | --- | --- |");
        foreach (var operation in operations)
        {
            var own = cases.Where(each => operation.Routes.Contains(each.Route, StringComparer.Ordinal)).ToArray();
            var title = operation.Title;
            foreach (var rows in own.GroupBy(each => each.Verdict).OrderBy(rows => rows.Key))
            {
                text.AppendLine(Row(title, rows.Key, [.. rows]));
                title = "";
            }
        }
        return text.Append(End).ToString();
    }

    /// <summary>The text with the block between its markers replaced.</summary>
    /// <exception cref="InvalidDataException">The markers are not there.</exception>
    public static string Replace(string document, string block)
    {
        var (begin, end) = Find(document);
        return string.Concat(document.AsSpan(0, begin), block, document.AsSpan(end));
    }

    /// <summary>The block as it stands in a document.</summary>
    /// <exception cref="InvalidDataException">The markers are not there.</exception>
    public static string In(string document)
    {
        var (begin, end) = Find(document);
        return document[begin..end];
    }

    private static (int Begin, int End) Find(string document)
    {
        var begin = document.IndexOf(Begin, StringComparison.Ordinal);
        var end = document.IndexOf(End, StringComparison.Ordinal);
        return begin >= 0 && end > begin
            ? (begin, end + End.Length)
            : throw new InvalidDataException($"The document lacks the lines {Begin} and {End}.");
    }

    private static string Row(string title, Verdict verdict, IReadOnlyList<ConformanceCase> cases)
    {
        var aspects = string.Join("; ", cases.Select(each => each.Aspect).Distinct(StringComparer.Ordinal));
        var clients = string.Join(", ", cases.Select(each => each.Client).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        return $"| {title} | {Word(verdict)} | {aspects} | {clients} |";
    }

    private static string Word(Verdict verdict) =>
        verdict switch
        {
            Verdict.Supported => "supported",
            Verdict.Error => "Graph's error",
            _ => "differs",
        };
}
