using Muster.Core.Reporting;

namespace Muster.Core.Tests.Reporting;

public sealed class CountWordsTests
{
    [Theory]
    [InlineData(0, "0 people")]
    [InlineData(1, "1 person")]
    [InlineData(2, "2 people")]
    public void One_is_a_person_and_any_other_number_are_people(long count, string words) => Assert.Equal(words, CountWords.People(count));
}
