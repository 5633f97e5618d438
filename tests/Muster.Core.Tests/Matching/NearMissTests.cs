using System.Globalization;
using CsCheck;
using Muster.Core.Matching;
using Muster.Core.Tests.Building;

namespace Muster.Core.Tests.Matching;

public sealed class NearMissTests
{
    [Theory]
    [InlineData("IT Support", "it support", "upper and lower case differ")]
    [InlineData("IT Support", "IT Support ", "has a space at the end")]
    [InlineData("IT Support ", "IT Support", "has no space at the end")]
    [InlineData("IT Support", " IT Support", "has a space at the start")]
    [InlineData(" IT Support", "IT Support", "has no space at the start")]
    [InlineData("IT Support", "IT  Support", "spaces differ")]
    [InlineData("IT Support", "IT Suppоrt", "has look-alike letters")]
    [InlineData("Room 1", "Room l", "has look-alike letters")]
    [InlineData("Café", "Cafe\u0301", "written in another Unicode form")]
    [InlineData("Crew", "Ｃrew", "written in another Unicode form")]
    [InlineData("Crew", "Cr\u200Bew", "has invisible characters")]
    [InlineData("Crew", "\uFEFFCrew", "has invisible characters")]
    [InlineData("Crew", "crew ", "spaces differ, upper and lower case differ")]
    [InlineData("IT Support", "IT Suport", "spelled slightly differently")]
    [InlineData("IT Support", "IT Suppotr", "spelled slightly differently")]
    [InlineData("Crew", "Crow", "spelled slightly differently")]
    public void A_near_miss_says_what_differs(string asked, string name, string difference)
    {
        var miss = Assert.Single(Misses(asked, name));
        Assert.Equal((name, difference), (miss.Group.Name, miss.Difference));
        Assert.Equal($"'{name}' ({miss.Group.Id}; {difference})", miss.ToString());
    }

    [Theory]
    [InlineData("HR", "IT")]
    [InlineData("HR", "PR")]
    [InlineData("Crew", "Crwws")]
    [InlineData("Support", "Airport")]
    [InlineData("Networking", "Netw0rkiXYg")]
    [InlineData("Crew", "Kitchen")]
    public void Names_further_apart_are_not_near(string asked, string name) => Assert.Empty(Misses(asked, name));

    [Fact]
    public void The_name_itself_is_not_a_near_miss() => Assert.Empty(Misses("Crew", "Crew"));

    [Fact]
    public void At_most_five_are_shown_and_those_that_look_the_same_come_first()
    {
        var misses = Misses("Support", "Suppor", "Supporta", "Supportb", "Supportc", "Supportd", "support");
        Assert.Equal(["support", "Suppor", "Supporta", "Supportb", "Supportc"], misses.Select(miss => miss.Group.Name));
    }

    [Fact]
    public void Groups_of_one_name_are_both_shown() =>
        Assert.Equal(2, new DirectoryNames(new World().Named("one", "crew").Named("two", "crew").Mirror()).NearMisses("Crew").Count);

    /// <summary>Any text is a possible display name: broken surrogates and control characters too.</summary>
    [Fact]
    public void Any_two_names_can_be_compared() =>
        Gen.Select(Gen.String, Gen.String)
            .Sample(
                (asked, name) =>
                {
                    var match = GroupMatcher.Match(asked, new DirectoryNames(new World().Named("it", name).Mirror()));
                    Assert.Equal(string.Equals(asked, name, StringComparison.Ordinal), match is GroupMatch.Exact);
                    Assert.False(string.IsNullOrEmpty(NameSkeleton.Difference(asked, name)));
                },
                iter: 3000
            );

    /// <summary>The skeleton ignores what a person cannot see, wherever it is put.</summary>
    [Fact]
    public void Case_spaces_and_invisible_characters_do_not_change_the_skeleton() =>
        Gen.Select(Gen.Char["abcXYZ 019éß"].Array[1, 12], Gen.Int[0, 12])
            .Sample(
                (characters, at) =>
                {
                    var name = new string(characters);
                    var changed = name.Insert(Math.Min(at, name.Length), "\u200D")
                        .ToUpper(CultureInfo.InvariantCulture)
                        .Replace(" ", "  ", StringComparison.Ordinal);
                    Assert.Equal(NameSkeleton.Of(name), NameSkeleton.Of($" {changed} "));
                },
                iter: 3000
            );

    [Fact]
    public void Edit_distance_equals_the_textbook_definition()
    {
        var word = Gen.Char["abc"].Array[0, 7].Select(characters => new string(characters));
        Gen.Select(word, word, Gen.Int[0, 4])
            .Sample((left, right, limit) => EditDistance.AtMost(left, right, limit) == Distance(left, right) <= limit, iter: 2000);
    }

    private static int Distance(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
            return left.Length + right.Length;
        var best = Math.Min(
            Math.Min(Distance(left[..^1], right), Distance(left, right[..^1])) + 1,
            Distance(left[..^1], right[..^1]) + (left[^1] == right[^1] ? 0 : 1)
        );
        return left.Length > 1 && right.Length > 1 && left[^1] == right[^2] && left[^2] == right[^1]
            ? Math.Min(best, Distance(left[..^2], right[..^2]) + 1)
            : best;
    }

    private static IReadOnlyList<NearMiss> Misses(string asked, params string[] names)
    {
        var world = new World();
        for (var i = 0; i < names.Length; i++)
            world.Named($"{i}", names[i]);
        return new DirectoryNames(world.Mirror()).NearMisses(asked);
    }
}
