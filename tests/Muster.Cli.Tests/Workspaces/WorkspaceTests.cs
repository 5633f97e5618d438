using Muster.Engine.Runs;
using Muster.Storage;

namespace Muster.Cli.Tests.Workspaces;

/// <summary>Several organisations in one installation, as whoever runs it types.</summary>
public sealed class WorkspaceTests : IAsyncLifetime
{
    private TestTenant _tenant = null!;

    public async ValueTask InitializeAsync() =>
        _tenant = await TestTenant.StartAsync(
            new TenantStory().Users("ada", "grace", "linus").Group("crew", "Crew").Member("crew", "ada", "grace"),
            Tests.Token
        );

    public async ValueTask DisposeAsync() => await _tenant.DisposeAsync();

    [Fact]
    public async Task The_same_tenant_is_synchronised_into_two_workspaces_and_neither_knows_of_the_other()
    {
        await MustAsync(0, "workspace", "create", "beta");
        foreach (var name in new[] { "main", "beta" })
        {
            await MustAsync(0, [.. _tenant.AddCommand(), "--workspace", name]);
            await MustAsync(0, "users", "import", "--everyone", "--yes", "--workspace", name);
            await MustAsync(0, "groups", "create", "--from-directory", "--all", "--workspace", name);
            await MustAsync(0, "sync", "--yes", "--workspace", name);
        }
        var before = await _tenant.ExportAsync(Tests.Token);
        var log = (await MustAsync(0, "audit", "export")).Output;
        await MustAsync(0, "groups", "unlink", "Crew", "--yes", "--workspace", "BETA");
        await MustAsync(0, "groups", "retire", "Crew", "--confirm", "Crew", "--workspace", "beta");
        await MustAsync(0, "--workspace", "beta", "settings", "set", "guards.groupStated.percent", "20", "--reason", "r", "--yes");

        Assert.Equal(before, await _tenant.ExportAsync(Tests.Token));
        // An export is an entry itself.
        Assert.StartsWith(log, (await MustAsync(0, "audit", "export")).Output, StringComparison.Ordinal);
        Assert.Equal(before, await _tenant.ExportAsync(Tests.Token, "--workspace", "main"));
        Assert.NotEqual(before, await _tenant.ExportAsync(Tests.Token, "--workspace", "beta"));
        foreach (var name in new[] { "main", "beta" })
            await MustAsync(0, "audit", "verify", "--workspace", name);
        Assert.Equal(
            ["main 3 1 2 1", "beta 3 0 0 1"],
            (await MustAsync(0, "workspace", "list", "--json")).JsonLines.Select(line =>
                $"{line.GetProperty("name")} {line.GetProperty("users")} {line.GetProperty("groups")} {line.GetProperty("memberships")} {line.GetProperty("connections")}"
            )
        );
    }

    [Fact]
    public async Task A_workspace_that_is_not_there_is_told_with_those_that_are_and_nothing_is_made()
    {
        await MustAsync(0, "workspace", "create", "beta");
        var refused = await MustAsync(7, "users", "list", "--workspace", "gamma");
        Assert.Contains("There is no workspace called 'gamma'. There are: 'main', 'beta'.", refused.Error, StringComparison.Ordinal);
        await MustAsync(7, "workspace", "show", "gamma");
        Assert.Equal(2, (await MustAsync(0, "workspace", "list", "--json")).JsonLines.Count());
    }

    [Theory]
    [InlineData("two words", "letters a to z")]
    [InlineData(".hidden", "begins with a letter or a digit")]
    [InlineData("a/b", "letters a to z")]
    [InlineData("a..b", "is part of a host name")]
    [InlineData("a.", "is part of a host name")]
    [InlineData("a-", "is part of a host name")]
    [InlineData("a.-b", "is part of a host name")]
    [InlineData("a-.b", "is part of a host name")]
    [InlineData("xn--a", "is part of a host name")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234", "64 characters; the most is 63")]
    [InlineData("MAIN", "Another workspace is called 'MAIN'")]
    public async Task A_name_that_cannot_be_used_is_refused_with_the_reason(string name, string reason)
    {
        var refused = await MustAsync(64, "workspace", "create", name);
        Assert.Contains(reason, refused.Error, StringComparison.Ordinal);
        await MustAsync(64, "workspace", "rename", "main", name == "MAIN" ? "be ta" : name);
    }

    [Fact]
    public async Task Removing_asks_for_the_name_and_leaves_everything_where_another_is_typed_or_somebody_is_at_work()
    {
        await MustAsync(0, "workspace", "create", "beta");
        await MustAsync(0, [.. _tenant.AddCommand(), "--workspace", "beta"]);
        var asked = await _tenant.Muster.AnswerAsync("Beta\n", Tests.Token, "workspace", "remove", "beta");
        Assert.Equal(1, asked.Code);
        Assert.Contains("1 connection", asked.Error, StringComparison.Ordinal);
        await MustAsync(64, "workspace", "remove", "beta", "--no-input");
        await MustAsync(64, "workspace", "remove", "beta", "--confirm", "bet");
        await MustAsync(64, "workspace", "remove", "main", "--confirm", "main");
        await using (var database = await MusterDatabase.OpenAsync(_tenant.Muster.Folder, TimeProvider.System, Tests.Token))
        {
            var beta = await database.EnterAsync("beta", Tests.Token);
            var lease = Assert.IsType<LeaseOutcome.Given>(await beta.Leases.AcquireAsync("sync", Tests.Token)).Lease;
            var busy = await MustAsync(8, "workspace", "remove", "beta", "--confirm", "beta");
            Assert.Contains("sync, since", busy.Error, StringComparison.Ordinal);
            await beta.Leases.ReleaseAsync(lease, Tests.Token);
        }
        await MustAsync(0, "connection", "show", "corp", "--workspace", "beta");

        Assert.Equal(0, (await _tenant.Muster.AnswerAsync("beta\n", Tests.Token, "workspace", "remove", "beta")).Code);

        await MustAsync(7, "connection", "list", "--workspace", "beta");
        await MustAsync(0, "audit", "verify");
        Assert.Contains("workspace.removed", (await MustAsync(0, "audit", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_workspace_may_hold_bounds_connections_plans_imports_and_syncs_with_a_sentence_each()
    {
        await MustAsync(0, _tenant.AddCommand());
        await MustAsync(0, "workspace", "limits", "main", "--users", "2", "--connections", "1", "--memberships", "1");
        var second = await MustAsync(1, _tenant.AddCommand(null, ("--name", "second")));
        Assert.Contains("may have 1 connections, and this would make it 2", second.Error, StringComparison.Ordinal);
        var import = await MustAsync(1, "users", "import", "--everyone", "--yes");
        Assert.Contains("may have 2 active users, and this would make it 3", import.Error, StringComparison.Ordinal);
        Assert.Empty((await MustAsync(0, "users", "list", "--json")).JsonLines);

        await MustAsync(0, "workspace", "limits", "main", "--users", "none");
        await MustAsync(0, "users", "import", "--everyone", "--yes");
        await MustAsync(0, "groups", "create", "--from-directory", "--all");
        var plan = await MustAsync(1, "plan");
        Assert.Contains("may have 1 memberships, and this would make it 2", plan.Error, StringComparison.Ordinal);
        Assert.Contains("The plan was not kept", plan.Error, StringComparison.Ordinal);
        Assert.Empty((await MustAsync(0, "plan", "list", "--state", "ready", "--json")).JsonLines);
        var sync = await MustAsync(1, "sync", "--yes");
        Assert.Contains("may have 1 memberships, and this would make it 2", sync.Error, StringComparison.Ordinal);

        await MustAsync(64, "workspace", "limits", "main", "--memberships", "-1");
        await MustAsync(64, "workspace", "limits", "main", "--memberships", "many");
        await MustAsync(0, "workspace", "limits", "main", "--memberships", "2");
        await MustAsync(0, "sync", "--yes");
        await MustAsync(0, "audit", "verify");
    }

    [Fact]
    public async Task Where_an_option_of_a_verb_has_the_same_name_the_workspace_is_named_before_the_verb()
    {
        await MustAsync(0, "workspace", "create", "beta");
        await MustAsync(0, "--workspace", "beta", "settings", "set", "groupNamePatterns", "crew*", "--workspace", "--reason", "r", "--yes");
        Assert.Single((await MustAsync(0, "--workspace", "beta", "settings", "history", "--workspace", "--json")).JsonLines);
        Assert.Empty((await MustAsync(0, "settings", "history", "--workspace", "--json")).JsonLines);
    }

    private Task<CommandResult> MustAsync(int code, params string[] arguments) => _tenant.MustAsync(code, Tests.Token, arguments);
}
