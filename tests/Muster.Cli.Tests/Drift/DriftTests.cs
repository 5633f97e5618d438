using System.Text.Json;

namespace Muster.Cli.Tests.Drift;

/// <summary>What differs although nothing is running: listed with why and by whom, and put back by a plan.</summary>
public sealed class DriftTests
{
    private static TenantStory Story() =>
        new TenantStory()
            .Users(Tests.Several("p", 12))
            .Group("crew")
            .Group("desk")
            .Member("crew", Tests.Several("p", 10))
            .Member("desk", "p1", "p2")
            .Then()
            .NoMember("crew", "p1")
            .Member("crew", "p11");

    private static async Task<List<string>> ListAsync(TestTenant tenant, int code, params string[] more) =>
        [
            .. (await tenant.MustAsync(code, Tests.Token, ["drift", "--json", .. more])).JsonLines.Select(row =>
                string.Join(
                    ' ',
                    Text(row, "kind"),
                    Text(row, "state"),
                    Text(row, "group"),
                    Text(row, "what"),
                    Text(row, "userPrincipalName")?.Split('@')[0]
                )
            ),
        ];

    private static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();

    /// <summary>Lets people edit a group, gives it p12 and takes p2 out of it by hand.</summary>
    private static async Task EditAsync(TestTenant tenant, string onDrift = "heal")
    {
        await tenant.MustAsync(
            0,
            Tests.Token,
            "groups",
            "set",
            "crew",
            "--hand-edits",
            "allow",
            "--on-drift",
            onDrift,
            "--yes",
            "--reason",
            "r"
        );
        await tenant.MustAsync(0, Tests.Token, "groups", "add-member", "crew", TenantStory.Upn("p12"), "--reason", "helps out");
        await tenant.MustAsync(0, Tests.Token, "groups", "remove-member", "crew", TenantStory.Upn("p2"));
    }

    [Fact]
    public async Task After_a_sync_there_is_no_drift()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        var none = await tenant.MustAsync(0, Tests.Token, "drift");
        Assert.Contains("No drift: the platform equals the directory as last read", none.Output, StringComparison.Ordinal);
        Assert.Empty(await ListAsync(tenant, 0));
    }

    [Fact]
    public async Task A_linked_group_is_not_edited_by_hand_unless_it_allows_that()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        foreach (var verb in new[] { "add-member", "remove-member" })
        {
            var refused = await tenant.MustAsync(8, Tests.Token, "groups", verb, "crew", TenantStory.Upn("p12"));
            Assert.Contains("muster exceptions add --help", refused.Error, StringComparison.Ordinal);
            Assert.Contains("--hand-edits allow", refused.Error, StringComparison.Ordinal);
        }
        Assert.Empty(await ListAsync(tenant, 0));
    }

    [Fact]
    public async Task A_manual_edit_is_drift_with_who_and_when_and_the_next_sync_heals_it()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await EditAsync(tenant);
        Assert.Equal(["manualEdit heals crew extraMember p12", "manualEdit heals crew missingMember p2"], await ListAsync(tenant, 2));
        var row = (await tenant.MustAsync(2, Tests.Token, "drift", "--json", "--user", TenantStory.Upn("p12"))).JsonLines.Single();
        Assert.Equal($"{Environment.UserName}@{Environment.MachineName}", Text(row, "by"));
        Assert.Equal("groups add-member", Text(row, "verb"));
        var run = (await tenant.MustAsync(0, Tests.Token, "runs", "show", row.GetProperty("run").GetRawText(), "--json")).Json;
        Assert.Equal("groups add-member", Text(run, "verb"));
        Assert.Equal(run.GetProperty("endedAt").GetDateTimeOffset(), row.GetProperty("at").GetDateTimeOffset());

        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("p1 p10 p2 p3 p4 p5 p6 p7 p8 p9", (await tenant.StateAsync(Tests.Token)).Members("crew"));
        Assert.Empty(await ListAsync(tenant, 0));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task Where_a_group_only_reports_syncs_leave_manual_edits_and_put_a_problem_into_the_inbox()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await EditAsync(tenant, "report");
        await tenant.NextAsync(Tests.Token);
        for (var again = 0; again < 2; again++)
        {
            await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
            // What the directory does is followed all the same: p1 left, p11 came.
            Assert.Equal("p10 p11 p12 p3 p4 p5 p6 p7 p8 p9", (await tenant.StateAsync(Tests.Token)).Members("crew"));
        }
        await tenant.MustAsync(0, Tests.Token, "sync", "--full", "--yes");
        Assert.Equal(
            ["manualEdit reportOnly crew extraMember p12", "manualEdit reportOnly crew missingMember p2"],
            await ListAsync(tenant, 2)
        );
        var problem = (await tenant.MustAsync(0, Tests.Token, "problems", "list", "--json")).JsonLines.Single();
        Assert.Equal(("drift", "crew"), (Text(problem, "code"), Text(problem, "subject")));
        Assert.Equal("muster drift --group \"crew\"", Text(problem, "fix"));

        var healed = await tenant.MustAsync(0, Tests.Token, "drift", "--heal", "--yes", "--json");
        Assert.Equal(("drift heal", "applied"), (Text(healed.Json, "verb"), Text(healed.Json, "outcome")));
        Assert.Equal("p10 p11 p2 p3 p4 p5 p6 p7 p8 p9", (await tenant.StateAsync(Tests.Token)).Members("crew"));
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Empty((await tenant.MustAsync(0, Tests.Token, "problems", "list", "--json")).JsonLines);
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task Drift_is_found_without_the_directory_and_healed_without_it()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await EditAsync(tenant);
        await tenant.NextAsync(Tests.Token);
        await tenant.FaultsAsync(Tests.Token, new { path = "/v1.0/groups/delta", status = 503 });
        Assert.Equal(2, (await ListAsync(tenant, 2)).Count);
        await tenant.MustAsync(0, Tests.Token, "drift", "--heal", "--yes");
        Assert.Empty(await ListAsync(tenant, 0));
        await tenant.HealAsync(Tests.Token);
        Assert.Equal(
            ["directoryChange heals crew extraMember p1", "directoryChange heals crew missingMember p11"],
            await ListAsync(tenant, 2, "--read")
        );
    }

    [Fact]
    public async Task Healing_is_shown_and_confirmed_and_held_by_the_guard_rails_like_a_sync()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await EditAsync(tenant, "report");
        var unasked = await tenant.MustAsync(64, Tests.Token, "drift", "--heal");
        Assert.Contains("muster drift --heal --yes", unasked.Error, StringComparison.Ordinal);
        await tenant.MustAsync(0, Tests.Token, "groups", "set", "crew", "--protected", "true", "--yes", "--reason", "r");
        var held = await tenant.MustAsync(3, Tests.Token, "drift", "--heal", "--yes", "--json");
        Assert.Equal("held", Text(held.Json, "outcome"));
        Assert.Equal(2, (await ListAsync(tenant, 2)).Count);
        await tenant.MustAsync(0, Tests.Token, "runs", "approve", held.Json.GetProperty("run").GetRawText(), "--reason", "agreed");
        Assert.Empty(await ListAsync(tenant, 0));
        Assert.Equal("p1 p10 p2 p3 p4 p5 p6 p7 p8 p9", (await tenant.StateAsync(Tests.Token)).Members("crew"));
    }

    [Fact]
    public async Task Only_some_groups_are_healed_when_some_are_named()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await EditAsync(tenant);
        await tenant.MustAsync(0, Tests.Token, "groups", "set", "desk", "--hand-edits", "allow", "--yes", "--reason", "r");
        await tenant.MustAsync(0, Tests.Token, "groups", "add-member", "desk", TenantStory.Upn("p12"), "--owner");
        Assert.Equal(["manualEdit heals desk extraOwner p12"], await ListAsync(tenant, 2, "--group", "desk"));
        await tenant.MustAsync(0, Tests.Token, "drift", "--heal", "--group", "crew", "--yes");
        Assert.Equal(["manualEdit heals desk extraOwner p12"], await ListAsync(tenant, 2));
    }

    [Fact]
    public async Task What_a_policy_keeps_is_shown_and_is_no_drift()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await tenant.MustAsync(
            0,
            Tests.Token,
            "groups",
            "set",
            "crew",
            "--hand-edits",
            "allow",
            "--local-members",
            "keep",
            "--yes",
            "--reason",
            "r"
        );
        await tenant.MustAsync(0, Tests.Token, "groups", "add-member", "crew", TenantStory.Upn("p12"));
        Assert.Equal(["manualEdit allowed crew extraMember p12"], await ListAsync(tenant, 0));
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal(["manualEdit allowed crew extraMember p12"], await ListAsync(tenant, 0));
        Assert.Contains("that is no drift", (await tenant.MustAsync(0, Tests.Token, "drift")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_undone_run_a_saved_setting_and_an_ended_exception_are_told_apart()
    {
        var clock = new DayClock();
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token, clock: clock);
        await tenant.NextAsync(Tests.Token);
        var synced = await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json");
        string[] wish = ["--group", "desk", "--user", TenantStory.Upn("p3"), "--include", "--reason", "r", "--until", clock.Day(2)];
        await tenant.MustAsync(0, Tests.Token, ["exceptions", "add", .. wish, "--yes"]);
        await tenant.MustAsync(0, Tests.Token, "runs", "undo", synced.Json.GetProperty("run").GetRawText(), "--yes");
        Assert.Equal(["undo paused crew extraMember p1", "undo paused crew missingMember p11"], await ListAsync(tenant, 2));

        clock.Pass(TimeSpan.FromDays(3));
        Assert.Equal(["exceptionEnded heals desk extraMember p3"], await ListAsync(tenant, 2, "--kind", "exceptionEnded"));
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal(2, (await ListAsync(tenant, 2)).Count);
        string[] names = ["settings", "set", "userAttributes", "displayName={displayName} (C)", "--reason", "r"];
        await tenant.MustAsync(0, Tests.Token, [.. names, "--yes"]);
        var saved = await ListAsync(tenant, 2, "--kind", "configuration");
        Assert.Equal(12, saved.Count);
        Assert.Contains("configuration heals  userProperties p5", saved);
        var row = (await tenant.MustAsync(2, Tests.Token, "drift", "--json", "--user", TenantStory.Upn("p5"))).JsonLines.Single();
        Assert.Equal("settings.changed", Text(row, "verb"));
        Assert.StartsWith($"{Environment.UserName}@", Text(row, "by"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_read_and_not_applied_is_a_change_of_the_directory_of_people_and_groups_too()
    {
        var story = new TenantStory()
            .Users(Tests.Several("p", 4))
            .Group("crew")
            .Member("crew", Tests.Several("p", 3))
            .Then()
            .Disable("p1")
            .Rename("crew", "The crew")
            .UpdateUser("p2", ("department", "Sales"))
            .User("p5");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        Assert.Empty(await ListAsync(tenant, 0));
        await tenant.MustAsync(0, Tests.Token, "plan");
        Assert.Equal(
            [
                "directoryChange heals crew extraMember p1",
                "directoryChange heals crew renamedGroup ",
                "directoryChange heals  missingUser p5",
                "directoryChange heals  activeUser p1",
                "directoryChange heals  userProperties p2",
            ],
            await ListAsync(tenant, 2)
        );
        var renamed = await tenant.MustAsync(2, Tests.Token, "drift", "--group", "crew");
        Assert.Contains("renamed: called 'The crew' in the directory", renamed.Output, StringComparison.Ordinal);
        Assert.Contains("directory changed", renamed.Output, StringComparison.Ordinal);
        await tenant.MustAsync(0, Tests.Token, "drift", "--heal", "--yes");
        Assert.Empty(await ListAsync(tenant, 0));
    }

    [Fact]
    public async Task A_decision_about_a_link_is_told_with_who_made_it()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "groups", "unlink", "desk", "--yes");
        Assert.Empty(await ListAsync(tenant, 0));
        await tenant.MustAsync(0, Tests.Token, "groups", "remove-member", "desk", TenantStory.Upn("p2"));
        await tenant.MustAsync(0, Tests.Token, "groups", "add-member", "desk", TenantStory.Upn("p7"));
        await tenant.MustAsync(
            0,
            Tests.Token,
            "groups",
            "link",
            "desk",
            "--to",
            TenantStory.Id("desk").ToString(),
            "--local",
            "replace",
            "--yes"
        );
        Assert.Equal(["localChange heals desk extraMember p7", "manualEdit heals desk missingMember p2"], await ListAsync(tenant, 2));
        // What was given before the link waits for a person, however it is asked for.
        await tenant.MustAsync(3, Tests.Token, "drift", "--heal", "--yes");
    }

    [Fact]
    public async Task Filters_that_fit_nothing_say_so_and_bad_ones_are_refused()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await EditAsync(tenant);
        var none = await tenant.MustAsync(0, Tests.Token, "drift", "--group", "desk");
        Assert.Contains("There are others: muster drift", none.Output, StringComparison.Ordinal);
        var bad = await tenant.MustAsync(64, Tests.Token, "drift", "--kind", "manual");
        Assert.Contains("manualEdit, localChange, undo, exceptionEnded, configuration", bad.Error, StringComparison.Ordinal);
        await tenant.MustAsync(7, Tests.Token, "drift", "--group", "Crew");
        await tenant.MustAsync(7, Tests.Token, "drift", "--user", "nobody@contoso.com");
        await tenant.MustAsync(7, Tests.Token, "drift", "--heal", "--group", "Crew", "--yes");
        await tenant.MustAsync(64, Tests.Token, "drift", "--heal", "--user", "p1", "--yes");
        await tenant.MustAsync(64, Tests.Token, "drift", "--yes");
        var paged = await tenant.MustAsync(2, Tests.Token, "drift", "--limit", "1");
        Assert.Contains("1 of 2 differences. Next: --after ", paged.Error, StringComparison.Ordinal);
        Assert.Single(await ListAsync(tenant, 2, "--limit", "1"));
    }

    [Fact]
    public async Task Before_the_first_read_nothing_can_be_compared()
    {
        await using var tenant = await TestTenant.ConnectedAsync(Story(), Tests.Token);
        var refused = await tenant.MustAsync(9, Tests.Token, "drift");
        Assert.Contains("muster drift --read", refused.Error, StringComparison.Ordinal);
    }

    /// <summary>INV-11, for what a person does to a linked group by hand.</summary>
    [Fact]
    public async Task A_protected_person_is_not_taken_out_by_hand_INV_11()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await tenant.SetAsync("protectedUsers", TenantStory.Upn("p2"), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "groups", "set", "crew", "--hand-edits", "allow", "--yes", "--reason", "r");
        var refused = await tenant.MustAsync(8, Tests.Token, "groups", "remove-member", "crew", TenantStory.Upn("p2"));
        Assert.Contains("is protected", refused.Error, StringComparison.Ordinal);
    }
}
