using System.Globalization;
using CsCheck;
using Muster.Core.DirectoryObjects;
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

    [Fact]
    public void Names_among_many_are_found_as_by_comparing_every_one() =>
        Gen.Char["abcde "]
            .Array[3, 9]
            .Sample(
                letters =>
                {
                    var asked = new string(letters);
                    var near = Many.Where(group => group.Name != asked && IsNear(asked, group.Name)).Select(group => group.Key).ToHashSet();
                    var found = ManyIndexed.Find(asked);
                    Assert.Equal(Math.Min(5, near.Count), found.Count);
                    Assert.All(found, miss => Assert.Contains(miss.Group.Key, near));
                },
                iter: 500
            );

    /// <summary>Every plan asks for the near misses of every group that waits for its match.</summary>
    [Fact]
    public void Looking_for_near_misses_costs_a_small_part_of_comparing_with_every_name()
    {
        var groups = Enumerable
            .Range(0, 20_000)
            .Select(number => Named(number, $"{Word(number)} {Word(number / 7)} {Word(number / 90)}"))
            .ToList();
        var index = new NearMissIndex(groups);
        var asked = Enumerable.Range(0, 20).Select(number => $"{Word(number * 31)} {Word(number)} missing").ToList();

        var each = Least(() => asked.Sum(name => groups.Count(group => EditDistance.AtMost(name, group.Name, 2))));
        var indexed = Least(() => asked.Sum(name => index.Find(name).Count));

        Assert.True(indexed * 10 < each, $"{indexed} of {each} ticks");
    }

    [Fact]
    public void Comparing_two_names_takes_no_memory()
    {
        EditDistance.AtMost("warm", "worm", 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1000; round++)
            EditDistance.AtMost("Facility Management", "Facility Managemnet", 2);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    private static readonly List<DirectoryGroup> Many =
    [
        .. Enumerable
            .Range(0, 400)
            .Select(number =>
                Named(
                    number,
                    string.Concat(Enumerable.Range(0, 3 + (number % 7)).Select(at => "abcde "[(number / (at + 1) + at) % 6])) + "x"
                )
            ),
    ];

    private static readonly NearMissIndex ManyIndexed = new(Many);

    private static bool IsNear(string asked, string name) =>
        NameSkeleton.Of(asked) == NameSkeleton.Of(name) || EditDistance.AtMost(asked, name, asked.Length < 8 ? 1 : 2);

    private static DirectoryGroup Named(int number, string name) =>
        new()
        {
            Key = number + 1,
            Id = new ObjectId(new Guid(number, 0, 0, new byte[8])),
            Facts = new GroupFacts { DisplayName = name },
        };

    private static string Word(int number) => ((long)number * 2_654_435_761 % 9_999_991).ToString("x", CultureInfo.InvariantCulture);

    private static long Least(Func<int> work) =>
        Enumerable
            .Range(0, 3)
            .Min(_ =>
            {
                var start = TimeProvider.System.GetTimestamp();
                work();
                return TimeProvider.System.GetTimestamp() - start;
            });
}
