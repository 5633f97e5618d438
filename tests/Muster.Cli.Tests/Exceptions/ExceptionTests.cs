namespace Muster.Cli.Tests.Exceptions;

/// <summary>Exceptions from end to end: made, respected by syncs, ended by time and by people, remembered.</summary>
public sealed class ExceptionTests
{
    private static TenantStory Story() =>
        new TenantStory()
            .Users(Tests.Several("p", 6))
            .Group("crew")
            .Group("desk")
            .Member("crew", Tests.Several("p", 4))
            .Member("desk", "p1")
            .Then()
            .Member("desk", "p2");

    private static Task<CommandResult> AddAsync(TestTenant tenant, int code, string user, string kind, params string[] more) =>
        tenant.MustAsync(
            code,
            Tests.Token,
            ["exceptions", "add", "--group", "crew", "--user", TenantStory.Upn(user), kind, "--reason", "ticket 4711", "--yes", .. more]
        );

    [Fact]
    public async Task Exceptions_count_at_once_survive_syncs_and_end_on_their_day_although_nothing_changed()
    {
        var clock = new DayClock();
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token, clock: clock);
        var added = await AddAsync(tenant, 0, "p5", "--include", "--until", clock.Day(3), "--json");
        Assert.Equal(1, added.Json.GetProperty("exception").GetProperty("id").GetInt64());
        Assert.Equal("applied", added.Json.GetProperty("run").GetProperty("outcome").GetString());
        await AddAsync(tenant, 0, "p1", "--exclude", "--until", clock.Day(10));
        Assert.Equal("p2 p3 p4 p5", (await tenant.StateAsync(Tests.Token)).Members("crew"));

        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        await tenant.MustAsync(0, Tests.Token, "sync", "--full", "--yes");
        Assert.Equal("p2 p3 p4 p5", (await tenant.StateAsync(Tests.Token)).Members("crew"));

        clock.Pass(TimeSpan.FromDays(4));
        var due = await tenant.MustAsync(0, Tests.Token, "exceptions", "list", "--ending", "1d", "--json");
        Assert.Equal("due", due.JsonLines.Single().GetProperty("state").GetString());
        var sync = await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json");
        Assert.Equal(1, sync.Json.GetProperty("steps").GetProperty("exceptionsEnded").GetInt32());
        Assert.Equal("p2 p3 p4", (await tenant.StateAsync(Tests.Token)).Members("crew"));
        var past = (await tenant.MustAsync(0, Tests.Token, "exceptions", "show", "1", "--json")).Json;
        Assert.StartsWith("ended on ", past.GetProperty("endReason").GetString(), StringComparison.Ordinal);

        clock.Pass(TimeSpan.FromDays(8));
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("p1 p2 p3 p4", (await tenant.StateAsync(Tests.Token)).Members("crew"));
        Assert.Empty((await tenant.MustAsync(0, Tests.Token, "exceptions", "list", "--json")).JsonLines);
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task An_exception_is_extended_and_ended_by_a_person_and_its_past_stays()
    {
        var clock = new DayClock();
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token, clock: clock);
        await AddAsync(tenant, 0, "p1", "--exclude", "--until", clock.Day(3));
        var before = clock.GetUtcNow();
        clock.Pass(TimeSpan.FromMinutes(1));
        await tenant.MustAsync(0, Tests.Token, "exceptions", "extend", "1", "--until", clock.Day(30), "--yes");
        clock.Pass(TimeSpan.FromDays(4));
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("p2 p3 p4", (await tenant.StateAsync(Tests.Token)).Members("crew"));
        var why = await tenant.MustAsync(0, Tests.Token, "explain", TenantStory.Upn("p1"), "crew");
        Assert.Contains("exception 1 by", why.Output, StringComparison.Ordinal);
        await tenant.MustAsync(0, Tests.Token, "exceptions", "end", "1", "--reason", "review is done", "--yes");
        Assert.Equal("p1 p2 p3 p4", (await tenant.StateAsync(Tests.Token)).Members("crew"));
        await tenant.MustAsync(7, Tests.Token, "exceptions", "end", "1", "--reason", "again", "--yes");
        var past = (await tenant.MustAsync(0, Tests.Token, "exceptions", "show", "1", "--json")).Json;
        Assert.Equal("review is done", past.GetProperty("endReason").GetString());
        Assert.Equal(2, past.GetProperty("versions").GetArrayLength());
        var then = await tenant.MustAsync(
            0,
            Tests.Token,
            "exceptions",
            "list",
            "--at",
            before.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            "--json"
        );
        Assert.Equal("exclude", then.JsonLines.Single().GetProperty("kind").GetString());
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task What_cannot_be_an_exception_is_refused_with_a_message_of_its_own()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "groups", "unlink", "desk", "--yes");
        await AddAsync(tenant, 0, "p5", "--include");
        async Task RefusedAsync(int code, string words, Task<CommandResult> asked) =>
            Assert.Contains(words, (await asked).Error, StringComparison.Ordinal);
        await RefusedAsync(64, "has passed", AddAsync(tenant, 64, "p6", "--include", "--until", "2020-01-31"));
        await RefusedAsync(64, "not a date", AddAsync(tenant, 64, "p6", "--include", "--until", "soon"));
        await RefusedAsync(64, "--include", AddAsync(tenant, 64, "p6", "--include", "--exclude"));
        await RefusedAsync(7, "no user", AddAsync(tenant, 7, "nobody", "--include"));
        await RefusedAsync(8, "already", AddAsync(tenant, 8, "p5", "--include"));
        await RefusedAsync(8, "the opposite", AddAsync(tenant, 8, "p5", "--exclude"));
        string[] wish = ["--user", TenantStory.Upn("p6"), "--include", "--reason", "r", "--yes"];
        await RefusedAsync(7, "no group", tenant.MustAsync(7, Tests.Token, ["exceptions", "add", "--group", "Crew", .. wish]));
        await RefusedAsync(8, "local group", tenant.MustAsync(8, Tests.Token, ["exceptions", "add", "--group", "desk", .. wish]));
        await RefusedAsync(
            64,
            "--reason",
            tenant.MustAsync(
                64,
                Tests.Token,
                ["exceptions", "add", "--group", "crew", "--user", TenantStory.Upn("p6"), "--include", "--reason", " ", "--yes"]
            )
        );
        await RefusedAsync(64, "14d", tenant.MustAsync(64, Tests.Token, "exceptions", "list", "--ending", "soon"));
        await RefusedAsync(7, "exceptions list", tenant.MustAsync(7, Tests.Token, "exceptions", "show", "9"));
        Assert.Equal("p1 p2 p3 p4 p5", (await tenant.StateAsync(Tests.Token)).Members("crew"));
    }

    [Fact]
    public async Task A_group_that_is_retired_takes_its_exceptions_with_it()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await AddAsync(tenant, 0, "p5", "--include");
        await tenant.MustAsync(0, Tests.Token, "groups", "retire", "crew", "--confirm", "crew");
        var past = (await tenant.MustAsync(0, Tests.Token, "exceptions", "show", "1", "--json")).Json;
        Assert.Equal("the group was retired", past.GetProperty("endReason").GetString());
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    public static TheoryData<string, string, string> Orders =>
        new()
        {
            { "add --group crew --user p5@contoso.com --include --reason helps", "+ p5 (by exception)", "BeginException" },
            { "extend 1 --until never", "crew, now without an end date (before: until ", "ExtendException" },
            { "end 1 --reason over", "is kept out of crew, ends: over", "EndException" },
        };

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task A_dry_run_shows_the_plan_and_saves_nothing(string order, string shown, string step)
    {
        var clock = new DayClock();
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token, clock: clock);
        await AddAsync(tenant, 0, "p1", "--exclude", "--until", clock.Day(3));
        var before = await EverythingAsync(tenant);
        var look = await tenant.MustAsync(0, Tests.Token, ["exceptions", .. order.Split(' '), "--dry-run"]);
        Assert.Contains(shown, look.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed. To go on: the same without --dry-run", look.Error, StringComparison.Ordinal);
        var lines = (await tenant.MustAsync(0, Tests.Token, ["exceptions", .. order.Split(' '), "--dry-run", "--json"])).JsonLines.ToList();
        Assert.Equal("ready", lines[0].GetProperty("verdict").GetString());
        Assert.Contains(
            lines.Skip(1),
            line => string.Equals(line.GetProperty("type").GetString(), step, StringComparison.OrdinalIgnoreCase)
        );
        Assert.Equal(before, await EverythingAsync(tenant));
        var unasked = await tenant.MustAsync(64, Tests.Token, ["exceptions", .. order.Split(' ')]);
        Assert.Contains("--dry-run", unasked.Error, StringComparison.Ordinal);
        Assert.Equal(before, await EverythingAsync(tenant));
    }

    [Fact]
    public async Task A_dry_run_says_what_a_guard_rail_would_hold_and_refuses_what_cannot_be()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "groups", "set", "crew", "--protected", "true", "--reason", "payroll", "--yes");
        var before = await EverythingAsync(tenant);
        string[] order = ["exceptions", "add", "--group", "crew", "--user", TenantStory.Upn("p1"), "--exclude", "--reason", "review"];
        var look = await tenant.MustAsync(0, Tests.Token, [.. order, "--dry-run"]);
        Assert.Contains("It would be held", look.Output, StringComparison.Ordinal);
        Assert.Contains(
            "No exception 9 stands",
            (await tenant.MustAsync(7, Tests.Token, "exceptions", "end", "9", "--reason", "over", "--dry-run")).Error,
            StringComparison.Ordinal
        );
        Assert.Equal(before, await EverythingAsync(tenant));
    }

    /// <summary>All that is kept, but for the record of looking at it.</summary>
    private static async Task<string> EverythingAsync(TestTenant tenant)
    {
        var audit = await tenant.MustAsync(0, Tests.Token, "audit", "list", "--limit", "0", "--json");
        return string.Concat([
            await tenant.ExportAsync(Tests.Token),
            (await tenant.MustAsync(0, Tests.Token, "exceptions", "list", "--json")).Output,
            (await tenant.MustAsync(0, Tests.Token, "runs", "list", "--json")).Output,
            .. audit.Output.Split('\n').Where(line => !line.Contains("\"action\":\"list.", StringComparison.Ordinal)),
        ]);
    }
}
