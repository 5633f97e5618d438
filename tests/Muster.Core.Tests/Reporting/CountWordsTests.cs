using Muster.Core.Reporting;

namespace Muster.Core.Tests.Reporting;

public sealed class CountWordsTests
{
    [Theory]
    [InlineData(0, "0 people")]
    [InlineData(1, "1 person")]
    [InlineData(2, "2 people")]
    public void One_is_a_person_and_any_other_number_are_people(long count, string words) => Assert.Equal(words, CountWords.People(count));

    [Theory]
    [InlineData(0, "0 groups")]
    [InlineData(1, "1 group")]
    [InlineData(12_345, "12,345 groups")]
    public void A_count_has_the_number_of_its_noun_and_is_in_groups_of_three(long count, string words) =>
        Assert.Equal(words, CountWords.Of(count, "group"));

    [Fact]
    public void The_whole_numbers_of_a_sentence_are_in_groups_of_three_and_nothing_else() =>
        Assert.Equal("1,234 of 5,678,900 (0.2 %)", CountWords.Text($"{1234} of {5678900L} ({0.2173:0.#} %)"));
}
