using System.Text.RegularExpressions;
using Muster.Core.Incremental;
using Muster.Engine.Connections;
using Muster.Engine.Inbox;
using Muster.Server.Problems;
using Muster.Server.Ui;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>What the inbox calls a problem, and where it leads.</summary>
public sealed partial class ProblemWordsTests
{
    public static TheoryData<string> Codes =>
        [
            .. Reported()
                .Concat([ProblemCauses.Held, ProblemCauses.ReadFailed, ProblemCauses.RowsDropped, ProblemCauses.MirrorDiffers])
                .Concat([MissedByChanges.Code, CredentialEnd.Code, Muster.Core.Planning.Problems.Drift, "exceptionIdle"])
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_cause_has_words(string code) => Assert.Contains(' ', ProblemWords.Kind(Texts.English, code));

    [Theory]
    [InlineData("ruleCoversNobody", "/people/import?connection=north%20%26%20south")]
    [InlineData("protectedUnknown", "/guard-rails?connection=north%20%26%20south")]
    [InlineData("unmatched", "/groups/discover?connection=north%20%26%20south")]
    [InlineData("readFailed", "/connections/north%20%26%20south")]
    [InlineData("removalsKeptBack", "/connections/north%20%26%20south")]
    [InlineData("paused", "/groups?search=Sales")]
    [InlineData("attributeMissing", "/connections/north%20%26%20south?tab=rules")]
    [InlineData("adoptionAmbiguous", "/people?q=Sales")]
    [InlineData("rehired", "/people?q=Sales")]
    [InlineData("held", "/runs/7")]
    public void It_is_mended_where_its_own_connection_is_shown(string code, string address) =>
        Assert.Equal(address, ProblemWords.Fix(Texts.English, Problem(code), "north & south").Address);

    [Theory]
    [InlineData("held", "run 7 (runs undo)", "Undo, run 7")]
    [InlineData("held", "Sales", "Sales")]
    [InlineData("paused", "run 7 (runs undo)", "run 7 (runs undo)")]
    public void A_run_that_is_held_is_named_by_what_it_was_for(string code, string subject, string words) =>
        Assert.Equal(words, ProblemWords.Subject(Texts.English, Problem(code) with { Subject = subject }));

    [Theory]
    [InlineData("paused", "/groups/3")]
    [InlineData("rehired", "/people/4")]
    public void It_leads_to_the_thing_itself_where_that_is_known(string code, string thing) =>
        Assert.Equal(thing, ProblemWords.Fix(Texts.English, Problem(code), "north & south", thing).Address);

    [Fact]
    public void Where_the_connection_is_gone_the_list_of_them_is_shown() =>
        Assert.Equal("/connections", ProblemWords.Fix(Texts.English, Problem("readFailed"), null).Address);

    private static InboxProblem Problem(string code) =>
        new()
        {
            Id = 1,
            Connection = 1,
            Code = code,
            Subject = "Sales",
            Count = 1,
            Effect = "",
            Fix = "",
            FirstSeen = default,
            Since = default,
            LastSeen = default,
            LastRun = 7,
        };

    /// <summary>The codes of what a planner reports.</summary>
    private static IEnumerable<string> Reported() =>
        Code()
            .Matches(File.ReadAllText(Path.Combine(SharedData.Repository(), "src", "Muster.Core", "Planning", "Problems.cs")))
            .Select(code => code.Groups[1].Value)
            .Distinct();

    [GeneratedRegex("new\\(\\s*\"([a-z][a-zA-Z]+)\"")]
    private static partial Regex Code();
}
