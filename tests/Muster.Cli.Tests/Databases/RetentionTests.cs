using System.Text.RegularExpressions;
using Muster.Cli.Tests.Verbs.Tour;

namespace Muster.Cli.Tests.Databases;

/// <summary>No table grows without somebody having said how long its rows are kept, or why for ever.</summary>
public sealed partial class RetentionTests
{
    [Fact]
    public async Task Every_table_has_a_rule_or_a_written_reason_and_none_is_named_that_is_not_there()
    {
        Assert.SkipWhen(PostgresServer.Lack is not null, PostgresServer.Lack ?? "");
        await using var database = await ServerDatabase.EmptyAsync();
        using var muster = new CommandLine { Database = database.Url };
        await AccountFolder.WithOneAsync(muster.Folder, database.Url, Tests.Token);
        var status = (await muster.MustAsync(0, Tests.Token, "database", "status", "--json")).Json;
        var tables = status.GetProperty("tables").EnumerateArray().Select(table => table.GetProperty("table").GetString()!).ToList();
        Assert.Contains("membership", tables);
        Assert.Contains("account", tables);

        var rules = Rules();

        Assert.Equal(tables.Order(StringComparer.Ordinal), rules.Select(rule => rule.Table).Order(StringComparer.Ordinal));
        Assert.All(rules, rule => Assert.True(rule.Words.Length > 5, rule.Table));
    }

    /// <summary>What docs/operations.md says of each table.</summary>
    private static List<(string Table, string Words)> Rules()
    {
        var page = File.ReadAllText(Repository.In("docs", "operations.md"));
        var section = page[page.IndexOf("## What is kept", StringComparison.Ordinal)..];
        return
        [
            .. section
                .Split('\n')
                .TakeWhile((line, at) => at == 0 || !line.StartsWith("## ", StringComparison.Ordinal))
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .Select(line => line.Split(" | "))
                .SelectMany(cells => Name().Matches(cells[0]).Select(match => (match.Groups["name"].Value, cells[1].Trim(' ', '|')))),
        ];
    }

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
