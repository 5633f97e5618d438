using System.Text.RegularExpressions;

namespace Muster.Cli.Tests.Architecture;

/// <summary>
/// Every statement in the source says of each table it names whose rows it means. In a file nothing else keeps workspaces apart, and one that forgets it in a join is right for as long as there is one.
/// </summary>
public sealed partial class StatementTests
{
    [Fact]
    public void INV_24_every_statement_says_the_workspace_of_each_table()
    {
        var tables = Mapped()
            .Matches(File.ReadAllText(Repository.In("src", "Muster.Storage", "Model", "MusterContext.cs")))
            .Select(match => match.Groups["name"].Value)
            .Where(name => name is not ("workspace_name" or "node"))
            .ToHashSet();
        Assert.Contains("membership", tables);
        var statements = Sources()
            .SelectMany(source => Text().Matches(source))
            .Select(match => match.Value)
            .Where(text => Table().Matches(text).Any(named => tables.Contains(named.Groups["table"].Value)))
            .ToList();
        Assert.True(statements.Count > 200, $"{statements.Count} statements");
        Assert.DoesNotContain(
            statements,
            text => Table().Matches(text).Count(named => tables.Contains(named.Groups["table"].Value)) > Workspace().Count(text)
        );
    }

    [Fact]
    public void INV_24_every_list_says_the_workspace_of_each_set_of_rows()
    {
        var lists = Sources().Where(source => Rows().IsMatch(source)).ToList();
        Assert.True(lists.Count > 5, $"{lists.Count} files");
        Assert.DoesNotContain(lists, source => Rows().Count(source) > OfWorkspace().Count(source));
    }

    private static IEnumerable<string> Sources() =>
        Directory
            .EnumerateFiles(Repository.In("src", "Muster.Storage"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("Migrations", StringComparison.Ordinal))
            .Select(File.ReadAllText);

    [GeneratedRegex(@"Table\(\s*""(?<name>\w+)""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Mapped();

    /// <summary>A text with holes, on one line or several.</summary>
    [GeneratedRegex("\\$\"\"\"(?s:.*?)\"\"\"|\\$\"(?!\"\")(\\\\.|[^\"\\\\])*\"", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Text();

    [GeneratedRegex(@"\b(FROM|JOIN|(?<!DO )UPDATE|INTO)\s+(?<table>\w+)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Table();

    /// <summary>A comparison, or the column that a new row begins with.</summary>
    [GeneratedRegex(@"\bworkspace\s*=|INSERT INTO \w+\s*\(\s*workspace\b", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Workspace();

    [GeneratedRegex(
        @"\bmodel\s*\.(Revisions|Users|UserVersions|Groups|GroupVersions|DirectoryGroups|Memberships|AuditEntries|Set<\w+>\(\))",
        RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Rows();

    [GeneratedRegex(@"\.Workspace == \w+\.Workspace|equals new \{ \w+\.Workspace", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex OfWorkspace();
}
