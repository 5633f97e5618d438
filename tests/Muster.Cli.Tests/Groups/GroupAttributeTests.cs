namespace Muster.Cli.Tests.Groups;

public sealed class GroupAttributeTests
{
    [Fact]
    public async Task Attributes_of_groups_are_planned_kept_in_history_compared_and_exported()
    {
        var story = new TenantStory()
            .Users("ada")
            .Group("team", "Team", ("description", "Sails"), ("mail", "team@contoso.com"))
            .Member("team", "ada")
            .Then()
            .UpdateGroup("team", ("description", "Rows"));
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        Assert.DoesNotContain("attributes", await tenant.ExportAsync(Tests.Token), StringComparison.Ordinal);
        await tenant.SetAsync("groupAttributes", "about={description}\nmail={mail}", Tests.Token);
        var shown = await tenant.MustAsync(0, Tests.Token, "attributes", "show", "--groups", "--json");
        Assert.Equal(["about", "mail"], shown.JsonLines.Select(line => line.GetProperty("attribute").GetString()));

        var first = (await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")).JsonLines.Last().GetProperty("run").GetInt64();
        await tenant.NextAsync(Tests.Token);
        var plan = (await tenant.MustAsync(0, Tests.Token, "plan", "--json")).JsonLines;
        var step = Assert.Single(plan, line => line.GetProperty("type").GetString() == "describeGroup");
        Assert.Equal("{\"about\":\"Rows\"}", step.GetProperty("attributes").GetRawText());
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");

        Assert.Contains(
            "\"attributes\":{\"about\":\"Rows\",\"mail\":\"team@contoso.com\"}",
            await tenant.ExportAsync(Tests.Token),
            StringComparison.Ordinal
        );
        Assert.Contains("Rows", (await tenant.MustAsync(0, Tests.Token, "groups", "show", "Team")).Output, StringComparison.Ordinal);
        var then = (await tenant.MustAsync(0, Tests.Token, "groups", "show", "Team", "--at", $"run:{first}", "--json")).Json;
        Assert.Equal("Sails", then.GetProperty("attributes").GetProperty("about").GetString());
        var compared = (await tenant.MustAsync(0, Tests.Token, "compare", "--from", $"run:{first}")).Output;
        Assert.Contains("about: Sails → Rows", compared, StringComparison.Ordinal);
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }
}
