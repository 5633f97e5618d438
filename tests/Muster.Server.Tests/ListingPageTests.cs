using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Every list that is longer than a page can be taken out as a file, and keeps its place in the address.</summary>
public sealed class ListingPageTests
{
    /// <summary>Pages whose list leaves in another way, with the reason.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["GuardRailsPage"] = "What its limits would have held are runs, which leave from their list.",
        ["HomePage"] = "Its days are a picture of the history, which leaves from the groups and from a point in time.",
        ["ProfilePage"] = "Where oneself is signed in at this minute; the audit log has the sign-ins.",
        ["UndoPage"] = "A draft that is kept nowhere; what is done of it leaves from the page of its plan.",
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

    /// <summary>Parts with a list of their own that goes on, and what it leaves as: the name of an export of the command line, or the reason why it leaves otherwise.</summary>
    private static readonly Dictionary<string, string> Leaves = new()
    {
        ["AccountsPage"] = "accounts",
        ["AuditPage"] = "audit",
        ["DiscoverList"] = "candidates",
        ["DriftTab"] = "drift",
        ["ExceptionsTab"] = "exceptions",
        ["FailedSignInList"] = "failed-sign-ins",
        ["GroupsOfPerson"] = "memberships",
        ["GroupsPage"] = "groups",
        ["HistoryTab"] = "group-history",
        ["GuardReplayView"] = "Runs that these limits would have held, which leave with the runs.",
        ["ImportPreviewView"] =
            "What a rule would do, kept only while the server runs; by the API it leaves from its number, on the command line it is whole.",
        ["MembersTab"] = "members",
        ["MembershipsOf"] = "memberships",
        ["MyGroupsPage"] = "Groups of one's own, each of which leaves from its page for who may export it; the API has them as a list.",
        ["NestedTab"] = "The nesting of the directory, which leaves from its tab; the command line and the API have it whole as a tree.",
        ["PeoplePage"] = "users",
        ["PersonPage"] = "What became of one account, which leaves from its page; the API has it as a list.",
        ["PlanSteps"] = "steps",
        ["ProblemsOfGroup"] = "problems",
        ["ProblemsPage"] = "problems",
        ["RequestList"] = "requests",
        ["RunComparePage"] = "compared-runs",
        ["RunLog"] = "run-changes",
        ["RunsPage"] = "runs",
        ["AtPage"] = "differences",
        ["ComparePage"] = "What has changed since a plan was made, by a plan that is not kept.",
        ["EverybodysTokens"] = "tokens",
        ["MembershipsOverTime"] = "A picture of the history, which leaves from the groups.",
        ["PlanComments"] = "Words between people, of which the audit log has each.",
        ["ProblemList"] = "Problems of one plan or run, which leave with the problems.",
        ["SessionTable"] = "sessions",
        ["TokenPanel"] = "Tokens of one's own, which leave for Owners with those of everybody; the API has them as a list.",
    };

    /// <summary>What exports are called under the thing that they are about.</summary>
    private static readonly Dictionary<string, string> UnderTheirThing = new()
    {
        ["audit"] = "Name=\"export\"",
        ["compared-runs"] = "Name=\"@($\"compared-",
        ["group-history"] = "Name=\"history\"",
        ["run-changes"] = "Name=\"changes\"",
        ["runs"] = "\"runs\"",
        ["users"] = "Name=\"users\"",
    };

    [Fact]
    public void A_part_with_a_list_says_what_it_leaves_as_and_the_command_line_and_the_API_have_that_too()
    {
        var parts = PageSources
            .All.Where(part =>
                part.Value.Contains("<More ", StringComparison.Ordinal) || part.Value.Contains("<Further ", StringComparison.Ordinal)
            )
            .Select(part => part.Key)
            .Where(part => part != "Further")
            .Order(StringComparer.Ordinal);
        Assert.Equal(Leaves.Keys.Order(StringComparer.Ordinal), parts);
        var verbs = CliVerbs.All();
        var api = File.ReadAllText(Path.Combine(Tests.Root, "docs", "api.md"));
        foreach (var (part, export) in Leaves.Where(part => !part.Value.Contains(' ')))
        {
            var link = UnderTheirThing.GetValueOrDefault(export, $"Name=\"{export}\"");
            Assert.True(
                PageSources.All.Values.Any(text =>
                    text.Split("<ExportLinks").Skip(1).Any(rest => rest.Split("/>")[0].Contains(link, StringComparison.Ordinal))
                ),
                $"{part}: no page has <ExportLinks> for {export}."
            );
            Assert.True(verbs.Contains($"export {export}"), $"{part}: there is no 'muster export {export}'.");
            var line = api.Split('\n').Single(line => line.StartsWith('|') && line.Split('|')[1].Contains($"`export {export}`"));
            Assert.True(
                line.Split('|')[2].Contains("/export", StringComparison.Ordinal),
                $"{part}: the API does not send {export} as a file."
            );
        }
    }

    [Fact]
    public void A_list_without_an_end_can_be_gone_back_in() =>
        Assert.All(
            PageSources.All.Where(part => part.Value.Contains("<Further ", StringComparison.Ordinal)),
            part => Assert.Contains("<Earlier ", part.Value, StringComparison.Ordinal)
        );

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
