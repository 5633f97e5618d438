using System.Text.Json;
using Muster.GraphEmulator;

namespace Muster.Cli.Tests.Users;

/// <summary>Rules relative to now: people come and go because time goes on, although the directory tells of no change.</summary>
public sealed class TimeRuleTests
{
    private const string Rule = "employeeHireDate <= now and not employeeLeaveDateTime < now";

    [Fact]
    public async Task Time_alone_imports_who_is_hired_and_suspends_who_has_left()
    {
        var clock = new HurriedClock();
        var now = clock.GetUtcNow();
        var story = new TenantStory()
            .User("here", ("employeeHireDate", Text(now.AddYears(-3))))
            .User("comes", ("employeeHireDate", Text(now.AddHours(30))))
            .User("goes", ("employeeHireDate", Text(now.AddYears(-2))), ("employeeLeaveDateTime", Text(now.AddHours(40))))
            .User("never")
            .Group("crew");
        await using var tenant = await TestTenant.ConnectedAsync(story, Tests.Token, clock: clock);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--where", Rule, "--yes");
        Assert.Equal("goes here", (await tenant.StateAsync(Tests.Token)).ActiveUsers);
        var rule = (await tenant.MustAsync(0, Tests.Token, "users", "rule", "--json")).Json;
        Assert.Equal(now.AddHours(30), rule.GetProperty("nextChange").GetDateTimeOffset(), TimeSpan.FromSeconds(2));

        clock.Move(TimeSpan.FromHours(31));
        Assert.Equal((1, 0), Users(await SyncAsync(tenant)));
        Assert.Equal("comes goes here", (await tenant.StateAsync(Tests.Token)).ActiveUsers);

        clock.Move(TimeSpan.FromHours(10));
        var run = await SyncAsync(tenant);
        Assert.Equal((0, 1), Users(run));
        Assert.False(run.GetProperty("full").GetBoolean());
        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal(("comes here", "goes"), (state.ActiveUsers, state.SuspendedUsers));
        Assert.Equal("noChanges", (await SyncAsync(tenant)).GetProperty("outcome").GetString());
        var why = (await tenant.MustAsync(0, Tests.Token, "users", "why", TenantStory.Upn("goes"), "--json")).Json;
        Assert.Equal(["employeeLeaveDateTime < now"], why.GetProperty("decides").EnumerateArray().Select(it => it.GetString()));
    }

    [Fact]
    public async Task A_leave_date_that_may_not_be_read_stops_the_sync_and_is_never_taken_for_none()
    {
        var story = new TenantStory().User("goes", ("employeeLeaveDateTime", "2026-01-01T00:00:00Z"));
        var options = new EmulatorOptions { Permissions = ["User.Read.All", "GroupMember.Read.All"] };
        await using var tenant = await TestTenant.ConnectedAsync(story, Tests.Token, options);
        var refused = await tenant.MustAsync(6, Tests.Token, "users", "import", "--where", "not employeeLeaveDateTime < now", "--yes");
        Assert.Contains("User-LifeCycleInfo.Read.All", refused.Error + refused.Output, StringComparison.Ordinal);
        Assert.Equal("", (await tenant.StateAsync(Tests.Token)).ActiveUsers);
        // Rules that do not name it go on as before.
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
        Assert.Equal("goes", (await tenant.StateAsync(Tests.Token)).ActiveUsers);
    }

    [Fact]
    public async Task A_rule_that_was_only_tried_leaves_no_sync_in_need_of_its_permission()
    {
        await using var tenant = await TestTenant.SyncedAsync(new TenantStory().User("goes").Group("crew"), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "users", "preview", "--where", "not employeeLeaveDateTime < now");
        await tenant.PermissionsAsync(Tests.Token, "User.Read.All", "GroupMember.Read.All");
        Assert.Equal("noChanges", (await SyncAsync(tenant)).GetProperty("outcome").GetString());
        Assert.False((await SyncAsync(tenant)).GetProperty("full").GetBoolean());
    }

    private static string Text(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static (int Created, int Suspended) Users(JsonElement run) =>
        (
            run.GetProperty("steps").GetProperty("usersCreated").GetInt32(),
            run.GetProperty("steps").GetProperty("usersSuspended").GetInt32()
        );

    private static async Task<JsonElement> SyncAsync(TestTenant tenant) =>
        (await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")).Json;
}
