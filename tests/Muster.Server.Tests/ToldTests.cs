using System.Text.RegularExpressions;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>What the engine says in finished English is told by pages, and not handed on.</summary>
public sealed partial class ToldTests
{
    [Fact]
    public void What_ended_a_membership_and_what_a_run_said_is_told_in_the_language_of_the_reader()
    {
        var files = Files().ToList();
        Assert.InRange(files.Count(file => Said().IsMatch(File.ReadAllText(file))), 3, int.MaxValue);
        Assert.Empty(
            files.SelectMany(file =>
                Said()
                    .Matches(File.ReadAllText(file))
                    .Where(said => !said.Groups["told"].Success)
                    .Select(said => $"{Path.GetFileName(file)}: {said.Value}")
            )
        );
    }

    private static IEnumerable<string> Files()
    {
        var server = Path.Combine(SharedData.Repository(), "src", "Muster.Server");
        return Directory
            .EnumerateFiles(server, "*.razor", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(server, "Checking"), "*.cs"));
    }

    [GeneratedRegex(@"(?<told>Told\()?\b(EndWords\.Of\(|(?<=[({ @])(_?run|read|plan|_?plan!?)\.Message\b(?! is\b))")]
    private static partial Regex Said();
}
