using System.CommandLine;

namespace Muster.Cli.Tests.Output;

/// <summary>Every verb explains itself, and a mistyped one is answered with a hint.</summary>
public sealed class HelpTests
{
    public static TheoryData<string> Verbs()
    {
        var verbs = new TheoryData<string>();
        foreach (var verb in Leaves(Root(), ""))
            verbs.Add(verb.Path);
        return verbs;
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Help_has_an_example_and_names_every_option(string verb)
    {
        using var muster = new CommandLine();
        var help = await muster.MustAsync(0, Tests.Token, [.. verb.Split(' '), "--help"]);
        Assert.Contains("Example", help.Output, StringComparison.Ordinal);
        Assert.Contains($"  muster {verb}", help.Output.Replace("CORP_SECRET=… ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        var command = Leaves(Root(), "").Single(leaf => leaf.Path == verb).Command;
        Assert.All(
            command.Options.Where(option => !option.Hidden),
            option => Assert.Contains(option.Name, help.Output, StringComparison.Ordinal)
        );
        Assert.All(
            new[] { "--data", "--json", "--quiet", "--no-color", "--no-input" },
            name => Assert.Contains(name, help.Output, StringComparison.Ordinal)
        );
        Assert.All(
            command.Options,
            option => Assert.False(string.IsNullOrEmpty(option.Description), $"{option.Name} of '{verb}' is not described.")
        );
        Assert.All(
            command.Arguments,
            argument => Assert.False(string.IsNullOrEmpty(argument.Description), $"{argument.Name} of '{verb}' is not described.")
        );
        Assert.Equal("", help.Error);
    }

    [Fact]
    public void The_verbs_of_the_contract_are_there() =>
        Assert.Empty(
            new[]
            {
                "demo",
                "emulator",
                "serve",
                "connection add entra",
                "connection test",
                "connection list",
                "connection show",
                "connection remove",
                "users import",
                "users list",
                "users show",
                "groups discover",
                "groups create",
                "groups list",
                "groups show",
                "groups members",
                "groups link",
                "groups relink",
                "groups unlink",
                "groups retire",
                "plan",
                "plan list",
                "plan show",
                "plan diff",
                "plan cut",
                "plan approve",
                "plan discard",
                "sync",
                "runs list",
                "runs show",
                "runs approve",
                "runs reject",
                "explain",
                "export state",
                "audit list",
                "audit verify",
                "audit export",
                "audit checkpoint",
                "compare",
            }.Except(Leaves(Root(), "").Select(leaf => leaf.Path))
        );

    [Theory]
    [InlineData("synk", "sync")]
    [InlineData("groups lst", "list")]
    [InlineData("users imprt", "import")]
    [InlineData("sync --yess", "--yes")]
    [InlineData("users list --serach x", "--search")]
    [InlineData("sync --jsno", "--json")]
    public async Task A_mistyped_verb_is_wrong_usage_and_the_right_one_is_named(string typed, string meant)
    {
        using var muster = new CommandLine();
        var result = await muster.MustAsync(64, Tests.Token, typed.Split(' '));
        Assert.Contains($"Did you mean {meant}?", result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    [Theory]
    [InlineData("groups create --yes", "There is no option '--yes'")]
    [InlineData("groups create --purpse", "Did you mean --purpose?")]
    [InlineData("groups create --from-directory Sales --al", "Did you mean --all")]
    [InlineData("connection test -x", "There is no option '-x'")]
    public async Task A_mistyped_option_is_never_taken_for_a_name(string typed, string told)
    {
        using var muster = new CommandLine();
        var result = await muster.MustAsync(64, Tests.Token, typed.Split(' '));
        Assert.Contains(told, result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    [Fact]
    public void Behind_two_dashes_a_word_with_a_dash_is_a_name()
    {
        Assert.Empty(Suggestions.MistakenOptions(Root().Parse(["groups", "create", "--", "--odd"])));
        Assert.Single(Suggestions.MistakenOptions(Root().Parse(["groups", "create", "--odd"])));
    }

    [Theory]
    [InlineData("sync --yess")]
    [InlineData("sync --yes --expect-removals many")]
    [InlineData("users import --everyon")]
    [InlineData("export state --format pdf")]
    [InlineData("runs approve 1")]
    [InlineData("runs show abc")]
    [InlineData("connection add entra --name x")]
    [InlineData("groups")]
    [InlineData("explain")]
    [InlineData("explain ada --group team")]
    [InlineData("compare --to now")]
    public async Task What_cannot_be_understood_is_wrong_usage_with_a_pointer_to_help(string typed)
    {
        using var muster = new CommandLine();
        var result = await muster.MustAsync(64, Tests.Token, typed.Split(' '));
        Assert.Contains("--help", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    private static RootCommand Root() => new Cli(TextWriter.Null, TextWriter.Null, TimeProvider.System).Root;

    private static IEnumerable<(string Path, Command Command)> Leaves(Command command, string path) =>
        [
            // A verb may have verbs of its own and still do something alone, such as "plan".
            .. command.Subcommands.Count == 0 || command.Action is not null && path.Length > 0
                ? [(path, command)]
                : Array.Empty<(string, Command)>(),
            .. command.Subcommands.SelectMany(inner => Leaves(inner, path.Length == 0 ? inner.Name : $"{path} {inner.Name}")),
        ];
}
