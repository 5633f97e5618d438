namespace Muster.Cli.Tests.Verbs;

/// <summary>Help teaches by examples, which must be right.</summary>
public sealed class ExampleTests
{
    public static TheoryData<string> Verbs() => CommandTree.Each();

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_verb_has_two_examples_of_itself_that_can_be_typed(string verb)
    {
        var root = CommandTree.Root();
        var examples = HelpWithExamples.Of(CommandTree.Verbs()[verb]);
        Assert.True(examples.Count >= 2, $"'{verb}' has {examples.Count} examples.");
        Assert.Equal(examples.Count, examples.Distinct(StringComparer.Ordinal).Count());
        Assert.All(
            examples,
            example =>
            {
                var words = CommandTree.Words(example);
                Assert.Equal("muster", words[0]);
                var parsed = root.Parse(words[1..]);
                Assert.True(parsed.Errors.Count == 0, $"{example}: {string.Join(" ", parsed.Errors.Select(error => error.Message))}");
                Assert.Empty(Suggestions.MistakenOptions(parsed));
                // A verb with verbs of its own may show them too.
                Assert.StartsWith(verb, Path(parsed.CommandResult.Command), StringComparison.Ordinal);
            }
        );
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Help_of_every_verb_fits_80_columns(string verb)
    {
        using var muster = new CommandLine();
        var help = await muster.MustAsync(0, Tests.Token, [.. verb.Split(' '), "--help"]);
        Assert.All(help.Output.Split('\n'), line => Assert.True(line.TrimEnd().Length <= HelpWithExamples.Width, line));
    }

    [Fact]
    public async Task Help_of_the_program_and_of_its_families_fits_80_columns()
    {
        using var muster = new CommandLine();
        var families = CommandTree.Verbs().Keys.Select(verb => verb.Split(' ')).Where(words => words.Length > 1).Select(words => words[0]);
        foreach (var family in families.Distinct().Prepend(""))
        {
            var help = await muster.MustAsync(0, Tests.Token, [.. family.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
            Assert.All(help.Output.Split('\n'), line => Assert.True(line.TrimEnd().Length <= HelpWithExamples.Width, $"{family}: {line}"));
        }
    }

    [Fact]
    public void An_example_is_broken_before_an_option_and_can_still_be_copied()
    {
        var example = $"muster runs approve 12 --reason \"{new string('x', 60)}\" --json";
        var lines = HelpWithExamples.Lines(example).ToList();
        Assert.Equal(3, lines.Count);
        Assert.All(lines[..^1], line => Assert.EndsWith(" \\", line, StringComparison.Ordinal));
        Assert.Equal(
            example,
            string.Concat(lines.Select((line, index) => index == 0 ? line[2..] : line[4..])).Replace("\\", "", StringComparison.Ordinal)
        );
    }

    private static string Path(System.CommandLine.Command command) =>
        command.Parents.OfType<System.CommandLine.Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}".Trim() : "";
}
