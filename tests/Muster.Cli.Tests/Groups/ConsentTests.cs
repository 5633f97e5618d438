namespace Muster.Cli.Tests.Groups;

/// <summary>A decision that changes what is synchronised is shown first and asked for; where nobody can be asked it takes --yes.</summary>
public sealed class ConsentTests
{
    private static readonly string Desk = TenantStory.Id("desk").ToString();

    private static TenantStory Story() =>
        new TenantStory()
            .Users("ada", "grace", "linus")
            .Group("crew")
            .Group("desk", "Front desk")
            .Member("crew", "ada", "grace")
            .Member("desk", "linus")
            .Then()
            .NoMember("crew", "grace");

    /// <summary>"crew" is linked, "waits" follows nothing yet, and nothing follows "desk".</summary>
    private static async Task<TestTenant> TenantAsync()
    {
        var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "groups", "retire", "Front desk", "--confirm", "Front desk");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "waits");
        return tenant;
    }

    public static TheoryData<string, string> Decisions =>
        new()
        {
            { "groups unlink crew", "2 members" },
            { $"groups link waits --to {Desk}", "1 come" },
            { $"groups relink crew --to {Desk}", "1 come" },
            { $"groups pick waits --to {Desk}", "1 come" },
            { "groups retire crew", "2 members" },
            { "users unlink ada@contoso.com", "ada" },
        };

    [Theory]
    [MemberData(nameof(Decisions))]
    public async Task A_dry_run_shows_what_would_be_and_changes_nothing(string typed, string shown)
    {
        await using var tenant = await TenantAsync();
        var before = await tenant.ExportAsync(Tests.Token);
        var look = await tenant.MustAsync(0, Tests.Token, [.. typed.Split(' '), "--dry-run"]);
        Assert.Contains(shown, look.Output, StringComparison.Ordinal);
        var json = (await tenant.MustAsync(0, Tests.Token, [.. typed.Split(' '), "--dry-run", "--json"])).Json;
        Assert.True(json.GetProperty("dryRun").GetBoolean());
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
    }

    [Theory]
    [MemberData(nameof(Decisions))]
    public async Task Where_nobody_can_be_asked_nothing_is_done_without_yes(string typed, string shown)
    {
        await using var tenant = await TenantAsync();
        var before = await tenant.ExportAsync(Tests.Token);
        var refused = await tenant.MustAsync(64, Tests.Token, typed.Split(' '));
        Assert.Contains(
            typed.Contains("retire", StringComparison.Ordinal) ? "--confirm" : "--yes",
            refused.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        Assert.NotEmpty(shown);
    }

    [Theory]
    [InlineData("groups unlink crew", "2 members")]
    [InlineData("users unlink ada@contoso.com", "ada")]
    public async Task At_a_terminal_the_consequence_stands_before_the_question_and_no_is_the_default(string typed, string shown)
    {
        await using var tenant = await TenantAsync();
        var before = await tenant.ExportAsync(Tests.Token);
        var declined = await tenant.Muster.AnswerAsync("\n", Tests.Token, typed.Split(' '));
        Assert.Equal(1, declined.Code);
        Assert.Contains(shown, declined.Output, StringComparison.Ordinal);
        Assert.Contains("Declined. Nothing was changed.", declined.Error, StringComparison.Ordinal);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        Assert.Equal(0, (await tenant.Muster.AnswerAsync("y\n", Tests.Token, typed.Split(' '))).Code);
        Assert.NotEqual(before, await tenant.ExportAsync(Tests.Token));
    }

    [Fact]
    public async Task What_the_next_sync_does_because_of_a_resumed_group_is_shown_before()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var run = (await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")).Json.GetProperty("run").GetRawText();
        await tenant.MustAsync(0, Tests.Token, "runs", "undo", run, "--yes");
        var look = await tenant.MustAsync(0, Tests.Token, "groups", "resume", "crew", "--dry-run");
        Assert.Contains("follow the directory again", look.Output, StringComparison.Ordinal);
        Assert.Contains("grace", look.Output, StringComparison.Ordinal);
        Assert.Equal("paused", (await tenant.StateAsync(Tests.Token)).Link("crew"));
        await tenant.MustAsync(64, Tests.Token, "groups", "resume", "crew");
        await tenant.MustAsync(0, Tests.Token, "groups", "resume", "crew", "--yes");
        Assert.Equal("linked", (await tenant.StateAsync(Tests.Token)).Link("crew"));
    }
}
