using System.Text.Json;
using Microsoft.Playwright;

namespace Muster.Browser.Tests.App;

/// <summary>The list of groups and one group: members, nesting, history, exceptions, settings, link, files.</summary>
[Trait("length", "long")]
public sealed class GroupTests(Chromium browser, FilledRig filled) : IClassFixture<FilledRig>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Groups_are_listed_with_their_state_searched_and_counted_by_the_database()
    {
        var groups = await LinesAsync("groups", "list", "--limit", "0", "--json");
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/groups");
        var first = groups[0].GetProperty("name").GetString()!;
        await Assertions.Expect(app.Page.GetByText($"50 of {groups.Count}")).ToBeVisibleAsync();
        await Assertions.Expect(app.Link(first).First).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Row).Nth(1).GetByText("linked")).ToBeVisibleAsync();
        await app.Button("Show more").ClickAsync();
        await Assertions.Expect(app.Page.GetByText($"{groups.Count} of {groups.Count}")).ToBeVisibleAsync();
        await app.Page.GetByLabel("Search groups").FillAsync(first);
        await app.Page.GetByLabel("Search groups").PressAsync("Enter");
        await Assertions.Expect(app.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("search="));
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Row)).ToHaveCountAsync(1 + groups.Count(group => Has(group, first)));
        await app.GoAsync("/groups?search=nothing-is-called-so");
        await Assertions.Expect(app.Heading("No group fits")).ToBeVisibleAsync();
        await app.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Clear filters" }).First.ClickAsync();
        await Assertions.Expect(app.Page.GetByText($"50 of {groups.Count}")).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Filters_are_kept_as_a_view_renamed_and_removed_and_nobody_else_sees_it()
    {
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, "/groups?search=a&link=Linked&rows=100");
        await app.Button("Save as view").ClickAsync();
        await app.Button("Save view").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Give it a name.")).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await app.Page.GetByLabel("Name of the view").FillAsync("Linked with a");
        await app.Button("Save view").ClickAsync();
        await Assertions.Expect(app.Page.GetByLabel("Saved views")).ToHaveValueAsync("Linked with a");
        await app.GoAsync("/groups");
        await app.Page.GetByLabel("Saved views").SelectOptionAsync("Linked with a");
        await Assertions.Expect(app.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/groups\\?link=Linked&search=a$"));
        await app.Button("Manage views").ClickAsync();
        await app.Button("Rename Linked with a").ClickAsync();
        await app.Page.GetByLabel("New name of Linked with a").FillAsync("My groups of a");
        await app.Button("Save name").ClickAsync();
        await Assertions
            .Expect(app.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Link, new() { Name = "My groups of a" }))
            .ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await using (var other = await AppPage.SignedInAsync(browser, filled.Rig, "/groups", await filled.AccountAsync("Auditor")))
            await Assertions.Expect(other.Page.GetByLabel("Saved views")).ToHaveCountAsync(0);
        await app.Button("Remove view My groups of a").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("None is left.")).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task A_group_shows_its_problems_its_rules_and_leads_to_a_check()
    {
        var (key, name) = await GroupAsync(group => group.GetProperty("members").GetInt32() > 2, 4);
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, $"/groups/{key}?tab=problems");
        await Assertions.Expect(app.Heading("Nothing is wrong with this group")).ToBeVisibleAsync();
        await ReportAsync(new Core.Planning.PlanProblem("renameClash", name, "The new name is taken."));
        await app.GoAsync($"/groups/{key}?tab=problems");
        await Assertions.Expect(app.Page.GetByText("The new name is taken.")).ToBeVisibleAsync();
        await Assertions.Expect(app.Link("Problems (1)")).ToBeVisibleAsync();
        await app.GoAsync($"/groups?search={Uri.EscapeDataString(name)}");
        var row = app
            .Page.GetByRole(AriaRole.Row)
            .Filter(new() { Has = app.Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }) });
        await Assertions.Expect(row).ToContainTextAsync("the same name");
        await row.GetByRole(AriaRole.Link, new() { Name = $"Problems of {name}: 1" }).ClickAsync();
        await Assertions.Expect(app.Page.GetByText($"Only what is about the group {name}.")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("The new name is taken.")).ToBeVisibleAsync();
        await app.GoAsync($"/groups/{key}?tab=rules");
        await Assertions.Expect(app.Page.GetByText("(as the connection)").First).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await app.Link("Check now").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Evidence").First).ToBeVisibleAsync();
        await ReportAsync();
        Assert.Empty(app.Complaints);
    }

    /// <summary>What a run that looked at everything reports; what it does not report is gone.</summary>
    private async Task ReportAsync(params Core.Planning.PlanProblem[] problems)
    {
        var database = filled.Rig.Server.Muster.Database;
        var connection = (await database.Connections.ListAsync(Token))[0];
        var lease = ((Engine.Runs.LeaseOutcome.Given)await database.Leases.AcquireAsync("test", Token)).Lease;
        var run = await database.Runs.BeginAsync(connection.Key, "sync", "test", lease, Token);
        await database.Runs.EndAsync(
            run with
            {
                Outcome = Engine.Runs.RunOutcome.NoChanges,
                PlanHash = "00",
                Inbox = Engine.Inbox.ProblemScope.Settles,
                Problems = problems,
            },
            lease,
            Token
        );
        await database.Leases.ReleaseAsync(lease, Token);
    }

    [Fact]
    public async Task Members_say_how_they_came_and_owners_stand_apart()
    {
        var (key, name) = await GroupAsync(group =>
            group.GetProperty("owners").GetInt32() > 0 && group.GetProperty("members").GetInt32() > 2
        );
        var members = await LinesAsync("groups", "members", name, "--limit", "0", "--json");
        var owners = await LinesAsync("groups", "members", name, "--owners", "--limit", "0", "--json");
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, $"/groups/{key}");
        await Assertions.Expect(app.Page.GetByText($"{Math.Min(50, members.Count)} of {members.Count}")).ToBeVisibleAsync();
        await app.Link("Owners").ClickAsync();
        await Assertions.Expect(app.Page.GetByText($"{owners.Count} of {owners.Count}")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText(owners[0].GetProperty("userPrincipalName").GetString()!)).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByText("cannot be edited on this page")).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task The_history_is_a_line_with_a_slider_and_a_table_that_agree_with_the_members_of_now()
    {
        var (key, name) = await GroupAsync(group => group.GetProperty("members").GetInt32() > 2);
        var members = (await LinesAsync("groups", "members", name, "--limit", "0", "--json")).Count;
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, $"/groups/{key}?tab=history");
        var slider = app.Page.GetByRole(AriaRole.Slider);
        await Assertions
            .Expect(slider)
            .ToHaveAttributeAsync("aria-valuetext", new System.Text.RegularExpressions.Regex($": {members} members"));
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Img, new() { Name = "From" })).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Row).Nth(1).GetByRole(AriaRole.Cell).Last).ToHaveTextAsync($"{members}");
        await app.Link("Who was in it then").ClickAsync();
        await Assertions.Expect(app.Page.GetByText($"of {members}")).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task An_exception_keeps_somebody_out_with_a_reason_and_ends_again()
    {
        var (key, name) = await GroupAsync(group => group.GetProperty("members").GetInt32() > 3);
        var member = (await LinesAsync("groups", "members", name, "--json"))[0].GetProperty("userPrincipalName").GetString()!;
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, $"/groups/{key}?tab=exceptions");
        await app.Button("Add exception").ClickAsync();
        await Assertions.Expect(app.FieldError("Choose one person who is a user here.")).ToBeVisibleAsync();
        await Assertions.Expect(app.FieldError("Say why, so that others understand it later.")).ToBeVisibleAsync();
        await app.Page.GetByLabel("Person", new() { Exact = true }).FillAsync(member);
        await app.Page.GetByLabel("Person", new() { Exact = true }).PressAsync("Enter");
        await app.Page.GetByLabel("The person is kept out").CheckAsync();
        await app.Page.GetByLabel("Reason").FillAsync("Under review, ticket 4711");
        await app.Button("Add exception").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Done with run")).ToBeVisibleAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Cell, new() { Name = "Under review, ticket 4711" })).ToBeVisibleAsync();
        Assert.DoesNotContain(
            member,
            (await filled.Rig.Tenant.RunAsync(Token, "groups", "members", name, "--limit", "0", "--json")).Output,
            StringComparison.Ordinal
        );
        Assert.Empty(await app.AxeAsync());
        await app.Button("End exception").First.ClickAsync();
        var dialog = app.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Why it ends before its date").FillAsync("Review is done");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "End exception" }).ClickAsync();
        await Assertions.Expect(app.Page.GetByText("No exception stands for this group.")).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task Settings_show_what_they_change_before_they_are_saved_and_never_overwrite_somebody_elses()
    {
        var (key, name) = await GroupAsync(group => group.GetProperty("members").GetInt32() > 0, 1);
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, $"/groups/{key}?tab=settings");
        await app.Page.GetByLabel("Purpose").FillAsync("Personnel files");
        await app.Page.GetByLabel("Nested groups").SelectOptionAsync(new SelectOptionValue { Value = "direct" });
        await app.Button("Look what it changes").ClickAsync();
        var draft = app.Page.GetByRole(AriaRole.Region, new() { Name = "What would change" });
        await Assertions.Expect(draft).ToContainTextAsync("only direct members");
        await Assertions.Expect(draft).ToContainTextAsync("next sync");
        await app.Button("Save 2 changes").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Say why: this may take much away.")).ToBeVisibleAsync();
        await filled.Rig.Tenant.MustAsync(0, Token, "groups", "set", name, "--purpose", "Something else", "--yes");
        await app.Page.GetByLabel("Reason").FillAsync("Own teams only");
        await app.Button("Save 2 changes").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("they saved Something else, you typed Personnel files")).ToBeVisibleAsync();
        Assert.Empty(await app.AxeAsync());
        await app.Button("Go on with mine").ClickAsync();
        await app.Page.GetByLabel("Reason").FillAsync("Own teams only");
        await app.Button("Save 2 changes").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Saved, not yet applied to memberships")).ToBeVisibleAsync();
        var shown = (await LinesAsync("groups", "show", name, "--json"))[0];
        Assert.Equal("Personnel files", shown.GetProperty("purpose").GetString());
        Assert.Equal("direct", shown.GetProperty("nesting").GetString());
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task A_link_is_ended_shown_on_both_sides_and_made_again_and_retiring_asks_for_the_name()
    {
        var (key, name) = await GroupAsync(group => group.GetProperty("members").GetInt32() > 1, 2);
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, $"/groups/{key}?tab=link");
        await app.Button("End the link").ClickAsync();
        await app.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "End the link" }).ClickAsync();
        await Assertions.Expect(app.Page.GetByText("its members stay as local ones").First).ToBeVisibleAsync();
        await app.Page.GetByRole(AriaRole.Radio, new() { Name = $"Pick {name}" }).First.CheckAsync();
        await app.Button("Show both sides").ClickAsync();
        await Assertions.Expect(app.Page.GetByRole(AriaRole.Region, new() { Name = "Both sides" })).ToContainTextAsync($"Here: {name}");
        await app.Page.GetByLabel("They stay, beside the directory's").CheckAsync();
        Assert.Empty(await app.AxeAsync());
        await app.Button($"Link to {name}").ClickAsync();
        await Assertions.Expect(app.Page.GetByText("Linked with run")).ToBeVisibleAsync();
        await app.Button("Retire").ClickAsync();
        var dialog = app.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name of the group").FillAsync("something");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Retire" }).ClickAsync();
        await Assertions.Expect(dialog.GetByText("That is not the name")).ToBeVisibleAsync();
        await dialog.GetByLabel("Name of the group").FillAsync(name);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Retire" }).ClickAsync();
        await Assertions.Expect(app.Page.GetByText("The group is out of use").First).ToBeVisibleAsync();
        Assert.Empty(app.Complaints);
    }

    [Fact]
    public async Task A_list_leaves_as_a_file_in_three_formats_and_the_audit_log_says_who_took_it()
    {
        var (key, name) = await GroupAsync(group => group.GetProperty("members").GetInt32() > 2, 3);
        var people =
            (await LinesAsync("groups", "members", name, "--limit", "0", "--json")).Count
            + (await LinesAsync("groups", "members", name, "--owners", "--limit", "0", "--json")).Count;
        await using var app = await AppPage.SignedInAsync(browser, filled.Rig, $"/groups/{key}");
        foreach (var format in new[] { "csv", "jsonl", "xlsx" })
        {
            var answer = await app.Page.APIRequest.GetAsync(
                new Uri(filled.Rig.Address, $"/export/members.{format}?group={key}").ToString()
            );
            Assert.Equal(200, answer.Status);
            var body = await answer.BodyAsync();
            if (format == "xlsx")
                Assert.Equal("PK"u8.ToArray(), body[..2]);
            else
                Assert.Equal(people + (format == "csv" ? 1 : 0), System.Text.Encoding.UTF8.GetString(body).Count(letter => letter == '\n'));
        }
        var audited = (
            await filled.Rig.Tenant.MustAsync(0, Token, "audit", "list", "--action", "list.exported", "--json", "--limit", "0")
        ).Output;
        Assert.Equal(
            3,
            audited
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Count(line => line.Contains(name, StringComparison.Ordinal) && line.Contains("Test Owner", StringComparison.Ordinal))
        );
        Assert.Equal(
            404,
            (await app.Page.APIRequest.GetAsync(new Uri(filled.Rig.Address, $"/export/members.pdf?group={key}").ToString())).Status
        );
        Assert.Empty(app.Complaints);
    }

    private async Task<(int Key, string Name)> GroupAsync(Func<JsonElement, bool> fits, int skip = 0)
    {
        var found = (await LinesAsync("groups", "list", "--limit", "0", "--link", "linked", "--json")).Where(fits).Skip(skip).First();
        var name = found.GetProperty("name").GetString()!;
        var platform = filled.Rig.Server.Muster.Database.Platform;
        return ((await platform.FindGroupsAsync(name, await platform.RevisionAsync(Token), Token))[0].Key, name);
    }

    private async Task<IReadOnlyList<JsonElement>> LinesAsync(params string[] command) =>
        [
            .. (await filled.Rig.Tenant.MustAsync(0, Token, command))
                .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement),
        ];

    private static bool Has(JsonElement group, string text) =>
        group.GetProperty("name").GetString()!.Contains(text, StringComparison.OrdinalIgnoreCase);
}
