using CsCheck;
using Muster.Core.Matching;

namespace Muster.Core.Tests.Matching;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("ORG-*", "ORG-Sales", true)]
    [InlineData("ORG-*", "ORG-", true)]
    [InlineData("ORG-*", "org-Sales", false)]
    [InlineData("ORG-*", "xORG-Sales", false)]
    [InlineData("*", "", true)]
    [InlineData("?", "", false)]
    [InlineData("Team ?", "Team 7", true)]
    [InlineData("Team ?", "Team 𝟕", true)]
    [InlineData("Team ?", "Team 17", false)]
    [InlineData("{HR,IT}-*", "IT-Ops", true)]
    [InlineData("{HR,IT}-*", "-Ops", false)]
    [InlineData("{HR-,}Ops", "Ops", true)]
    [InlineData("{a*,b?}c", "axyzc", true)]
    [InlineData("{a*,b?}c", "bxyzc", false)]
    [InlineData("a,b", "a,b", true)]
    [InlineData(@"\*\{\}", "*{}", true)]
    [InlineData(@"\*", "x", false)]
    public void A_pattern_fits_whole_names_with_their_case(string pattern, string name, bool fits) =>
        Assert.Equal(fits, Parse(pattern).Fits(name));

    [Theory]
    [InlineData("", 1, "empty")]
    [InlineData("ORG-{HR", 5, "no '}'")]
    [InlineData("ORG}", 4, "without a '{'")]
    [InlineData("{a{b}}", 3, "within")]
    [InlineData("x{}", 2, "nothing to choose from")]
    [InlineData(@"ORG-\", 5, "there is none")]
    [InlineData("^ORG", 1, "regular expression")]
    [InlineData("ORG$", 4, "regular expression")]
    [InlineData("ORG-.*", 5, "regular expression")]
    [InlineData("(a+)+b", 4, "regular expression")]
    [InlineData("a\tb", 2, "control character")]
    public void A_bad_pattern_is_refused_with_its_position_and_what_to_do(string pattern, int position, string problem)
    {
        Assert.False(NamePattern.TryParse(pattern, out _, out var fault));
        Assert.Equal(position, fault.Position);
        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Fix);
    }

    [Fact]
    public void A_pattern_that_is_too_long_is_refused() =>
        Assert.False(NamePattern.TryParse(new string('a', NamePattern.LongestPattern + 1), out _, out _));

    /// <summary>The work is bounded by the two lengths: what makes a regular expression backtrack for years takes no time here.</summary>
    [Fact]
    public void Many_stars_on_a_name_that_almost_fits_end_at_once()
    {
        var pattern = Parse(string.Concat(Enumerable.Repeat("*a", 100)) + "b");
        Assert.False(pattern.Fits(new string('a', 100_000)));
    }

    [Fact]
    public void A_match_equals_a_naive_one() =>
        Gen.Select(Gen.Char["ab*?"].Array[1, 8], Gen.Char["ab"].Array[0, 8])
            .Sample((pattern, name) => Assert.Equal(Naive(pattern, name), Parse(new string(pattern)).Fits(new string(name))), iter: 3000);

    [Fact]
    public void Alternatives_equal_the_patterns_written_out() =>
        Gen.Select(Gen.Char["ab*?"].Array[0, 3].Array[1, 3], Gen.Char["ab*?"].Array[1, 4], Gen.Char["ab"].Array[0, 7])
            .Where((alternatives, _, _) => alternatives.Any(alternative => alternative.Length > 0))
            .Sample(
                (alternatives, rest, name) =>
                    Assert.Equal(
                        alternatives.Any(alternative => Naive([.. alternative, .. rest], name)),
                        Parse($"{{{string.Join(',', alternatives.Select(a => new string(a)))}}}{new string(rest)}").Fits(new string(name))
                    ),
                iter: 2000
            );

    private static bool Naive(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name) =>
        pattern.IsEmpty ? name.IsEmpty
        : pattern[0] == '*' ? Naive(pattern[1..], name) || (!name.IsEmpty && Naive(pattern, name[1..]))
        : !name.IsEmpty && (pattern[0] == '?' || pattern[0] == name[0]) && Naive(pattern[1..], name[1..]);

    private static NamePattern Parse(string text) =>
        NamePattern.TryParse(text, out var pattern, out var fault) ? pattern : throw new FormatException(fault.ToString());
}
