namespace Muster.Cli.Tests.Connections;

public sealed class UpdateConnectionTests
{
    private const string Variable = "MUSTER_TEST_NEW_SECRET";

    [Fact]
    public async Task A_replaced_secret_is_used_from_then_on()
    {
        await using var tenant = await TestTenant.SyncedAsync(
            new TenantStory().Users("ada").Group("crew").Member("crew", "ada"),
            Tests.Token
        );
        Environment.SetEnvironmentVariable(Variable, "not-the-secret");
        await tenant.MustAsync(0, Tests.Token, "connection", "update", TestTenant.Connection, "--secret-env", Variable);
        await tenant.MustAsync(6, Tests.Token, "sync", "--yes");

        Environment.SetEnvironmentVariable(Variable, tenant.Host.ClientSecret);
        await tenant.MustAsync(0, Tests.Token, "connection", "update", TestTenant.Connection, "--secret-env", Variable);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task Versions_of_a_connection_and_its_rule_are_listed_and_compared_and_tell_no_secret()
    {
        await using var tenant = await TestTenant.SyncedAsync(new TenantStory().User("ada", ("department", "IT")), Tests.Token);
        Environment.SetEnvironmentVariable(Variable, tenant.Host.ClientSecret);
        await tenant.MustAsync(0, Tests.Token, "connection", "update", TestTenant.Connection, "--secret-env", Variable);
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--where", "department = \"IT\"", "--yes");
        var history = await tenant.MustAsync(0, Tests.Token, "connection", "history", TestTenant.Connection, "--json");
        var changes = history.JsonLines.Select(line =>
            $"{line.GetProperty("version")} {string.Join(", ", line.GetProperty("changes").EnumerateArray().Select(change => $"{change.GetProperty("field")}={change.GetProperty("after")}"))}"
        );
        Assert.Equal(["4 import=where: department = \"IT\"", "3 credential=changed", "2 import=everyone"], changes.Take(3));
        var compared = (await tenant.MustAsync(0, Tests.Token, "connection", "compare", TestTenant.Connection, "2", "4")).Output;
        Assert.Contains("import: everyone → where: department = \"IT\"", compared, StringComparison.Ordinal);
        Assert.Contains("credential: changed", compared, StringComparison.Ordinal);
        Assert.DoesNotContain(tenant.Host.ClientSecret, history.Output + compared, StringComparison.Ordinal);
        await tenant.MustAsync(7, Tests.Token, "connection", "compare", TestTenant.Connection, "2", "9");
    }

    [Fact]
    public async Task An_update_without_anything_new_says_what_could_be()
    {
        await using var tenant = await TestTenant.SyncedAsync(new TenantStory().Users("ada"), Tests.Token);
        var refused = await tenant.MustAsync(64, Tests.Token, "connection", "update", TestTenant.Connection);
        Assert.Contains("--certificate", refused.Error, StringComparison.Ordinal);
    }
}
