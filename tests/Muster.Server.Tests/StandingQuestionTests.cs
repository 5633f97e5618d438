using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.EntityFrameworkCore;
using Muster.Core.Platform;
using Muster.Engine.Configuration;
using Muster.Engine.Inbox;
using Muster.Engine.Platform;
using Muster.Engine.Runs;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.FirstRun;
using Muster.Server.Groups;
using Muster.Server.Home;
using Muster.Server.Notifications;
using Muster.Server.People;
using Muster.Server.Problems;
using Muster.Server.Runs;
using Muster.Server.Scheduling;
using Muster.Server.Ui;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>What is done is what was asked when the question was opened, whatever somebody else does meanwhile.</summary>
public sealed class StandingQuestionTests(PressTests.Shared shared) : IClassFixture<PressTests.Shared>
{
    private const string Owner = "owner@example.com";

    private MusterInstance Muster => shared.Server.Server.Muster;

    [Fact]
    public async Task Whoever_asked_to_suspend_somebody_does_not_reactivate_them_when_another_was_faster()
    {
        var ada = await LocalAsync("ada@lovelace.example");
        await using var page = await OpenAsync<PersonPage>($"/people/{ada.Key}", ("Key", ada.Key));
        await page.PressAsync("Suspend");
        await Muster.LocalUsers.SetActiveAsync(ada, active: false, "Left", "Somebody else", Tests.Token);
        await TellAsync();
        await page.UntilAsync("Reactivate");

        await page.TypeAsync("suspend-reason", "Left");
        await page.PressAsync("Suspend this person");

        Assert.Contains("is suspended already", await page.TextAsync(), StringComparison.Ordinal);
        Assert.False((await FindAsync("ada@lovelace.example")).Active);
    }

    [Fact]
    public async Task Whoever_asked_to_switch_notifications_off_does_not_switch_them_on_when_another_was_faster()
    {
        var connection = (await Muster.Connections.FindAsync(TestTenant.Connection, Tests.Token))!;
        await Muster.Database.Subscriptions.EnableAsync(connection.Key, "test", Tests.Token);
        await using var page = await OpenAsync<NotificationPanel>("/connections/corp", ("Connection", connection));
        await page.PressAsync("Switch off …");
        await shared.Get<NotificationSwitch>().OffAsync(connection, "Somebody else", Tests.Token);
        await TellAsync();
        await page.UntilAsync("Switch on …");

        await page.PressAsync("Switch off");

        Assert.Contains("They are off already. Nothing was changed.", await page.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pausing_all_makes_shorter_pauses_longer_and_what_others_paused_goes_on_only_after_a_question()
    {
        await shared.Server.Tenant.MustAsync(0, Tests.Token, "schedule", "pause", "--reason", "Servers move", "--for", "1h");
        await using (var page = await OpenPausedAsync())
        {
            await page.PressAsync("Pause all");
            await page.TypeAsync("pause-all-reason", "Freeze");
            await page.PressAsync("Pause all");
        }
        Assert.Equal(("Freeze", null, "Test Owner"), await PauseAsync());
        // One's own goes on at once.
        await using (var page = await OpenPausedAsync())
        {
            Assert.False(await page.CanPressAsync("Pause all"));
            await page.PressAsync("Let all go on");
        }
        Assert.Null(await PauseAsync());

        await shared.Server.Tenant.MustAsync(0, Tests.Token, "schedule", "pause", "--reason", "Servers move");
        await using var asking = await OpenPausedAsync();
        await asking.PressAsync("Let all go on");
        Assert.Contains("made by somebody else, or for another reason", await asking.TextAsync(), StringComparison.Ordinal);
        Assert.NotNull(await PauseAsync());
        await asking.PressAsync("Let all of them go on");
        Assert.Null(await PauseAsync());
    }

    [Fact]
    public async Task The_role_of_an_account_whose_person_has_left_can_be_changed_and_the_tie_stays()
    {
        var left = await LocalAsync("grace@hopper.example");
        await Muster.LocalUsers.SetActiveAsync(left, active: false, "Left", "test", Tests.Token);
        await shared.Server.AccountAsync(nameof(Role.Operator), Tests.Token, mail: "grace@example.com");
        await using (var accounts = await ContextAsync())
            await accounts
                .Users.Where(row => row.Email == "grace@example.com")
                .ExecuteUpdateAsync(
                    row => row.SetProperty(account => account.PlatformUser, left.Key).SetProperty(account => account.DisplayName, "Zoe"),
                    Tests.Token
                );
        await using var page = await OpenAsync<AccountsPage>("/accounts");
        await page.PressAsync("Change");
        await page.TypeAsync("role", nameof(Role.Auditor));

        await page.PressAsync("Save roles");

        Assert.DoesNotContain("is suspended. Whoever", await page.TextAsync(), StringComparison.Ordinal);
        await using var after = await ContextAsync();
        var saved = await after.Users.SingleAsync(row => row.Email == "grace@example.com", Tests.Token);
        Assert.Equal((Role.Auditor, left.Key), (saved.Role, saved.PlatformUser));
    }

    [Fact]
    public async Task Two_who_undo_one_run_with_different_ends_are_two_of_whom_one_is_refused()
    {
        var run = (await Muster.Database.Runs.ListAsync(new RunFilter { Limit = 50 }, Tests.Token)).First(one =>
            one.Verb.Contains("undo", StringComparison.Ordinal) && one.Revision is not null
        );
        var owner = SignInDesk.CallerOf(await SignInDesk.OwnerAsync(shared.Server));
        var work = shared.Get<UndoWork>();
        async Task<UndoDraft> LookAsync(DateTimeOffset? until)
        {
            var look = work.Look(run.Id, run.Connection, until, owner, Texts.English);
            await shared.Server.WhenIdleAsync(Tests.Token);
            return shared.Get<Shelf>().Find<UndoDraft>(long.Parse(look.State.Result!.Split('/')[^1], CultureInfo.InvariantCulture))!;
        }
        var (first, second) = (await LookAsync(null), await LookAsync(TimeProvider.System.GetUtcNow().AddDays(3)));

        LiveRun[] asked = [work.Undo(first, run.Connection, owner), work.Undo(second, run.Connection, owner)];
        await shared.Server.WhenIdleAsync(Tests.Token);

        Assert.NotEqual(asked[0].Number, asked[1].Number);
        Assert.Single(asked, one => one.State.Failure is not null);
    }

    [Fact]
    public async Task A_group_that_was_created_by_its_name_leaves_an_empty_form_and_no_complaint()
    {
        await using var page = await OpenAsync<DiscoverPage>("/groups/discover?tab=name");
        await page.TypeAsync("new-name", "harbour");

        await page.PressAsync("Create group");
        await page.UntilAsync("1 group created");
        await page.UntilAsync("Type a name");

        Assert.Equal("", await page.ValueAsync("new-name") ?? "");
        Assert.DoesNotContain("exists here already", await page.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_set_up_is_on_record_only_where_it_was_saved()
    {
        await using var accounts = await ContextAsync();
        var owner = await accounts.Users.SingleAsync(row => row.Email == Owner, Tests.Token);
        await Assert.ThrowsAsync<WorkFailedException>(() =>
            shared
                .Get<ServerFacts>()
                .SaveAsync(owner.Id, owner.DisplayName, shared.Get<ServerFacts>().Stated, new(null, new string('z', 70_000)), Tests.Token)
        );
        Assert.DoesNotContain("server.setUp", await shared.Server.ActionsAsync());
    }

    [Fact]
    public async Task A_run_that_is_refused_was_not_started_rather_than_not_saved()
    {
        const string Mail = "runner@example.com";
        await shared.Server.AccountAsync(nameof(Role.Administrator), Tests.Token, mail: Mail);
        await using var page = await OpenPage.OfAsync<SchedulePage>(shared.Server, Mail, "/schedule");
        await using (var accounts = await ContextAsync())
            await accounts
                .Users.Where(row => row.Email == Mail)
                .ExecuteUpdateAsync(row => row.SetProperty(account => account.Role, Role.Auditor), Tests.Token);

        await page.PressAsync("Run now");

        Assert.Contains("Not started", await page.TextAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("Not saved", await page.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_problem_whose_owner_may_not_sign_in_any_more_goes_to_whom_the_dialog_shows()
    {
        const string Mail = "gone@example.com";
        await shared.Server.AccountAsync(nameof(Role.Operator), Tests.Token, mail: Mail);
        var problem = Problem();
        var (me, owners) = (SignInDesk.CallerOf(await SignInDesk.OwnerAsync(shared.Server)), shared.Get<ProblemOwners>());
        await using var accounts = await ContextAsync();
        var gone = await accounts.Users.SingleAsync(row => row.Email == Mail, Tests.Token);
        await owners.GiveAsync(me, problem, null, gone.Id, Tests.Token);
        gone.Disabled = true;
        await accounts.SaveChangesAsync(Tests.Token);
        await using var page = await OpenAsync<ShownAssignDialog>("/problems", ("Problem", problem));

        await page.PressAsync("Assign it");
        Assert.Equal($"{me.Account}", await page.ValueAsync("problem-owner"));
        await page.PressAsync("Save owner");

        Assert.Equal(me.Account, (await owners.ListAsync([problem.Id], Tests.Token))[problem.Id].Account);
    }

    [Fact]
    public async Task A_problem_is_not_given_to_somebody_who_was_disabled_while_the_dialog_was_open()
    {
        const string Mail = "leaving@example.com";
        await shared.Server.AccountAsync(nameof(Role.Operator), Tests.Token, mail: Mail);
        var problem = Problem() with { Id = 8 };
        await using var accounts = await ContextAsync();
        var leaving = await accounts.Users.SingleAsync(row => row.Email == Mail, Tests.Token);
        await using var page = await OpenAsync<ShownAssignDialog>("/problems", ("Problem", problem));
        await page.PressAsync("Assign it");
        await page.TypeAsync("problem-owner", $"{leaving.Id}");
        leaving.Disabled = true;
        await accounts.SaveChangesAsync(Tests.Token);

        await page.PressAsync("Save owner");

        Assert.Contains("That person may not sign in", await page.TextAsync(), StringComparison.Ordinal);
        Assert.NotEqual($"{leaving.Id}", await page.ValueAsync("problem-owner"));
        Assert.Empty(await shared.Get<ProblemOwners>().ListAsync([problem.Id], Tests.Token));
    }

    [Fact]
    public async Task A_request_of_an_owner_that_has_lapsed_is_not_counted()
    {
        await using var accounts = await ContextAsync();
        var asker = await accounts.Users.SingleAsync(row => row.Email == Owner, Tests.Token);
        accounts.Requests.Add(
            new OwnerRequest
            {
                Account = asker.Id,
                Asker = asker.DisplayName,
                Owner = 1,
                Group = 1,
                Connection = 1,
                User = 1,
                Kind = ExceptionKind.Include,
                Reason = "Helps out",
                Until = TimeProvider.System.GetUtcNow().AddDays(-1),
                AskedAt = TimeProvider.System.GetUtcNow().AddDays(-9),
            }
        );
        await accounts.SaveChangesAsync(Tests.Token);
        var waiting = new RequestFilter { Within = null, State = RequestState.Waiting };
        Assert.Equal(0, await shared.Get<OwnerRequests>().CountAsync(waiting, Tests.Token));
    }

    private static InboxProblem Problem()
    {
        var now = TimeProvider.System.GetUtcNow();
        return new InboxProblem
        {
            Id = 7,
            Connection = 1,
            Code = "drift",
            Subject = "crew",
            Count = 1,
            Effect = "",
            Fix = "",
            FirstSeen = now,
            Since = now,
            LastSeen = now,
            LastRun = 1,
        };
    }

    private Task<OpenPage> OpenAsync<T>(string address, params (string, object?)[] parameters)
        where T : IComponent => OpenPage.OfAsync<T>(shared.Server, Owner, address, parameters);

    private async Task<OpenPage> OpenPausedAsync() =>
        await OpenAsync<PauseAll>("/", ("All", 1), ("Paused", new[] { (TestTenant.Connection, (await StandingAsync())!) }));

    private Task<StandingPause?> StandingAsync() =>
        StandingPause.FindAsync(Muster.Database.Settings, 1, TimeProvider.System.GetUtcNow(), Tests.Token);

    private async Task<(string, DateTimeOffset?, string?)?> PauseAsync() =>
        await StandingAsync() is { } pause ? (pause.Reason, pause.Until, pause.By) : null;

    private async Task<UserRow> LocalAsync(string upn)
    {
        await shared.Server.Tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", upn, "--name", upn);
        return await FindAsync(upn);
    }

    private async Task<UserRow> FindAsync(string upn)
    {
        var platform = Muster.Database.Platform;
        return (await platform.FindUsersAsync(upn, await platform.RevisionAsync(Tests.Token), Tests.Token))[0];
    }

    private Task<AccountsContext> ContextAsync() => shared.Get<IDbContextFactory<AccountsContext>>().CreateDbContextAsync(Tests.Token);

    /// <summary>Tells open pages that something has ended, as everything does that changes something.</summary>
    private Task TellAsync()
    {
        shared.Get<LiveRuns>().Start("A word", "test", null, (_, _) => Task.FromResult<string?>(null));
        return shared.Server.WhenIdleAsync(Tests.Token);
    }

    /// <summary>The dialog with the button that opens it.</summary>
    public sealed class ShownAssignDialog : ComponentBase
    {
        private AssignDialog? _dialog;

        /// <summary>The problem.</summary>
        [Parameter]
        public InboxProblem Problem { get; set; } = null!;

        /// <inheritdoc />
        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            ArgumentNullException.ThrowIfNull(builder);
            builder.OpenElement(0, "button");
            builder.AddAttribute(1, "onclick", EventCallback.Factory.Create(this, () => _dialog!.AskAsync(Problem)));
            builder.AddContent(2, "Assign it");
            builder.CloseElement();
            builder.OpenComponent<AssignDialog>(3);
            builder.AddComponentReferenceCapture(4, dialog => _dialog = (AssignDialog)dialog);
            builder.CloseComponent();
        }
    }
}
