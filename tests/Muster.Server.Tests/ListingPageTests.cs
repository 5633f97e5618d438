namespace Muster.Server.Tests;

/// <summary>Every list that is longer than a page can be taken out as a file, and keeps its place in the address.</summary>
public sealed class ListingPageTests
{
    /// <summary>Pages whose list leaves in another way, with the reason.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["HomePage"] = "Its days are a picture of the history, which leaves from the groups and from a point in time.",
        ["UndoPage"] = "A draft that is kept nowhere; what is done of it leaves from the page of its plan.",
        ["ComparePage"] =
            "Says what has changed since a plan was made, by a plan that is not kept; what is kept leaves from the page of the plan.",
    };

    public static TheoryData<string> Pages => [.. PageSources.Pages.Where(Lists)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_with_a_list_has_a_way_to_export_it(string page) =>
        Assert.True(
            Elsewhere.ContainsKey(page) || PageSources.With(page).Contains("ExportLinks"),
            $"{page} has a list that goes on and no <ExportLinks>."
        );

    [Fact]
    public void The_pages_are_found_and_no_reason_is_out_of_date()
    {
        Assert.InRange(Pages.Count, 9, int.MaxValue);
        Assert.All(Elsewhere.Keys, page => Assert.Contains(page, Pages.Select(row => row.Data)));
    }

    /// <summary>A part that comes as the address changes would be told of the change while those who are told are counted: the circuit breaks.</summary>
    [Fact]
    public void What_stands_in_the_address_is_read_by_pages_and_handed_on()
    {
        var readers = PageSources.All.Where(part => part.Value.Contains("SupplyParameterFromQuery", StringComparison.Ordinal)).ToList();
        Assert.InRange(readers.Count, 5, int.MaxValue);
        Assert.All(readers, part => Assert.True(PageSources.IsPage(part.Key), $"{part.Key} is no page and reads the address."));
    }

    private static bool Lists(string page) => PageSources.With(page).Contains("More");
}
