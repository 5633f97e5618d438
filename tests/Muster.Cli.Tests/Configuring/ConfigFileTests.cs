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

    private static async Task<System.Text.Json.JsonElement> DiffAsync(TestTenant tenant, string text, string file)
    {
        await File.WriteAllTextAsync(file, text, Tests.Token);
        return (await tenant.MustAsync(0, Tests.Token, "config", "diff", file, "--json")).Json.GetProperty("changes");
    }
}
