using Muster.Server.Wording;

namespace Muster.Cli.Tests.Output;

/// <summary>Counts in words.</summary>
public sealed class NumbersTests
{
    [Theory]
    [InlineData(1, "entry", "1 entry")]
    [InlineData(2, "entry", "2 entries")]
    [InlineData(0, "retry", "0 retries")]
    [InlineData(3, "encrypted key", "3 encrypted keys")]
    [InlineData(1234567, "user", "1,234,567 users")]
    public void A_count_agrees_with_its_noun(long count, string noun, string words) => Assert.Equal(words, Numbers.Of(count, noun));
}
