using Muster.Core.Freshness;

namespace Muster.Core.Tests.Freshness;

public sealed class ChangeAgesTests
{
    [Fact]
    public void Of_nothing_nothing_is_said() => Assert.Equal(new ChangeAges(0, null, null), ChangeAges.Of([]));

    [Fact]
    public void One_sync_with_many_changes_outweighs_many_with_one()
    {
        var ages = Enumerable.Range(1, 10).Select(second => (TimeSpan.FromSeconds(second), 1L)).Append((TimeSpan.FromSeconds(60), 90L));
        Assert.Equal(new ChangeAges(100, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60)), ChangeAges.Of(ages));
    }

    [Fact]
    public void The_figures_are_those_of_a_list_with_a_line_for_each_change()
    {
        var random = new Random(20261201);
        for (var round = 0; round < 2_000; round++)
        {
            var ages = Enumerable
                .Range(0, random.Next(1, 12))
                .Select(_ => (Age: TimeSpan.FromSeconds(random.Next(0, 9)), Changes: (long)random.Next(1, 30)))
                .ToList();
            var lines = ages.SelectMany(one => Enumerable.Repeat(one.Age, (int)one.Changes)).Order().ToList();
            var counted = ChangeAges.Of(ages);
            Assert.Equal(lines.Count, counted.Changes);
            AssertRank(lines, counted.Median!.Value, 0.5);
            AssertRank(lines, counted.Most!.Value, 0.95);
        }
    }

    /// <summary>So many are not above it, and with the next smaller age they would not be so many.</summary>
    private static void AssertRank(List<TimeSpan> lines, TimeSpan figure, double share)
    {
        Assert.Contains(figure, lines);
        Assert.True(lines.Count(age => age <= figure) >= lines.Count * share);
        Assert.True(lines.Count(age => age < figure) < lines.Count * share);
    }
}
