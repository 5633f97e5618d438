using Muster.Core.Importing;
using Muster.Engine.Connections;
using Muster.Engine.Inbox;
using Muster.Engine.Platform;
using Muster.Server.Access;
using Muster.Server.Groups;
using Muster.Server.Importing;
using Muster.Server.People;
using Muster.Server.Problems;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>What people decide in the app about people: who somebody is in the directory, who is in a group that follows none, and who is imported.</summary>
public sealed class PeopleDecisionTests(PeopleDecisionTests.Shared shared) : IClassFixture<PeopleDecisionTests.Shared>
{
    private const string Owner = "owner@example.com";
    private const string Here = "sue@here.example";

    private MusterInstance Muster => shared.Rig.Server.Muster;

    private IPlatformStore Platform => Muster.Database.Platform;

    [Fact]
    public async Task Somebody_hired_again_is_linked_at_the_problem_to_the_account_that_another_user_follows_once_it_is_said_that_they_are_one_person()
    {
        var (old, again) = (await UserAsync(Id("ada")), Id("ada-again"));
        await using var page = await AtAsync(await ProblemAsync("rehired"));
        await page.PressAsync("Decide who it is");
        await page.UntilAsync("Who is ada in the directory?");
        await page.TickAsync($"match-{again}");
        Assert.Contains("is the same person", await page.TextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("What happens", await page.TextAsync(), StringComparison.Ordinal);

        await page.PressAsync("Link");
        Assert.Contains("Confirm that they are the same person", await page.TextAsync(), StringComparison.Ordinal);
        await page.TickAsync("match-replace");
        Assert.Contains("hands over 1 membership", await page.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(old.Id, (await UserAsync($"{old.Id}")).Id);
        await page.TypeAsync("match-reason", "Hired again");
        await page.PressAsync("Link");

        Assert.Contains("Done with run", await page.TextAsync(), StringComparison.Ordinal);
        var now = await UserAsync(again);
        Assert.Equal((old.Key, true), (now.Key, now.Active));
        Assert.Equal("Hired again", (await Muster.Database.Runs.ListAsync(new() { Limit = 1 }, Tests.Token))[0].DecisionReason);
    }

    [Fact]
    public async Task Of_several_who_share_an_address_one_is_kept_apart_with_a_reason_and_then_the_other_is_linked()
    {
        await using var page = await AtAsync(await ProblemAsync("adoptionAmbiguous"));
        await page.PressAsync("Decide who it is");
        await page.UntilAsync("Who of the people here?");
        var (first, second) = (await UserAsync("first@here.example"), await UserAsync("second@here.example"));
        await page.TickAsync($"match-person-{first.Key}");
        await page.TickAsync("match-nobody");
        Assert.Contains("whom no rule links to an account any more", await page.TextAsync(), StringComparison.Ordinal);
        await page.PressAsync("Keep apart");
        Assert.Contains("Say why, so that others understand it later.", await page.TextAsync(), StringComparison.Ordinal);
        Assert.False((await UserAsync("first@here.example")).KeptApart);
        await page.TypeAsync("match-reason", "A shared desk");
        await page.PressAsync("Keep apart");
        Assert.Contains("Done with run", await page.TextAsync(), StringComparison.Ordinal);
        Assert.True((await UserAsync("first@here.example")).KeptApart);

        await using var person = await PersonAsync(second.Key);
        await person.PressAsync("Link or keep apart");
        await person.UntilAsync("same mail");
        await person.TickAsync($"match-{Id("new")}");
        var text = await person.TextAsync();
        Assert.Contains("Followed by nobody", text, StringComparison.Ordinal);
        Assert.Contains("These values change at once: UPN: second@here.example → new@contoso.com", text, StringComparison.Ordinal);
        await person.PressAsync("Link");
        Assert.Contains("Done with run", await person.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(second.Key, (await UserAsync(Id("new"))).Key);
    }

    [Fact]
    public async Task A_link_is_ended_after_both_sides_and_what_ends_with_it_were_shown_and_somebody_looked_for_is_linked_again()
    {
        var grace = await UserAsync(Id("grace"));
        await using var page = await PersonAsync(grace.Key);
        await page.PressAsync("End the link");
        await page.UntilAsync("1 membership that the directory gave ends.");
        Assert.Contains("In the directory", await page.TextAsync(), StringComparison.Ordinal);
        await page.TypeAsync("match-reason", "Another person of the same name");
        await page.PressAsync("End the link");
        await page.UntilAsync("Done with run");
        var apart = await UserAsync($"#{grace.Key}");
        Assert.Equal((null, true), (apart.Id, apart.KeptApart));
        await page.PressAsync("Close");

        await page.PressAsync("Link to an account");
        await page.UntilAsync("Who is grace in the directory?");
        await page.TypeAsync("match-account", "GRACE@");
        await page.UntilAsync(Id("grace"));
        await page.TickAsync($"match-{Id("grace")}");
        await page.PressAsync("Link");
        await page.UntilAsync("Done with run");
        Assert.Equal(grace.Key, (await UserAsync(Id("grace"))).Key);
    }

    [Fact]
    public async Task Whoever_would_do_something_else_by_now_than_they_were_shown_is_shown_it_anew_and_nothing_is_done()
    {
        var sue = await UserAsync(Here);
        await using var page = await PersonAsync(sue.Key);
        await page.PressAsync("Link or keep apart");
        await page.UntilAsync("Who is Sue in the directory?");
        await page.TypeAsync("match-account", Id("idle"));
        await page.UntilAsync("idle@contoso.com");
        await page.TickAsync($"match-{Id("idle")}");
        Assert.Contains("UPN: sue@here.example", await page.TextAsync(), StringComparison.Ordinal);
        await Muster.LocalUsers.SetAsync(sue, now => now with { Department = "Navy" }, "Somebody else", Tests.Token);

        await page.PressAsync("Link");

        Assert.Contains("what happens is shown anew", await page.TextAsync(), StringComparison.Ordinal);
        Assert.Contains("department: Navy", await page.TextAsync(), StringComparison.Ordinal);
        Assert.Null((await UserAsync(Here)).Id);
    }

    [Fact]
    public async Task Whoever_may_only_look_reads_which_role_links_people_and_adds_members()
    {
        await shared.Rig.AccountAsync(nameof(Role.Auditor), Tests.Token);
        await using var person = await OpenPage.OfAsync<PersonPage>(
            shared.Rig,
            "auditor@example.com",
            "/people/1",
            ("Key", (await UserAsync(Here)).Key)
        );
        Assert.False(await person.CanPressAsync("Link or keep apart"));
        Assert.Contains("this needs Operator", await person.TextAsync(), StringComparison.Ordinal);
        await using var members = await MembersAsync("loose", "auditor@example.com");
        Assert.False(await members.CanPressAsync("Add somebody"));
        Assert.Contains("this needs Operator", await members.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_is_added_to_a_group_that_follows_no_directory_and_removed_after_a_question()
    {
        await using var page = await MembersAsync("loose");
        await page.PressAsync("Add somebody");
        await page.PressAsync("Add to the group");
        Assert.Contains("Choose one person who is a user here.", await page.TextAsync(), StringComparison.Ordinal);
        await page.TypeAsync("member-person", TenantStory.Upn("mary"));
        await page.TypeAsync("member-reason", "Helps out");
        await page.PressAsync("Add to the group");
        Assert.Contains("mary was added.", await page.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(1, (await GroupAsync("loose")).Members);
        Assert.Equal("Helps out", (await Muster.Database.Runs.ListAsync(new() { Limit = 1 }, Tests.Token))[0].DecisionReason);

        await using var then = await MembersAsync("loose");
        await then.PressAsync("Remove");
        Assert.Equal(1, (await GroupAsync("loose")).Members);
        await then.PressAsync("Remove from the group");
        Assert.Contains("mary was removed.", await then.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, (await GroupAsync("loose")).Members);
    }

    [Fact]
    public async Task A_group_that_follows_the_directory_says_why_nobody_is_added_unless_it_takes_changes_by_hand()
    {
        await using var page = await MembersAsync("team");
        Assert.False(await page.CanPressAsync("Add somebody"));
        Assert.False(await page.CanPressAsync("Remove"));
        Assert.Contains("decided in the directory and cannot be edited", await page.TextAsync(), StringComparison.Ordinal);
        await using var edited = await MembersAsync("open");
        Assert.True(await edited.CanPressAsync("Add somebody"));
        await edited.PressAsync("Add somebody");
        Assert.Contains("whether a sync leaves changes by hand", await edited.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_for_a_connection_that_only_observes_cannot_be_started_and_says_why_before_it_is_tried()
    {
        var connection = await ConnectionAsync();
        var preview = await ImportWork.PreviewAsync(Muster, connection, Guests, Owner, Server.Api.Quiet.Observer, Tests.Token);
        Assert.True(preview.Counts.UsersSuspended > 0);
        foreach (var observes in new[] { "It only observes.", null })
        {
            await using var page = await OpenPage.OfAsync<ImportPreviewView>(
                shared.Rig,
                Owner,
                "/people/import",
                ("Preview", preview),
                ("Number", 1L),
                ("Observes", observes)
            );
            Assert.Equal(observes is not null, (await page.TextAsync()).Contains("only observes", StringComparison.Ordinal));
            Assert.Equal(observes is null, await page.CanPressAsync("suspend"));
        }
        await SetAsync("true");
        await using var before = await OpenPage.OfAsync<ImportPage>(shared.Rig, Owner, "/people/import");
        var text = await before.TextAsync();
        await SetAsync("false");
        Assert.Contains($"{connection.Name} only observes: its plans say what would be done", text, StringComparison.Ordinal);
    }

    private static ImportRule Guests => new ImportRule.Where(UserConditionParser.Parse("userType = Guest").Condition!);

    private static string Id(string handle) => TenantStory.Id(handle).ToString();

    private async Task SetAsync(string observes) =>
        await shared.Rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "observeOnly", observes, "--yes");

    private async Task<Connection> ConnectionAsync() => (await Muster.Connections.FindAsync(TestTenant.Connection, Tests.Token))!;

    private async Task<UserRow> UserAsync(string text) =>
        Assert.Single(await Platform.FindUsersAsync(text, await Platform.RevisionAsync(Tests.Token), Tests.Token));

    private async Task<GroupRow> GroupAsync(string name) =>
        (await Muster.GroupNamedAsync(name, await Platform.RevisionAsync(Tests.Token), Tests.Token))!;

    private async Task<InboxProblem> ProblemAsync(string code) =>
        (await Muster.Database.Problems.PageAsync(new ProblemFilter(TimeProvider.System.GetUtcNow()), Tests.Token)).First(problem =>
            problem.Code == code
        );

    private Task<OpenPage> AtAsync(InboxProblem problem) =>
        OpenPage.OfAsync<ProblemTable>(shared.Rig, Owner, "/problems", ("Rows", (IReadOnlyList<InboxProblem>)[problem]));

    private Task<OpenPage> PersonAsync(int key) => OpenPage.OfAsync<PersonPage>(shared.Rig, Owner, $"/people/{key}", ("Key", key));

    private async Task<OpenPage> MembersAsync(string name, string mail = Owner)
    {
        var group = await GroupAsync(name);
        var revision = await Platform.RevisionAsync(Tests.Token);
        return await OpenPage.OfAsync<MembersTab>(shared.Rig, mail, $"/groups/{group.Key}", ("Group", group), ("Revision", revision));
    }

    /// <summary>A server where somebody was hired again, two people here share the address of a new account, one group follows nobody and one takes changes by hand.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        /// <summary>The server.</summary>
        public ServerRig Rig { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            var story = new TenantStory()
                .Users("ada", "grace", "mary", "idle")
                .Group("team")
                .Group("loose")
                .Group("open")
                .Member("team", "ada", "grace")
                .Then()
                .DeleteUser("ada")
                .User("ada-again", ("userPrincipalName", TenantStory.Upn("ada")), ("mail", TenantStory.Upn("ada")))
                .User("new", ("mail", "desk@contoso.com"))
                .Member("team", "ada-again");
            Rig = await ServerRig.FilledAsync(Tests.Token, story);
            var tenant = Rig.Tenant;
            await AddAsync("first@here.example", "First", "desk@contoso.com");
            await AddAsync("second@here.example", "Second", "desk@contoso.com");
            await AddAsync(Here, "Sue", "sue@here.example");
            await tenant.MustAsync(0, Tests.Token, "groups", "unlink", "loose", "--yes");
            await tenant.MustAsync(0, Tests.Token, "groups", "set", "open", "--hand-edits", "allow", "--yes");
            await tenant.NextAsync(Tests.Token);
            await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
            // Nobody here follows this account any more.
            await tenant.MustAsync(0, Tests.Token, "users", "unlink", Id("idle"), "--reason", "Test", "--yes");
        }

        public ValueTask DisposeAsync() => Rig.DisposeAsync();

        private async Task AddAsync(string upn, string name, string mail) =>
            await Rig.Tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", upn, "--name", name, "--mail", mail);
    }
}
