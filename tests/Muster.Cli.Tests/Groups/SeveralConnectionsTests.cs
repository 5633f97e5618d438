using Muster.Engine.Runs;
using Muster.Server;

namespace Muster.Cli.Tests.Groups;

/// <summary>With several directories a decision about one group is made in the name of the one that the group follows.</summary>
public sealed class SeveralConnectionsTests
{
    private static readonly string[] Six = Tests.Several("p", 6);

    [Fact]
    public async Task A_group_is_set_paused_resumed_unlinked_and_retired_without_saying_which_directory_it_follows()
    {
        var story = new TenantStory().Users(Six).Group("crew").Group("old").Member("crew", Six).Member("old", "p1").Then();
        await using var tenant = await TestTenant.SyncedAsync(story.NoMember("crew", "p6"), Tests.Token);
        await using var other = await OtherAsync(tenant);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--connection", "corp", "--yes");
        await tenant.MustAsync(0, Tests.Token, "runs", "undo", $"{(await LastRunAsync(tenant)).Id}", "--yes");

        await tenant.MustAsync(0, Tests.Token, "groups", "resume", "crew", "--yes");
        Assert.Equal("corp", await LastConnectionAsync(tenant));
        await tenant.MustAsync(0, Tests.Token, "groups", "set", "crew", "--purpose", "Sails");
        await tenant.MustAsync(0, Tests.Token, "groups", "unlink", "crew", "--yes");
        Assert.Equal("corp", await LastConnectionAsync(tenant));
        await tenant.MustAsync(0, Tests.Token, "groups", "set", "theirs", "--purpose", "Theirs");
        await tenant.MustAsync(0, Tests.Token, "groups", "retire", "old", "--confirm", "old");
        await tenant.MustAsync(0, Tests.Token, "groups", "retire", "theirs", "--confirm", "theirs");
        Assert.Equal("other", await LastConnectionAsync(tenant));
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "here", "--connection", "corp");
        await tenant.MustAsync(0, Tests.Token, "groups", "set", "here", "--purpose", "Ours");

        var state = await tenant.StateAsync(Tests.Token);
        Assert.Equal(("local", string.Join(' ', Six)), (state.Link("crew"), state.Members("crew")));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task Runs_of_several_directories_are_not_undone_together_and_the_refusal_says_which_belong_to_which()
    {
        await using var tenant = await TestTenant.SyncedAsync(new TenantStory().Users(Six).Group("crew").Member("crew", Six), Tests.Token);
        await using var other = await OtherAsync(tenant);
        var before = await tenant.ExportAsync(Tests.Token);

        var refused = await tenant.MustAsync(64, Tests.Token, "runs", "undo", "--from", "2020-01-01", "--yes");

        Assert.Contains("'corp' (runs ", refused.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("'other' (runs ", refused.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
    }

    [Fact]
    public async Task Whoever_is_protected_by_another_connection_keeps_a_group_from_being_retired_INV_11()
    {
        await using var tenant = await TestTenant.SyncedAsync(new TenantStory().Users(Six).Group("crew").Member("crew", Six), Tests.Token);
        await using var other = await OtherAsync(tenant);
        await tenant.MustAsync(0, Tests.Token, "users", "add", "--upn", "eve@contoso.com", "--name", "Eve");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "club", "--connection", "corp");
        await tenant.MustAsync(0, Tests.Token, "groups", "add-member", "club", "eve@contoso.com");
        string[] protect = ["settings", "set", "protectedUsers", "eve@contoso.com", "--connection", "other", "--reason", "r", "--yes"];
        await tenant.MustAsync(0, Tests.Token, protect);

        var refused = await tenant.MustAsync(8, Tests.Token, "groups", "retire", "club", "--confirm", "club");

        Assert.Contains("protectedUsers", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_is_checked_against_the_directory_it_follows_and_is_not_found_in_another()
    {
        await using var tenant = await TestTenant.SyncedAsync(new TenantStory().Users(Six).Group("crew").Member("crew", Six), Tests.Token);
        await using var other = await OtherAsync(tenant);

        var unasked = await tenant.MustAsync(0, Tests.Token, "check", "--group", "theirs", "--raw");
        var asked = await tenant.MustAsync(0, Tests.Token, "check", "--group", "theirs", "--connection", "other", "--raw");
        var elsewhere = await tenant.MustAsync(7, Tests.Token, "check", "--group", "theirs", "--connection", "corp");

        Assert.Contains("→ 200", unasked.Output, StringComparison.Ordinal);
        Assert.Contains("→ 200", asked.Output, StringComparison.Ordinal);
        Assert.Contains(
            "'theirs' follows no group of the directory 'corp'",
            elsewhere.Error.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
    }

    /// <summary>Another directory with one group, connected and imported too.</summary>
    private static async Task<TestTenant> OtherAsync(TestTenant tenant)
    {
        var other = await TestTenant.StartAsync(
            new TenantStory().Users("q1", "q2").Group("theirs").Member("theirs", "q1", "q2"),
            Tests.Token
        );
        await tenant.MustAsync(0, Tests.Token, other.AddCommand(null, ("--name", "other")));
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--connection", "other", "--yes");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "--from-directory", "--all", "--connection", "other");
        await tenant.MustAsync(0, Tests.Token, "sync", "--connection", "other", "--yes");
        return other;
    }

    private static async Task<Run> LastRunAsync(TestTenant tenant)
    {
        await using var muster = await MusterInstance.OpenAsync(tenant.Muster.Folder, TimeProvider.System, Tests.Token);
        return (await muster.Database.Runs.ListAsync(null, 1, Tests.Token)).Single();
    }

    private static async Task<string?> LastConnectionAsync(TestTenant tenant)
    {
        var run = await LastRunAsync(tenant);
        await using var muster = await MusterInstance.OpenAsync(tenant.Muster.Folder, TimeProvider.System, Tests.Token);
        return (await muster.Connections.ListAsync(Tests.Token)).SingleOrDefault(connection => connection.Key == run.Connection)?.Name;
    }
}
