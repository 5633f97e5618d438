using System.Globalization;
using CsCheck;
using Muster.Core.Reading;

namespace Muster.Core.Tests.Reading;

public sealed class CheapestWayTests
{
    private static readonly (int Users, int Groups, long Edges)[] Tenants =
    [
        (50, 20, 400),
        (1_500, 3_300, 71_000),
        (100_000, 10_000, 1_000_000),
        (300_000, 100_000, 5_000_000),
    ];

    private static readonly int[] Followed = [1, 5, 50, 500, 5_000];

    private static readonly Gen<ReadSizes> AnySizes =
        from groups in Gen.Int[0, 200_000]
        from perGroup in Gen.Int[0, 400]
        from wanted in Gen.Int[0, groups]
        from wantedPerGroup in Gen.Int[0, 5_000]
        select new ReadSizes(
            groups,
            Math.Max((long)groups * perGroup, (long)wanted * wantedPerGroup),
            wanted,
            (long)wanted * wantedPerGroup
        );

    [Fact]
    public void A_kept_link_is_followed_unless_groups_are_to_be_compared() =>
        AnySizes.Sample(sizes => Assert.Equal(ReadWay.WholeDelta, CheapestWay.Choose(sizes, linkKept: true, compare: false).Way));

    [Fact]
    public void Without_a_link_the_choice_is_the_cheapest_over_a_day_of_reads() =>
        AnySizes.Sample(sizes =>
        {
            var choice = CheapestWay.Choose(sizes, linkKept: false, compare: false);
            Assert.All(CheapestWay.Estimates(sizes, false, false), other => Assert.True(Day(choice) <= Day(other), $"{choice} {other}"));
        });

    [Fact]
    public void A_comparison_never_costs_more_than_reading_all_groups() =>
        AnySizes.Sample(sizes =>
        {
            var choice = CheapestWay.Choose(sizes, linkKept: true, compare: true);
            var whole = CheapestWay.Estimates(sizes, true, true).Single(way => way.Way == ReadWay.WholeDelta);
            Assert.True(choice.Units <= whole.Units, $"{choice} {whole}");
        });

    [Fact]
    public void Following_every_group_reads_all_of_them_by_their_one_stream() =>
        Assert.Equal(ReadWay.WholeDelta, CheapestWay.Choose(new ReadSizes(10_000, 1_000_000, 10_000, 1_000_000), false, false).Way);

    /// <summary>The table in docs/reading.md is what the code says today; on a difference the message holds the table to put there.</summary>
    [Fact]
    public void The_documented_table_is_what_the_code_chooses()
    {
        var table = string.Join(
            '\n',
            Tenants.SelectMany(tenant => Followed.Where(count => count <= tenant.Groups).Select(count => Row(tenant, count)))
        );
        var document = File.ReadAllText(Path.Combine(Repository(), "docs", "reading.md"));
        Assert.True(document.Contains(table, StringComparison.Ordinal), $"docs/reading.md should hold:\n{table}");
    }

    private static string Row((int Users, int Groups, long Edges) tenant, int followed)
    {
        var sizes = new ReadSizes(tenant.Groups, tenant.Edges, followed, tenant.Edges / tenant.Groups * followed);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {tenant.Users:N0} / {tenant.Groups:N0} / {tenant.Edges:N0} | {followed:N0} | {Cell(CheapestWay.Choose(sizes, false, false))} | {Cell(CheapestWay.Choose(sizes, true, false))} | {Cell(CheapestWay.Choose(sizes, true, true))} |"
        );
    }

    private static string Cell(ReadEstimate estimate) =>
        string.Create(CultureInfo.InvariantCulture, $"{Words(estimate.Way)}, {estimate.Units:N0}");

    private static string Words(ReadWay way) =>
        way switch
        {
            ReadWay.WholeDelta => "stream of all",
            ReadWay.FilteredDelta => "filtered streams",
            ReadWay.CompareByFilter => "changes + filtered streams",
            _ => "changes + lists in batches",
        };

    private static long Day(ReadEstimate estimate) => estimate.Units + (CheapestWay.LaterReads * estimate.LaterUnits);

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Muster.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The repository's root is not above the tests.");
        return folder.FullName;
    }
}
