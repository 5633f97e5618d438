using System.Text.RegularExpressions;

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
        ["EmergencyPage"] = "A form that is there at once.",
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

    /// <summary>Lists that are empty for a reason that nothing can be done about where it is said, with where to act instead.</summary>
    private static readonly Dictionary<string, string> WithoutAct = new()
    {
        ["DriftTab"] = "Reading and planning are the buttons above.",
        ["AtPage"] = "Other moments are asked for in the form above.",
        ["MembershipsOf"] = "A group is chosen in the form above.",
    };

    /// <summary>Parts that a page does without while they cannot be loaded, with the reason.</summary>
    private static readonly Dictionary<string, string> LoadsAside = new()
    {
        ["SavedViews"] = "A list without its views is a list all the same; whoever opens their dialog has them looked up again.",
    };

    [Fact]
    public void Whatever_a_page_could_not_load_can_be_tried_again_at_the_least_by_the_frame_around_every_page()
    {
        Assert.Matches("<ErrorContent[^>]*>.*<Failure [^>]*Retry=.*</ErrorContent>", PageSources.All["MainLayout"]);
        Assert.Empty(
            PageSources
                .All.Keys.Where(part => !LoadsAside.ContainsKey(part))
                .SelectMany(part =>
                    LoadingSources.WithoutRetry(PageSources.All[part]).Select(field => $"{part} shows {field} without Retry")
                )
        );
    }

    [Theory]
    [InlineData("<Failure Error=\"_failure\" />", 1)]
    [InlineData("<Failure Error=\"_failure\" Retry=\"LoadAsync\" />", 0)]
    public void A_page_that_forgets_to_try_again_is_found(string failure, int found) =>
        Assert.Equal(
            found,
            LoadingSources
                .WithoutRetry(
                    failure
                        + """

                        @code {
                            private Exception? _failure;
                            protected override Task OnParametersSetAsync() => LoadAsync();

                            private async Task LoadAsync()
                            {
                                try { await Task.Yield(); }
                                catch (Exception failure) { (_failure, _loaded) = (failure, true); }
                            }
                        }
                        """
                )
                .Count()
        );

    [Fact]
    public void Whatever_is_empty_says_what_to_do_and_a_list_that_never_had_anything_leads_to_the_demo()
    {
        Assert.Empty(
            PageSources
                .All.Where(part => !WithoutAct.ContainsKey(part.Key) && Regex.IsMatch(part.Value, "<Empty (?:\"[^\"]*\"|[^>\"])*/>"))
                .Select(part => $"{part.Key} has an <Empty> without a button")
        );
        Assert.Empty(
            PageSources
                .All.SelectMany(part => Regex.Matches(part.Value, "<Empty .*").Select(found => (part.Key, found.Value)))
                .Where(empty =>
                    empty.Value.Contains("href=\"/connections/new\"", StringComparison.Ordinal)
                    && !empty.Value.Contains("IsBeginning", StringComparison.Ordinal)
                )
                .Select(empty => $"{empty.Key} begins with a connection and does not lead to the demo")
        );
        Assert.All(
            new[]
            {
                "GroupsPage",
                "PeoplePage",
                "RunsPage",
                "ConnectionsPage",
                "ProblemsPage",
                "AuditPage",
                "SchedulePage",
                "GuardRailsPage",
                "MyGroupsPage",
            },
            page => Assert.Contains("<Empty IsBeginning", PageSources.All[page], StringComparison.Ordinal)
        );
        Assert.All(WithoutAct.Keys, part => Assert.Contains("<Empty", PageSources.All[part], StringComparison.Ordinal));
    }

    [Fact]
    public void The_pages_are_found_and_no_reason_is_out_of_date()
    {
        Assert.InRange(Pages.Count, 20, int.MaxValue);
        Assert.All(WithoutData.Keys.Concat(NeverEmpty.Keys), page => Assert.Contains(page, PageSources.Pages));
    }
}
