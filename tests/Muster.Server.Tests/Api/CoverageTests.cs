using System.Text.RegularExpressions;
using Muster.Testing;

namespace Muster.Server.Tests.Api;

/// <summary>The API does what the command line does: the table in docs/api.md, held to both.</summary>
public sealed partial class CoverageTests
{
    [Fact]
    public void Every_verb_has_an_endpoint_or_a_reason_and_every_endpoint_is_in_the_table()
    {
        var rows = Table();
        Assert.Equal(CliVerbs.All(), rows.SelectMany(row => Quoted(row.Verb)).Order(StringComparer.Ordinal));
        var known = ExpectedRights
            .Table.Where(row => row.Path.StartsWith("/api/v1/", StringComparison.Ordinal))
            .Select(row => $"{row.Method} {Plain(row.Path["/api/v1".Length..])}")
            .Order(StringComparer.Ordinal)
            .ToList();
        var named = rows.SelectMany(row => Quoted(row.Endpoints)).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.Equal(known, named);
        Assert.All(
            rows.Where(row => !Quoted(row.Endpoints).Any()),
            row => Assert.True(row.Endpoints.Length > 20, $"{row.Verb} has neither an endpoint nor a reason.")
        );
    }

    private static List<(string Verb, string Endpoints)> Table()
    {
        var lines = File.ReadAllLines(Path.Combine(Tests.Root, "docs", "api.md"));
        return
        [
            .. lines
                .SkipWhile(line => !line.StartsWith("| command line | API |", StringComparison.Ordinal))
                .Skip(2)
                .TakeWhile(line => line.StartsWith('|'))
                .Select(line => line.Split('|'))
                .Select(cells => (cells[1].Trim(), cells[2].Trim())),
        ];
    }

    private static IEnumerable<string> Quoted(string cell) => InQuotes().Matches(cell).Select(match => match.Groups[1].Value);

    private static string Plain(string path) => path.Replace(":int", "").Replace(":long", "").Replace(":guid", "");

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex InQuotes();
}
