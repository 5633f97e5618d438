using System.Text.RegularExpressions;
using Muster.Testing;
using Muster.Testing.Simulation;

namespace Muster.Simulation.Tests.Quirks;

/// <summary>Holds docs/quirks.md to the code.</summary>
public sealed partial class QuirkPageTests
{
    private static readonly string Repository = SharedData.Repository();

    private static readonly IReadOnlyList<string[]> Rows =
    [
        .. File.ReadLines(Path.Combine(Repository, "docs", "quirks.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split(" | "))
            .Where(cells => cells[0] != "Behaviour"),
    ];

    [Fact]
    public void Every_switch_has_a_row() => Assert.Empty(QuirkSwitches.All.Keys.Except(Rows.Select(row => row[2].Trim('`'))));

    [Fact]
    public void Every_row_names_a_switch_that_exists_or_none() =>
        Assert.Empty(Rows.Select(row => row[2].Trim('`')).Where(name => name != "—").Except(QuirkSwitches.All.Keys));

    [Fact]
    public void Every_row_names_its_source_and_a_test() =>
        Assert.All(
            Rows,
            row =>
            {
                Assert.Equal(4, row.Length);
                Assert.Matches("[0-9]", row[1]);
                Assert.NotEmpty(Quoted().Matches(row[3]));
            }
        );

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var sources = Directory
            .EnumerateFiles(Path.Combine(Repository, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(Path.GetFileNameWithoutExtension, File.ReadAllText);
        Assert.All(
            Rows.SelectMany(row => Quoted().Matches(row[3])).Select(match => match.Groups["name"].Value),
            name =>
            {
                var (type, method) = (name.Split('.')[0], name.Split('.')[1]);
                Assert.True(sources[type].Any(source => source.Contains($" {method}(", StringComparison.Ordinal)), $"there is no {name}");
            }
        );
    }

    [GeneratedRegex("`(?<name>[A-Za-z]+Tests\\.[A-Za-z0-9_]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();
}
