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
    public async Task An_update_without_anything_new_says_what_could_be()
    {
        await using var tenant = await TestTenant.SyncedAsync(new TenantStory().Users("ada"), Tests.Token);
        var refused = await tenant.MustAsync(64, Tests.Token, "connection", "update", TestTenant.Connection);
        Assert.Contains("--certificate", refused.Error, StringComparison.Ordinal);
    }
}
