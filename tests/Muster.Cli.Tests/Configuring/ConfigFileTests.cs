using Muster.Engine.Configuration.Files;

namespace Muster.Cli.Tests.Configuring;

/// <summary>A workspace's configuration as one file: reviewed in git, compared, applied whole or not at all.</summary>
public sealed class ConfigFileTests
{
    [Theory]
    [InlineData("yaml")]
    [InlineData("json")]
    public async Task What_was_applied_is_exported_as_the_same_file(string format)
    {
        var story = new TenantStory().Users("ada", "grace").Group("team").Member("team", "ada").Group("crew").Member("crew", "grace");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, $"muster.{format}");
        var original = (await tenant.MustAsync(0, Tests.Token, "config", "export", "--format", "yaml")).Output;
        Assert.DoesNotContain("secret", original, StringComparison.OrdinalIgnoreCase);
        Assert.Empty((await DiffAsync(tenant, original, file)).EnumerateArray());

        var changed = original
            .Replace(
                "workspace:\n  settings: {}\n",
                "workspace:\n  settings:\n    guardCeiling.runStated.percent: 4\n",
                StringComparison.Ordinal
            )
            .Replace(
                "- name: team\n",
                "- name: \"007\"\n  link: local\n  settings:\n    purpose: \"yes: no\"\n    protected: true\n- name: team\n  settings:\n    reviewOn: \"2027-01-31\"\n",
                StringComparison.Ordinal
            )
            .Replace(
                "  import: everyone\n",
                "  import:\n    where: department = \"IT\"\n  settings:\n    guards.runStated.percent: 3\n    protectedUsers:\n    - ada@contoso.com\n    - \"123\"\n",
                StringComparison.Ordinal
            );
        await File.WriteAllTextAsync(file, changed, Tests.Token);
        await tenant.MustAsync(64, Tests.Token, "config", "apply", file, "--yes");
        await tenant.MustAsync(0, Tests.Token, "config", "apply", file, "--dry-run");
        Assert.Equal(original, (await tenant.MustAsync(0, Tests.Token, "config", "export")).Output);
        await tenant.MustAsync(0, Tests.Token, "config", "apply", file, "--yes", "--reason", "pull request 12");

        var exported = (await tenant.MustAsync(0, Tests.Token, "config", "export", "--format", format)).Output;
        Assert.Empty((await DiffAsync(tenant, exported, file)).EnumerateArray());
        Assert.Contains("007", exported, StringComparison.Ordinal);
        Assert.Contains("2027-01-31", exported, StringComparison.Ordinal);
        await tenant.MustAsync(0, Tests.Token, "config", "apply", file, "--yes", "--reason", "again");
        Assert.Equal(exported, (await tenant.MustAsync(0, Tests.Token, "config", "export", "--format", format)).Output);
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Theory]
    [InlineData("version: 1\nconnectons: []\n", "Line 2", "did you mean 'connections'?")]
    [InlineData("version: 2\n", "Line 1, version is '2'", "reads version 1")]
    [InlineData(
        "version: 1\nconnections:\n- name: corp\n  settings:\n    nestin: direct\n",
        "Line 5, connections[0].settings.nestin",
        "Did you mean nesting?"
    )]
    [InlineData(
        "version: 1\nconnections:\n- name: corp\n  settings:\n    guards.runStated.percent: 0\n",
        "Line 5",
        "takes a whole number of percent from 1 to 99"
    )]
    [InlineData("version: 1\nconnections:\n- name: nobody\n", "connections[0].name is 'nobody'", "muster connection add entra")]
    [InlineData(
        "version: 1\nconnections:\n- name: corp\n  import:\n    where: department is IT\n",
        "Line 5, connections[0].import.where",
        "character"
    )]
    [InlineData("version: 1\ngroups:\n- name: a\n- name: a\n", "Line 4, groups is 'a'", "twice")]
    [InlineData(
        "version: 1\ngroups:\n- name: a\n  link: {connection: corp, id: 11111111-2222-3333-4444-555555555555}\n",
        "groups[0].link.id",
        "has no such group"
    )]
    [InlineData("version: 1\ngroups: &all\n- name: a\n", "Line 2", "anchors")]
    [InlineData("version: 1\ngroups: *all\n", "Line 2", "it refers to another part")]
    [InlineData("version: 1\ngroups: !!python/object:os.system []\n", "Line 2", "tags")]
    [InlineData("version: 1\n- nonsense", "Line", "not YAML or JSON")]
    [InlineData("", "empty", "muster config export")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]", "Line 1", "nested deeper")]
    public async Task A_file_that_cannot_be_used_is_refused_with_line_path_value_and_fix(string text, string place, string fix)
    {
        using var muster = new CommandLine();
        await SettingsTests.AddAsync(muster);
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "muster.yaml");
        await File.WriteAllTextAsync(file, text, Tests.Token);
        var refused = await muster.MustAsync(64, Tests.Token, "config", "apply", file, "--yes", "--reason", "r");
        Assert.Contains(place, refused.Error, StringComparison.Ordinal);
        Assert.Contains(fix, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_one_part_of_a_file_does_not_fit_none_of_it_is_applied()
    {
        using var muster = new CommandLine();
        await SettingsTests.AddAsync(muster);
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "muster.yaml");
        await File.WriteAllTextAsync(
            file,
            "version: 1\nworkspace:\n  settings:\n    guardCeiling.runStated.percent: 4\ngroups:\n- name: fine\n- name: bad\n  link: {connection: corp, id: 11111111-2222-3333-4444-555555555555}\n",
            Tests.Token
        );
        var before = (await muster.MustAsync(0, Tests.Token, "config", "export")).Output;
        await muster.MustAsync(64, Tests.Token, "config", "apply", file, "--yes", "--reason", "r");
        Assert.Equal(before, (await muster.MustAsync(0, Tests.Token, "config", "export")).Output);
    }

    [Fact]
    public async Task A_group_that_the_directory_renamed_is_not_advised_to_be_retired_under_its_new_name()
    {
        var story = new TenantStory().Users("ada").Group("team").Member("team", "ada").Then().Rename("team", "crew");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "muster.yaml");
        await tenant.MustAsync(0, Tests.Token, "config", "export", "--out", file);
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var refused = await tenant.MustAsync(64, Tests.Token, "config", "diff", file);
        Assert.Contains("it feeds 'crew' already", refused.Error, StringComparison.Ordinal);
        Assert.Contains("if that group was renamed, write its new name here", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_published_schema_is_that_of_this_program()
    {
        var published = Repository.In("docs", "schema", "muster-config.schema.json");
        if (Environment.GetEnvironmentVariable("MUSTER_REWRITE_SCHEMA") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(published)!);
            File.WriteAllText(published, ConfigSchema.Text());
        }
        Assert.Equal(ConfigSchema.Text(), File.ReadAllText(published));
    }

    [Theory]
    [InlineData(
        "groups:\n- name: Odd\n",
        "Line 6, groups[0].name is 'Odd': 'Odd' meets none of the naming conventions of this workspace ('ORG-*')"
    )]
    [InlineData(
        "groups:\n- name: ORG-A\n  exceptions: [{user: ada@contoso.com, kind: keep, reason: r}]\n",
        "exceptions[0].kind is 'keep': it takes include or exclude"
    )]
    [InlineData("groups:\n- name: ORG-A\n  exceptions: [{user: ada@contoso.com, kind: include}]\n", "the field 'reason' is missing")]
    [InlineData(
        "groups:\n- name: ORG-A\n  exceptions: [{user: ada, kind: include, reason: r, until: soon}]\n",
        "until is 'soon': it takes a date such as 2026-01-31"
    )]
    [InlineData(
        "groups:\n- name: ORG-A\n  exceptions: [{user: ada, kind: include, reason: r}]\n",
        "user is 'ada': no user here has this object id or UPN"
    )]
    public async Task A_group_or_an_exception_that_does_not_fit_is_refused(string text, string fault)
    {
        using var muster = new CommandLine();
        await SettingsTests.AddAsync(muster);
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "muster.yaml");
        await File.WriteAllTextAsync(file, $"version: 1\nworkspace:\n  settings:\n    groupNamePatterns: ['ORG-*']\n{text}", Tests.Token);
        var refused = await muster.MustAsync(64, Tests.Token, "config", "diff", file);
        Assert.Contains(fault, refused.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exceptions_are_exported_compared_begun_moved_and_ended_by_the_file()
    {
        var story = new TenantStory().Users("ada", "grace", "joan").Group("team").Member("team", "ada", "grace");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "muster.yaml");
        await tenant.MustAsync(
            0,
            Tests.Token,
            "exceptions",
            "add",
            "--group",
            "team",
            "--user",
            "joan@contoso.com",
            "--include",
            "--until",
            "2999-03-31",
            "--reason",
            "Covers: for ada",
            "--yes"
        );
        Assert.Equal("ada grace joan", (await tenant.StateAsync(Tests.Token)).Members("team"));
        var original = (await tenant.MustAsync(0, Tests.Token, "config", "export")).Output;
        Assert.Contains("until: \"2999-03-31\"", original, StringComparison.Ordinal);
        Assert.Empty((await DiffAsync(tenant, original, file)).EnumerateArray());

        var joan = original[original.IndexOf("  exceptions:\n", StringComparison.Ordinal)..];
        var moved = joan.Replace("2999-03-31", "2999-04-30", StringComparison.Ordinal).TrimEnd() + "\n";
        var added =
            "  - user: grace@contoso.com\n    kind: exclude\n    reason: Under review\n    author: auditor\n"
            + "  - user: ada@contoso.com\n    kind: exclude\n    until: \"2020-01-31\"\n    reason: Long over\n";
        var changes = await DiffAsync(tenant, original.Replace(joan, moved + added, StringComparison.Ordinal), file);
        Assert.Equal(
            ["exceptions.grace@contoso.com destructive", "exceptions.joan@contoso.com changesSync"],
            changes
                .EnumerateArray()
                .Select(change => $"{change.GetProperty("field")} {change.GetProperty("danger")}")
                .Order(StringComparer.Ordinal)
        );
        var applied = await tenant.MustAsync(0, Tests.Token, "config", "apply", file, "--yes", "--reason", "pull request 12");
        Assert.Contains(
            "exclude ada@contoso.com until 2020-01-31: Long over in group 'team', over since 2020-01-31",
            applied.Error.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        Assert.Equal("ada grace joan", (await tenant.StateAsync(Tests.Token)).Members("team"));
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("ada joan", (await tenant.StateAsync(Tests.Token)).Members("team"));
        var exported = (await tenant.MustAsync(0, Tests.Token, "config", "export")).Output;
        Assert.Contains("author: auditor", exported, StringComparison.Ordinal);
        Assert.Contains("2999-04-30", exported, StringComparison.Ordinal);
        Assert.Empty((await DiffAsync(tenant, exported, file)).EnumerateArray());

        await DiffAsync(tenant, exported[..exported.IndexOf("  exceptions:\n", StringComparison.Ordinal)] + "  exceptions: []\n", file);
        await tenant.MustAsync(0, Tests.Token, "config", "apply", file, "--yes", "--reason", "pull request 13");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        Assert.Equal("ada grace", (await tenant.StateAsync(Tests.Token)).Members("team"));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task A_file_does_not_end_the_exception_that_keeps_a_protected_person_in_INV_11()
    {
        var story = new TenantStory().Users("ada", "joan").Group("team").Member("team", "ada");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "muster.yaml");
        string[] joan = ["--group", "team", "--user", "joan@contoso.com", "--reason", "Covers"];
        await tenant.MustAsync(0, Tests.Token, ["exceptions", "add", .. joan, "--include", "--yes"]);
        await tenant.SetAsync("protectedUsers", "joan@contoso.com", Tests.Token);
        var exported = (await tenant.MustAsync(0, Tests.Token, "config", "export")).Output;
        var without = exported[..exported.IndexOf("  exceptions:\n", StringComparison.Ordinal)] + "  exceptions: []\n";
        await File.WriteAllTextAsync(file, without, Tests.Token);
        var refused = await tenant.Muster.RunAsync(Tests.Token, "config", "apply", file, "--yes", "--reason", "pull request 14");
        Assert.NotEqual(0, refused.Code);
        Assert.Contains("is protected", refused.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains(
            "joan@contoso.com",
            (await tenant.MustAsync(0, Tests.Token, "exceptions", "list")).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_entry_that_is_over_does_not_keep_another_exception_of_the_same_person_standing()
    {
        var story = new TenantStory().Users("ada", "joan").Group("team").Member("team", "ada");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "muster.yaml");
        string[] joan = ["--group", "team", "--user", "joan@contoso.com", "--reason", "Covers"];
        await tenant.MustAsync(0, Tests.Token, ["exceptions", "add", .. joan, "--include", "--yes"]);
        var exported = (await tenant.MustAsync(0, Tests.Token, "config", "export")).Output;
        var over =
            exported[..exported.IndexOf("  exceptions:\n", StringComparison.Ordinal)]
            + "  exceptions:\n  - user: joan@contoso.com\n    kind: include\n    until: \"2020-01-31\"\n    reason: Long over\n";

        var change = Assert.Single((await DiffAsync(tenant, over, file)).EnumerateArray());
        Assert.Equal("exceptions.joan@contoso.com", change.GetProperty("field").GetString());
        await tenant.MustAsync(0, Tests.Token, "config", "apply", file, "--yes", "--reason", "pull request 15");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");

        Assert.Equal("ada", (await tenant.StateAsync(Tests.Token)).Members("team"));
    }

    private static async Task<System.Text.Json.JsonElement> DiffAsync(TestTenant tenant, string text, string file)
    {
        await File.WriteAllTextAsync(file, text, Tests.Token);
        return (await tenant.MustAsync(0, Tests.Token, "config", "diff", file, "--json")).Json.GetProperty("changes");
    }
}
