using Muster.Core.Planning;
using Muster.Engine.Explaining;

namespace Muster.Cli.Tests.Past;

public sealed class EndWordsTests
{
    public static TheoryData<RemovalCause> Causes => [.. Enum.GetValues<RemovalCause>()];

    [Theory]
    [MemberData(nameof(Causes))]
    public void Every_cause_has_words_of_its_own(RemovalCause cause)
    {
        var words = EndWords.Of(cause, Evidence.Stated);
        Assert.DoesNotContain(cause.ToString(), words, StringComparison.Ordinal);
        Assert.Single(Enum.GetValues<RemovalCause>(), other => EndWords.Of(other, Evidence.Stated) == words);
    }
}
