using System.Globalization;
using System.Text.RegularExpressions;
using Muster.Server.Runs;
using Muster.Server.Ui;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>What a run was for is said to people in words, and never as what was typed on a command line.</summary>
public sealed partial class RunVerbTests
{
    /// <summary>Work that takes the lease and makes no run of that name.</summary>
    private static readonly string[] WithoutRun = ["groups discover", "groups pick"];

    private static readonly Texts Strange = new(CultureInfo.GetCultureInfo(Texts.Pseudo));

    public static TheoryData<string> Verbs =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(SharedData.Repository(), "src", "Muster.Engine"), "*.cs", SearchOption.AllDirectories)
                .SelectMany(file => CSharpLiterals.Of(File.ReadAllText(file)))
                .Select(literal => literal.Text)
                .Where(text => Verb().IsMatch(text))
                .Except(WithoutRun)
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_kind_of_run_is_said_in_words(string verb)
    {
        var said = RunOutcomes.Verb(Strange, verb);
        Assert.StartsWith("[", said, StringComparison.Ordinal);
        Assert.DoesNotContain("??", said, StringComparison.Ordinal);
    }

    [Fact]
    public void The_kinds_are_found() => Assert.InRange(Verbs.Count, 20, 100);

    [GeneratedRegex("^(sync|plan|verify|(users|groups|exceptions|runs|drift|plan|config) [a-z-]+)$")]
    private static partial Regex Verb();
}
