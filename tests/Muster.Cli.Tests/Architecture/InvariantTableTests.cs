using System.Text.RegularExpressions;

namespace Muster.Cli.Tests.Architecture;

/// <summary>The table of promises names tests and checks that are there.</summary>
public sealed partial class InvariantTableTests
{
    private static readonly int[] AtRunTime = [1, 2, 3, 4, 12, 19, 20, 24];
    private static readonly string Root = FindRoot();
    private static readonly List<string[]> Rows =
    [
        .. File.ReadLines(Path.Combine(Root, "docs", "invariants.md"))
            .Where(line => line.StartsWith("| INV-", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]),
    ];
    private static readonly List<string> Sources =
    [
        .. Directory
            .EnumerateFiles(Path.Combine(Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith($"{nameof(InvariantTableTests)}.cs", StringComparison.Ordinal))
            .Select(File.ReadAllText),
    ];

    [Fact]
    public void Every_promise_has_one_row_with_a_test_that_is_there_and_is_named_in_a_test()
    {
        int[] wanted = [.. Enumerable.Range(1, 25), .. Enumerable.Range(28, 4)];
        Assert.Equal(wanted, Rows.Select(row => NumberOf(row)));
        Assert.All(
            Rows,
            row =>
            {
                var number = Id().Match(row[0]).Groups["number"].Value;
                Assert.NotEmpty(NamedTest().Matches(row[2]));
                Assert.Contains(Sources, source => Regex.IsMatch(source, $@"INV[-_]?{number}(?!\d)", RegexOptions.IgnoreCase, Second));
            }
        );
    }

    [Fact]
    public void Every_test_that_the_page_names_exists()
    {
        var page = File.ReadAllText(Path.Combine(Root, "docs", "invariants.md"));
        var named = NamedTest().Matches(page).Select(test => (Class: test.Groups["class"].Value, Method: test.Groups["method"].Value));
        Assert.All(
            named,
            test =>
                Assert.True(
                    Sources.Exists(source =>
                        Regex.IsMatch(source, $@"\bclass {test.Class}\b", RegexOptions.None, Second)
                        && Regex.IsMatch(source, $@"\]\s*\n\s*public (async Task|Task|void) {test.Method}\(", RegexOptions.None, Second)
                    ),
                    $"{test.Class}.{test.Method}"
                )
        );
    }

    [Fact]
    public void What_is_checked_at_run_time_is_checked_in_files_that_name_it()
    {
        foreach (var row in Rows)
        {
            var number = NumberOf(row);
            var files = SourceFile().Matches(row[3]).Select(file => file.Groups["path"].Value).ToList();
            Assert.Equal(AtRunTime.Contains(number), row[0].Contains('●'));
            Assert.Equal(AtRunTime.Contains(number), files.Count > 0);
            Assert.All(files, file => Assert.Matches($@"INV-{number}(?!\d)", File.ReadAllText(Path.Combine(Root, file))));
        }
    }

    private static int NumberOf(string[] row) =>
        int.Parse(Id().Match(row[0]).Groups["number"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);

    private static TimeSpan Second => TimeSpan.FromSeconds(1);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Muster.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not run inside a clone.");
    }

    [GeneratedRegex(@"^INV-(?<number>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"`(?<class>[A-Z]\w+)\.(?<method>\w+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"`(?<path>src/[^`]+\.cs)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SourceFile();
}
