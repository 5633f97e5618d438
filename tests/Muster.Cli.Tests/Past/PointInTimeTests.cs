using System.Globalization;

namespace Muster.Cli.Tests.Past;

/// <summary>Every past moment can be shown, and says the same as it did then (INV-21).</summary>
public sealed class PointInTimeTests
{
    [Fact]
    public async Task An_export_of_a_past_moment_equals_what_was_exported_then()
    {
        var story = new TenantStory()
            .Users("ada", "grace", "linus")
            .Group("team")
            .Group("crew")
            .Member("team", "ada")
            .Owner("team", "grace");
        story.Then().Member("team", "grace", "linus").Users("new");
        story.Then().Rename("team", "Team of ten").NoMember("team", "ada").Disable("linus");
        story
            .Then()
            .UpdateUser("ada", ("displayName", "Countess"), ("userPrincipalName", "countess@contoso.com"))
            .Enable("linus")
            .Nested("crew", "team");
        story.Then().DeleteGroup("team").DeleteUser("new");
        var clock = new HurriedClock();
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token, clock: clock);
        var seen = new List<(string At, string Export)>();
        for (var change = 1; ; change++)
        {
            clock.Move(TimeSpan.FromMinutes(10));
            seen.Add(
                (
                    clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                    await tenant.ExportAsync(Tests.Token)
                )
            );
            clock.Move(TimeSpan.FromMinutes(10));
            if (change == 5)
                break;
            await tenant.NextAsync(Tests.Token);
            var sync = await tenant.RunAsync(Tests.Token, "sync", "--yes", "--json");
            if (sync.Code == 3)
                await tenant.MustAsync(
                    0,
                    Tests.Token,
                    "runs",
                    "approve",
                    sync.Json.GetProperty("run").GetRawText(),
                    "--reason",
                    "so it is"
                );
        }
        await tenant.MustAsync(0, Tests.Token, "groups", "retire", "Team of ten", "--confirm", "Team of ten");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "Something else");

        Assert.Equal(5, seen.Select(moment => moment.Export).Distinct(StringComparer.Ordinal).Count());
        foreach (var (at, export) in seen)
            Assert.Equal(export, await tenant.ExportAsync(Tests.Token, "--at", at));
    }

    [Fact]
    public async Task Before_the_first_change_nothing_is_known_and_that_is_said()
    {
        await using var tenant = await TestTenant.SyncedAsync(new TenantStory().Users("ada"), Tests.Token);
        var asked = await tenant.MustAsync(7, Tests.Token, "export", "state", "--at", "2001-02-03");
        Assert.Contains("2001-02-03", asked.Error, StringComparison.Ordinal);
        Assert.Equal("", asked.Output);
    }

    [Theory]
    [InlineData("gestern")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-30")]
    [InlineData("2999-01-01")]
    [InlineData("")]
    public async Task A_time_that_is_none_or_in_the_future_is_wrong_usage(string at)
    {
        await using var tenant = await TestTenant.SyncedAsync(new TenantStory().Users("ada"), Tests.Token);
        var asked = await tenant.MustAsync(64, Tests.Token, "users", "list", "--at", at);
        Assert.Contains("--at", asked.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_members_and_explanations_show_the_past_too()
    {
        var story = new TenantStory()
            .Users("ada", "grace")
            .Group("team")
            .Member("team", "ada")
            .Then()
            .NoMember("team", "ada")
            .Member("team", "grace")
            .Rename("team", "crew");
        var clock = new HurriedClock();
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token, clock: clock);
        clock.Move(TimeSpan.FromMinutes(5));
        var then = clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        clock.Move(TimeSpan.FromMinutes(5));
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");

        var members = Assert.Single(
            (await tenant.MustAsync(0, Tests.Token, "groups", "members", "team", "--at", then, "--json")).JsonLines
        );
        Assert.Equal("ada", members.GetProperty("displayName").GetString());
        var group = Assert.Single((await tenant.MustAsync(0, Tests.Token, "groups", "list", "--at", then, "--json")).JsonLines);
        Assert.Equal("team", group.GetProperty("name").GetString());
        Assert.True(
            (await tenant.MustAsync(0, Tests.Token, "explain", "ada", "team", "--at", then, "--json"))
                .Json.GetProperty("isMember")
                .GetBoolean()
        );
        var now = (await tenant.MustAsync(0, Tests.Token, "explain", "ada", "crew", "--json")).Json;
        Assert.False(now.GetProperty("isMember").GetBoolean());
        Assert.Single(now.GetProperty("past").EnumerateArray());
    }
}
