using System.Text.RegularExpressions;

namespace Muster.Cli.Tests.Verbs;

/// <summary>The page about the command line names what there is, and nothing else.</summary>
public sealed partial class DocumentedVerbTests
{
    private static string Page() => File.ReadAllText(Repository.In("docs", "cli.md"));

    /// <summary>Verbs of the table: <c>`users add`, `set`</c> names two.</summary>
    private static HashSet<string> Named()
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in Page().Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)))
        {
            var family = "";
            foreach (Match code in Code().Matches(row.Split(" | ")[0]))
            {
                var words = code.Groups["code"]
                    .Value.Split(' ')
                    .TakeWhile(word => word.All(letter => char.IsLower(letter) || letter == '-') && word[0] != '-');
                var verb = string.Join(' ', words);
                var whole = family.Length == 0 || verb.Contains(' ', StringComparison.Ordinal) ? verb : $"{family} {verb}";
                named.Add(whole);
                family = whole.Split(' ')[0];
            }
        }
        return named;
    }

    [Fact]
    public void Every_verb_stands_in_the_table_of_verbs() => Assert.Empty(CommandTree.Verbs().Keys.Except(Named()));

    [Fact]
    public void Every_verb_of_the_table_is_there() => Assert.Empty(Named().Except(CommandTree.Verbs().Keys));

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Code();
}
