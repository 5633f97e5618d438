using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Auditing;
using Muster.Engine.Inbox;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Accounts.Emergency;
using Muster.Server.SignIn;
using Muster.Testing;

namespace Muster.Server.Tests.Entra;

/// <summary>The way in for when nobody else gets in: shut until it is needed, told to everybody, and flagged.</summary>
public sealed class EmergencyDoorTests
{
    [Fact]
    public async Task A_server_begins_without_an_emergency_account_and_no_made_up_code_opens_one()
    {
        await using var rig = await OwnedAsync();
        Assert.Null((await Door(rig).StateAsync(Tests.Token)).MadeAt);
        await Assert.ThrowsAsync<Runs.WorkFailedException>(() => Door(rig).OpenAsync("root@server", Tests.Token));
        Assert.Null(await InAsync(rig, Secrets.New(EmergencyDoor.Prefix)));
    }

    [Fact]
    public async Task Nobody_else_is_called_as_it_is()
    {
        await using var rig = await OwnedAsync();
        await using var context = await rig
            .Server.Services.GetRequiredService<IDbContextFactory<AccountsContext>>()
            .CreateDbContextAsync(Tests.Token);
        Assert.Contains(
            "emergency code",
            await AccountNames.FaultAsync(context.Users, "emergency access", Tests.Token),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Shutting_it_ends_a_sign_in_that_is_under_way()
    {
        await using var rig = await OwnedAsync();
        await MakeAsync(rig);
        await Door(rig).OpenAsync("root@server", Tests.Token);
        await using var scope = rig.Server.Services.CreateAsyncScope();
        var account = await scope
            .ServiceProvider.GetRequiredService<UserManager<Account>>()
            .FindByIdAsync(EmergencyDoor.Account.ToString());
        await Door(rig).CloseAsync("root@server", Tests.Token);
        Assert.False(await scope.ServiceProvider.GetRequiredService<SignInRecord>().NoteAsync(account!, "emergency code", [], Tests.Token));
    }

    [Fact]
    public async Task Shut_between_the_record_of_a_sign_in_and_its_session_it_lets_nobody_in()
    {
        await using var rig = await OwnedAsync();
        var codes = await MakeAsync(rig);
        await Door(rig).OpenAsync("root@server", Tests.Token);
        await using var request = new SignInDesk(rig);
        var account = (await request.Accounts.FindByIdAsync(EmergencyDoor.Account.ToString()))!;
        var record = request.Services.GetRequiredService<SignInRecord>();
        var isRecorded = await record.NoteAsync(
            account,
            "emergency code",
            [],
            Tests.Token,
            context => EmergencyDoor.UseAsync(context, codes[0], Tests.Token)
        );
        Assert.True(isRecorded);
        await Door(rig).CloseAsync("root@server", Tests.Token);

        Assert.False(await request.Services.GetRequiredService<SessionStart>().BeginAsync(account));

        Assert.Equal(0, await SignInDesk.SessionsAsync(rig));
        await Door(rig).OpenAsync("root@server", Tests.Token);
        using var later = await InAsync(rig, codes[1]);
        Assert.Equal(HttpStatusCode.OK, await later!.HomeAsync());
    }

    [Fact]
    public async Task It_is_shut_while_entra_answers_and_usable_with_entra_dead()
    {
        var rig = await EntraRig.StartAsync();
        try
        {
            var codes = await Door(rig.Server).MakeAsync(await rig.OwnerAsync(), Tests.Token);
            Assert.Null(await InAsync(rig.Server, codes[0]));
            Assert.Contains("Emergency code, shut", await rig.FailedAsync());
            await rig.Provider.DisposeAsync();
            // The code that found it shut was not used up.
            using var browser = await InAsync(rig.Server, codes[0]);
            Assert.Equal(HttpStatusCode.OK, await browser!.HomeAsync());
        }
        finally
        {
            await rig.Server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Opened_on_the_machine_it_is_open_for_an_hour_and_lets_each_code_in_once_and_for_an_hour()
    {
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        await using var rig = await OwnedAsync(clock);
        var codes = await MakeAsync(rig);
        Assert.Equal(EmergencyDoor.Codes, codes.Count);
        Assert.All(codes, code => Assert.True(code.Length >= 56));
        Assert.Null(await InAsync(rig, codes[0]));
        await Door(rig).OpenAsync("root@server", Tests.Token);
        using var browser = await InAsync(rig, codes[0]);
        Assert.NotNull(browser);
        Assert.Null(await InAsync(rig, codes[0]));
        Assert.Equal(EmergencyDoor.Codes - 1, (await Door(rig).StateAsync(Tests.Token)).CodesLeft);
        for (var minutes = 0; minutes < 60; minutes += 20, clock.Step(TimeSpan.FromMinutes(20)))
            Assert.Equal(HttpStatusCode.OK, await browser!.HomeAsync());
        Assert.Equal(HttpStatusCode.Redirect, await browser!.HomeAsync());
        Assert.Null(await InAsync(rig, codes[1]));
    }

    [Fact]
    public async Task A_code_is_not_used_up_by_a_sign_in_that_cannot_be_recorded()
    {
        await using var rig = await OwnedAsync();
        var codes = await MakeAsync(rig);
        await Door(rig).OpenAsync("root@server", Tests.Token);
        await using var database = new SqliteConnection($"Data Source={Path.Combine(rig.Tenant.Muster.Folder, "muster.db")};Pooling=False");
        await database.OpenAsync(Tests.Token);
        await SayAsync("CREATE TRIGGER refuse BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'the disk is full'); END");
        using (var browser = new PlainBrowser(rig.Address, Tests.Token))
        using (var answer = await browser.SubmitAsync("/sign-in/emergency", ("Form.Code", codes[0])))
            Assert.NotEqual(HttpStatusCode.Redirect, answer.StatusCode);
        await SayAsync("DROP TRIGGER refuse");
        Assert.Equal(EmergencyDoor.Codes, (await Door(rig).StateAsync(Tests.Token)).CodesLeft);
        Assert.NotNull(await InAsync(rig, codes[0]));

        async Task SayAsync(string sql)
        {
            await using var command = database.CreateCommand();
            command.CommandText = sql;
            await command.ExecuteNonQueryAsync(Tests.Token);
        }
    }

    [Fact]
    public async Task Shutting_it_and_new_codes_end_whoever_is_in()
    {
        await using var rig = await OwnedAsync();
        var codes = await MakeAsync(rig);
        await Door(rig).OpenAsync("root@server", Tests.Token);
        using var first = await InAsync(rig, codes[0]);
        await Door(rig).CloseAsync("root@server", Tests.Token);
        Assert.Equal(HttpStatusCode.Redirect, await first!.HomeAsync());
        await Door(rig).OpenAsync("root@server", Tests.Token);
        using var second = await InAsync(rig, codes[1]);
        var others = await MakeAsync(rig);
        Assert.Equal(HttpStatusCode.Redirect, await second!.HomeAsync());
        await Door(rig).OpenAsync("root@server", Tests.Token);
        Assert.Null(await InAsync(rig, codes[2]));
        Assert.NotNull(await InAsync(rig, others[0]));
    }

    [Fact]
    public async Task Every_deed_is_flagged_in_the_audit_log_and_nobody_elses_is()
    {
        await using var rig = await OwnedAsync();
        await rig.AccountAsync(nameof(Role.Auditor), Tests.Token);
        var codes = await MakeAsync(rig);
        await Door(rig).OpenAsync("root@server", Tests.Token);
        using var browser = await InAsync(rig, codes[0]);
        var auditor = (await rig.Server.Services.GetRequiredService<AccountDesk>().ListAsync(Tests.Token)).Single(account =>
            account.Role == Role.Auditor
        );
        using (var changed = await browser!.SendJsonAsync("PATCH", $"/api/v1/accounts/{auditor.Id}", """{"disabled":true}"""))
            Assert.True(changed.StatusCode is HttpStatusCode.OK or HttpStatusCode.PreconditionRequired, $"{changed.StatusCode}");
        using (await browser.SubmitAsync("/profile", "/sign-out")) { }
        var entries = await rig.EntriesAsync();
        Assert.Equal(["emergency.made", "emergency.opened"], entries.Where(Is("emergency.")).Select(entry => entry.Action));
        var own = entries.Where(entry => entry.Actor == EmergencyDoor.Name).ToList();
        Assert.True(own.Count >= 2);
        Assert.All(own, entry => Assert.True(DeedOrigin.In(entry)!.Emergency, entry.Action));
        Assert.All(entries.Except(own), entry => Assert.DoesNotContain("\"emergency\":true", entry.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Owners_and_administrators_read_on_every_page_that_it_is_open_in_use_or_was_used_and_others_do_not()
    {
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        await using var rig = await OwnedAsync(clock);
        await rig.AccountAsync(nameof(Role.Administrator), Tests.Token);
        await rig.AccountAsync(nameof(Role.Operator), Tests.Token);
        var codes = await MakeAsync(rig);
        Assert.DoesNotContain("emergency-strip", await PageAsync(rig, "owner@example.com"), StringComparison.Ordinal);
        await Door(rig).OpenAsync("root@server", Tests.Token);
        Assert.Contains("opened on the server", await PageAsync(rig, "administrator@example.com"), StringComparison.Ordinal);
        Assert.DoesNotContain("emergency-strip", await PageAsync(rig, "operator@example.com"), StringComparison.Ordinal);
        using var browser = await InAsync(rig, codes[0]);
        Assert.Contains("signed in with an emergency code", await PageAsync(rig, "owner@example.com"), StringComparison.Ordinal);
        clock.Step(EmergencyDoor.Lasts);
        Assert.Contains("It was used at", await PageAsync(rig, "owner@example.com"), StringComparison.Ordinal);
        clock.Step(EmergencyDoor.Told);
        Assert.DoesNotContain("emergency-strip", await PageAsync(rig, "owner@example.com"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_a_problem_in_the_inbox_while_it_is_open_or_somebody_is_in_and_no_longer()
    {
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        await using var rig = await OwnedAsync(clock);
        var codes = await MakeAsync(rig);
        var (problems, problem) = (rig.Server.Muster.Database.Problems, rig.Server.Services.GetRequiredService<EmergencyProblem>());
        async Task<InboxProblem?> LookAsync()
        {
            await problem.UpdateAsync("root@server", Tests.Token);
            return (await problems.ListAsync(Tests.Token)).SingleOrDefault();
        }
        Assert.Null(await LookAsync());
        await Door(rig).OpenAsync("root@server", Tests.Token);
        var open = (await LookAsync())!;
        Assert.Equal((EmergencyProblem.Code, InboxProblem.Installation, null), (open.Code, open.Connection, open.ResolvedAt));
        Assert.StartsWith("It is open", open.Effect, StringComparison.Ordinal);
        using (var browser = await InAsync(rig, codes[0]))
            Assert.StartsWith("Somebody is in", (await problems.FindAsync(open.Id, Tests.Token))!.Effect, StringComparison.Ordinal);
        Assert.Contains(
            "Emergency access is open or in use",
            await PageAsync(rig, "owner@example.com", "/problems"),
            StringComparison.Ordinal
        );
        await Door(rig).CloseAsync("root@server", Tests.Token);
        Assert.NotNull((await LookAsync())!.ResolvedAt);
        clock.Step(TimeSpan.FromDays(3));

        // The hour is over by itself.
        await Door(rig).OpenAsync("root@server", Tests.Token);
        var returned = (await LookAsync())!;
        Assert.Null(returned.ResolvedAt);
        Assert.Equal(open.FirstSeen, returned.FirstSeen);
        Assert.Equal(TimeSpan.FromDays(3), returned.Since - open.Since);
        clock.Step(EmergencyDoor.Lasts);
        Assert.NotNull((await LookAsync())!.ResolvedAt);

        Assert.Equal(
            ["appeared", "resolved", "returned", "resolved"],
            (await problems.HistoryAsync(open.Id, Tests.Token)).Select(happened => happened.What)
        );
    }

    [Fact]
    public async Task A_test_is_noted_and_asked_for_again_after_a_quarter()
    {
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        await using var rig = await OwnedAsync(clock);
        var codes = await MakeAsync(rig);
        Assert.True((await Door(rig).StateAsync(Tests.Token)).IsUntried(clock.GetUtcNow()));
        await Door(rig).OpenAsync("root@server", Tests.Token);
        using (await InAsync(rig, codes[0])) { }
        Assert.False((await Door(rig).StateAsync(Tests.Token)).IsUntried(clock.GetUtcNow()));
        clock.Step(EmergencyAccess.Stale + TimeSpan.FromDays(1));
        Assert.True((await Door(rig).StateAsync(Tests.Token)).IsUntried(clock.GetUtcNow()));
        var page = await PageAsync(rig, "owner@example.com", "/accounts");
        Assert.Contains("Nobody tried it within 90 days. Run", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Neither_new_codes_nor_removal_hide_that_it_was_used_and_new_codes_are_to_be_tried()
    {
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        await using var rig = await OwnedAsync(clock);
        var codes = await MakeAsync(rig);
        await Door(rig).OpenAsync("root@server", Tests.Token);
        using (await InAsync(rig, codes[0])) { }
        clock.Step(EmergencyDoor.Lasts);
        await MakeAsync(rig);
        Assert.True((await Door(rig).StateAsync(Tests.Token)).IsUntried(clock.GetUtcNow()));
        Assert.Contains("It was used at", await PageAsync(rig, "owner@example.com"), StringComparison.Ordinal);
        await Door(rig).RemoveAsync(SignInDesk.CallerOf(await SignInDesk.OwnerAsync(rig)), Tests.Token);
        Assert.Contains("It was used at", await PageAsync(rig, "owner@example.com"), StringComparison.Ordinal);
        await MakeAsync(rig);
        Assert.Contains("It was used at", await PageAsync(rig, "owner@example.com"), StringComparison.Ordinal);
        clock.Step(EmergencyDoor.Told);
        Assert.DoesNotContain("emergency-strip", await PageAsync(rig, "owner@example.com"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_no_account_like_the_others()
    {
        await using var rig = await OwnedAsync();
        await MakeAsync(rig);
        var desk = rig.Server.Services.GetRequiredService<AccountDesk>();
        var owner = Assert.Single(await desk.ListAsync(Tests.Token));
        var caller = SignInDesk.CallerOf(owner);
        // Nobody changes it by its id, and it does not count as the Owner who remains.
        await Assert.ThrowsAsync<Runs.WorkFailedException>(() => desk.DisableAsync(caller, EmergencyDoor.Account, false, Tests.Token));
        await Assert.ThrowsAsync<Runs.WorkFailedException>(() => desk.DisableAsync(caller, owner.Id, true, Tests.Token));
        var emergency = caller with { Account = EmergencyDoor.Account, Name = EmergencyDoor.Name };
        await Assert.ThrowsAsync<AccessDeniedException>(() => Door(rig).MakeAsync(emergency, Tests.Token));
        await Assert.ThrowsAsync<AccessDeniedException>(() => Door(rig).MakeAsync(caller with { Role = Role.Administrator }, Tests.Token));
        await Assert.ThrowsAsync<AccessDeniedException>(() => Door(rig).MakeAsync(caller with { Token = Guid.NewGuid() }, Tests.Token));
        await Assert.ThrowsAsync<AccessDeniedException>(() =>
            rig
                .Server.Services.GetRequiredService<TokenDesk>()
                .MakeAsync(emergency, "x", Role.Auditor, TimeProvider.System.GetUtcNow().AddDays(1), Tests.Token)
        );
        await Door(rig).RemoveAsync(caller, Tests.Token);
        Assert.Null((await Door(rig).StateAsync(Tests.Token)).MadeAt);
    }

    [Fact]
    public async Task Something_dangerous_asks_for_another_code()
    {
        var clock = new SteppedClock(TimeProvider.System.GetUtcNow());
        await using var rig = await OwnedAsync(clock);
        var codes = await MakeAsync(rig);
        await Door(rig).OpenAsync("root@server", Tests.Token);
        using var browser = await InAsync(rig, codes[0]);
        clock.Step(CircuitAccess.ProofLasts + TimeSpan.FromMinutes(1));
        using (var refused = await browser!.GetAsync("/export/accounts.csv"))
            Assert.StartsWith("/confirm", refused.Headers.Location?.ToString(), StringComparison.Ordinal);
        using (var again = await browser.SubmitAsync("/confirm?to=/accounts", ("Form.Code", codes[0])))
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        using (var proved = await browser.SubmitAsync("/confirm?to=/accounts", ("Form.Code", codes[1])))
            Assert.Equal(HttpStatusCode.Redirect, proved.StatusCode);
        using var taken = await browser.GetAsync("/export/accounts.csv");
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.DoesNotContain(EmergencyDoor.Name, await taken.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
    }

    private static Func<AuditEntry, bool> Is(string prefix) => entry => entry.Action.StartsWith(prefix, StringComparison.Ordinal);

    private static EmergencyDoor Door(ServerRig rig) => rig.Server.Services.GetRequiredService<EmergencyDoor>();

    private static async Task<ServerRig> OwnedAsync(TimeProvider? clock = null)
    {
        var rig = await ServerRig.EmptyAsync(Tests.Token, clock: clock);
        await rig.AccountAsync(nameof(Role.Owner), Tests.Token);
        return rig;
    }

    private static async Task<IReadOnlyList<string>> MakeAsync(ServerRig rig) =>
        await Door(rig).MakeAsync(SignInDesk.CallerOf(await SignInDesk.OwnerAsync(rig)), Tests.Token);

    /// <summary>A browser that came in by a code; null when it did not.</summary>
    private static async Task<PlainBrowser?> InAsync(ServerRig rig, string code)
    {
        var browser = new PlainBrowser(rig.Address, Tests.Token);
        using var answer = await browser.SubmitAsync("/sign-in/emergency", ("Form.Code", code));
        if (answer.StatusCode == HttpStatusCode.Redirect)
            return browser;
        Assert.Contains("You are not signed in", await answer.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
        browser.Dispose();
        return null;
    }

    private static async Task<string> PageAsync(ServerRig rig, string mail, string path = "/profile")
    {
        using var browser = new PlainBrowser(rig.Address, Tests.Token);
        await browser.SignInAsync(mail, ServerRig.Password);
        using var page = await browser.GetAsync(path);
        return await page.Content.ReadAsStringAsync(Tests.Token);
    }
}
