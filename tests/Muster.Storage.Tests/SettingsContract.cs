using Muster.Core.Attributes;
using Muster.Core.Configuration;
using Muster.Core.Planning;
using Muster.Engine.Configuration;

namespace Muster.Storage.Tests;

public abstract class SettingsContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private SettingScope Scope => SettingScope.Of(Db.Entra.Key);

    [Fact]
    public async Task Settings_come_back_with_who_when_and_why_and_every_version_stays()
    {
        var none = await Db.Muster.Settings.CurrentAsync(Scope, Token);
        Assert.Equal((0, 0), (none.Version, none.Values.Count));
        var first = await Db.Muster.Settings.SaveAsync(none, Values(("nesting", "direct")), "ada", "flat teams", Token);
        Db.Clock.Now = Db.Clock.Now.AddMinutes(1);
        await Db.Muster.Settings.SaveAsync(first!, Values(("nesting", "hierarchy")), "bob", null, Token);

        var history = await Db.Muster.Settings.HistoryAsync(Scope, Token);
        Assert.Equal(
            [(2, "bob", null), (1, "ada", "flat teams")],
            history.Select(version => (version.Version, version.Actor, version.Reason))
        );
        Assert.Equal(["hierarchy", "direct"], history.Select(version => version.Values["nesting"]));
        Assert.Equal(history[0].Values, (await Db.Muster.Settings.CurrentAsync(Scope, Token)).Values);
        Assert.Empty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task Of_two_people_who_change_the_same_version_the_second_is_refused()
    {
        var none = await Db.Muster.Settings.CurrentAsync(Scope, Token);
        Assert.NotNull(await Db.Muster.Settings.SaveAsync(none, Values(("nesting", "direct")), "ada", null, Token));
        Assert.Null(await Db.Muster.Settings.SaveAsync(none, Values(("nesting", "hierarchy")), "bob", null, Token));
        Assert.Equal("direct", (await Db.Muster.Settings.CurrentAsync(Scope, Token)).Values["nesting"]);
    }

    [Fact]
    public async Task A_change_of_the_workspace_or_the_connection_makes_plans_of_before_stale()
    {
        var before = Db.Entra.ConfigurationVersion;
        foreach (var scope in new[] { Scope, SettingScope.Workspace })
            await Db.Muster.Settings.SaveAsync(await Db.Muster.Settings.CurrentAsync(scope, Token), Values(), "ada", null, Token);
        Assert.Equal(before + 2, (await Db.Muster.Connections.FindAsync("entra", Token))!.ConfigurationVersion);
    }

    [Fact]
    public async Task Settings_of_a_group_are_part_of_its_history_and_of_the_chain()
    {
        var after = new GroupSettings
        {
            Purpose = "Runs the place",
            Accountable = "ada@contoso.com",
            ReviewOn = new DateOnly(2027, 1, 31),
            Nesting = NestingPolicy.Direct,
            Protected = true,
        };
        await Db.ApplyAsync(await Db.PlanAsync([new GroupStep.Create(1, "crew", null)], [], []));
        await Db.ApplyAsync(await Db.PlanAsync([new GroupStep.Configure(1, GroupSettings.None, after)], [], []));

        Assert.Equal(after, Assert.Single((await Db.Muster.Platform.LoadAsync(Db.Entra.Key, Token)).Groups).Settings);
        Assert.Equal(
            GroupSettings.None,
            Assert.Single(await Db.Muster.Platform.GroupRowsAsync(1, null, Token).ToListAsync(Token)).Settings
        );
        Assert.Empty(await Db.FaultsAsync());
        await Db.TamperAsync("UPDATE app_group_version SET settings = '{\"protected\":\"false\"}' WHERE settings IS NOT NULL");
        Assert.NotEmpty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task Attributes_of_a_group_stand_beside_its_settings_and_are_part_of_its_history_and_of_the_chain()
    {
        var after = ValueList.Of<KeyValuePair<string, string>>([KeyValuePair.Create("mail", "crew@contoso.com")]);
        var settings = new GroupSettings { Purpose = "Sails", Nesting = NestingPolicy.Direct };
        await Db.ApplyAsync(await Db.PlanAsync([new GroupStep.Create(1, "crew", null)], [], []));
        await Db.ApplyAsync(
            await Db.PlanAsync(
                [new GroupStep.Configure(1, GroupSettings.None, settings), new GroupStep.Describe(1, GroupAttributeMapping.None, after)],
                [],
                []
            )
        );

        var group = Assert.Single((await Db.Muster.Platform.LoadAsync(Db.Entra.Key, Token)).Groups);
        Assert.Equal((settings, after), (group.Settings, group.Attributes));
        Assert.Empty(Assert.Single(await Db.Muster.Platform.GroupRowsAsync(1, null, Token).ToListAsync(Token)).Attributes);
        Assert.Equal(after, Assert.Single(await Db.Muster.Platform.GroupRowsAsync(2, null, Token).ToListAsync(Token)).Attributes);
        Assert.Empty(await Db.FaultsAsync());
        await Db.TamperAsync("UPDATE app_group_version SET settings = replace(settings, 'crew@', 'trew@') WHERE settings IS NOT NULL");
        Assert.NotEmpty(await Db.FaultsAsync());
    }

    private static SortedDictionary<string, string> Values(params ReadOnlySpan<(string, string)> values)
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
            result.Add(name, value);
        return result;
    }
}

public sealed class SqliteSettingsTests : SettingsContract<SqliteTestDatabase>;

public sealed class PostgresSettingsTests : SettingsContract<PostgresTestDatabase>;
