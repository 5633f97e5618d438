namespace Muster.Server.Tests;

/// <summary>No page leaves people before nothing: while it loads, when it has nothing to show, and when reading fails.</summary>
public sealed class PageStateTests
{
    /// <summary>Pages that read nothing a person would wait for, with the reason.</summary>
    private static readonly Dictionary<string, string> WithoutData = new()
    {
        ["SignInPage"] = "A form that is there at once.",
        ["SetupPage"] = "A form that is there at once; what it checks it says beside it.",
        ["ConfirmPage"] = "A form that is there at once.",
        ["ConsentReturnPage"] = "What came back from Entra is in its address.",
        ["NoPermission"] = "What it says is known with the address.",
        ["NotFound"] = "What it says is known with the address.",
        ["ErrorPage"] = "What it says is known with the failure.",
        ["DemoPage"] = "Its acts are there at once.",
        ["ComparePage"] = "What it shows was made before it opens.",
        ["LivePage"] = "What it shows is in the server's memory.",
    };

    /// <summary>Pages whose lists always have a row, with the reason.</summary>
    private static readonly Dictionary<string, string> NeverEmpty = new()
    {
        ["HomePage"] = "Its checklist stands where nothing is yet, and its first sentence says that nothing waits.",
        ["RunPage"] = "A run that changed nothing says so in its first sentence.",
        ["PlanPage"] = "A plan without steps says so in its first sentence.",
        ["AccountsPage"] = "Whoever looks has an account.",
        ["ProfilePage"] = "Whoever looks is signed in.",
    };

    public static TheoryData<string> Pages => [.. PageSources.Pages.Except(WithoutData.Keys)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_says_that_it_loads_and_what_failed(string page)
    {
        var parts = PageSources.With(page);
        Assert.True(parts.Contains("Loading"), $"{page} has no <Loading>: it is blank until its data is there.");
        Assert.True(parts.Contains("Failure"), $"{page} has no <Failure>: what cannot be read leaves it blank or breaks its circuit.");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_with_a_list_says_why_it_is_empty(string page) =>
        Assert.True(
            NeverEmpty.ContainsKey(page) || !PageSources.With(page).Contains("More") || PageSources.With(page).Contains("Empty"),
            $"{page} has a list and no <Empty>."
        );

    [Fact]
    public void The_pages_are_found_and_no_reason_is_out_of_date()
    {
        Assert.InRange(Pages.Count, 20, int.MaxValue);
        Assert.All(WithoutData.Keys.Concat(NeverEmpty.Keys), page => Assert.Contains(page, PageSources.Pages));
    }
}
