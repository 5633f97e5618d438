using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Muster.GraphEmulator;

namespace Muster.Cli.Tests.Faults;

/// <summary>Credentials, permissions, addresses and certificates that do not work.</summary>
public sealed class SignInFaultTests
{
    private static readonly TenantStory Story = new TenantStory().Users("ada").Group("team").Member("team", "ada");

    [Fact]
    public async Task A_wrong_secret()
    {
        await using var tenant = await TestTenant.StartAsync(Story, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, tenant.AddCommand(secret: "not-the-secret"));
        var said = await tenant.FailsAsync(6, "users", "import", "--everyone", "--yes");
        Assert.Contains("secret is wrong", said, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-secret", said, StringComparison.Ordinal);
        var test = await tenant.MustAsync(6, Tests.Token, "connection", "test", TestTenant.Connection);
        Assert.Contains("secret is wrong", Flat(test.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_tenant()
    {
        await using var tenant = await TestTenant.StartAsync(Story, Tests.Token);
        var unknown = Guid.NewGuid().ToString();
        await tenant.MustAsync(0, Tests.Token, tenant.AddCommand(null, ("--tenant-id", unknown)));
        Assert.Contains(unknown, await tenant.FailsAsync(6, "users", "import", "--everyone", "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_application()
    {
        await using var tenant = await TestTenant.StartAsync(Story, Tests.Token);
        var unknown = Guid.NewGuid().ToString();
        await tenant.MustAsync(0, Tests.Token, tenant.AddCommand(null, ("--client-id", unknown)));
        Assert.Contains(unknown, await tenant.FailsAsync(6, "users", "import", "--everyone", "--yes"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("User.Read.All", "GroupMember.Read.All")]
    [InlineData("GroupMember.Read.All", "User.Read.All")]
    public async Task A_missing_permission_is_named(string granted, string missing)
    {
        await using var tenant = await TestTenant.ConnectedAsync(Story, Tests.Token, new EmulatorOptions { Permissions = [granted] });
        await tenant.RunAsync(Tests.Token, "users", "import", "--everyone", "--yes");
        Assert.Contains(missing, await tenant.FailsAsync(6, "sync", "--yes"), StringComparison.Ordinal);
        var test = await tenant.MustAsync(6, Tests.Token, "connection", "test", TestTenant.Connection, "--json");
        var check = Assert.Single(
            test.Json.GetProperty("checks").EnumerateArray(),
            check => check.GetProperty("outcome").GetString() == "missing"
        );
        Assert.Contains(missing, check.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.False(test.Json.GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task A_permission_that_is_taken_away_later_removes_nobody()
    {
        await using var tenant = await Troubled.TenantAsync();
        await tenant.FaultsAsync(Tests.Token, new { path = "/v1.0/groups", status = 403 });
        Assert.Contains("GroupMember.Read.All", await tenant.FailsAsync(6, "sync", "--yes"), StringComparison.Ordinal);
        await tenant.AssertRecoversAsync();
    }

    [Fact]
    public async Task A_host_where_nobody_answers()
    {
        await using var tenant = await TestTenant.StartAsync(Story, Tests.Token, clock: new HurriedClock(40));
        await tenant.MustAsync(
            0,
            Tests.Token,
            tenant.AddCommand(null, ("--graph-url", "https://127.0.0.1:9/v1.0"), ("--authority", "https://127.0.0.1:9/"))
        );
        var said = await tenant.FailsAsync(69, "users", "import", "--everyone", "--yes");
        Assert.Contains("127.0.0.1:9", said, StringComparison.Ordinal);
        await tenant.MustAsync(69, Tests.Token, "connection", "test", TestTenant.Connection);
    }

    [Fact]
    public async Task A_host_whose_name_is_not_known()
    {
        await using var tenant = await TestTenant.StartAsync(Story, Tests.Token, clock: new HurriedClock(40));
        await tenant.MustAsync(
            0,
            Tests.Token,
            tenant.AddCommand(null, ("--graph-url", "https://graph.invalid/v1.0"), ("--authority", "https://login.invalid/"))
        );
        Assert.Contains("login.invalid", await tenant.FailsAsync(69, "users", "import", "--everyone", "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Graph_that_stops_answering_after_a_good_sync()
    {
        var tenant = await Troubled.TenantAsync(new HurriedClock(40));
        await using var stopping = tenant;
        var before = await tenant.ExportAsync(Tests.Token);
        await tenant.Host.DisposeAsync();
        var result = await tenant.RunAsync(Tests.Token, "sync", "--yes");
        Troubled.AssertOneMessage(result, 69);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
    }

    [Fact]
    public async Task A_private_certificate_that_is_not_trusted()
    {
        await using var tenant = await TestTenant.StartAsync(Story, Tests.Token);
        await tenant.MustAsync(0, Tests.Token, tenant.AddCommand(null, ("--trust-certificate", null)));
        Assert.Contains(
            "--trust-certificate",
            await tenant.FailsAsync(69, "users", "import", "--everyone", "--yes"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Another_certificate_that_is_trusted_does_not_help()
    {
        await using var tenant = await TestTenant.StartAsync(Story, Tests.Token);
        using var folder = new TemporaryFolder();
        var other = folder.Write(
            "other.pem",
            Pem(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(70), withKey: false)
        );
        await tenant.MustAsync(0, Tests.Token, tenant.AddCommand(null, ("--trust-certificate", other)));
        Assert.Contains("not trusted", await tenant.FailsAsync(69, "users", "import", "--everyone", "--yes"), StringComparison.Ordinal);
        await tenant.MustAsync(69, Tests.Token, "connection", "test", TestTenant.Connection);
    }

    [Fact]
    public async Task An_expired_client_certificate_is_refused_when_it_is_given()
    {
        await using var tenant = await TestTenant.StartAsync(Story, Tests.Token);
        using var folder = new TemporaryFolder();
        var expired = folder.Write(
            "expired.pem",
            Pem(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(51), withKey: true)
        );
        var result = await tenant.RunAsync(Tests.Token, tenant.AddCommand(null, ("--secret-env", null), ("--certificate", expired)));
        Troubled.AssertOneMessage(result, 6);
        Assert.Contains("expired on 2021-", result.Said(), StringComparison.Ordinal);
        await tenant.MustAsync(7, Tests.Token, "connection", "list");
    }

    [Fact]
    public async Task A_client_certificate_that_expires_later_is_named_with_its_date()
    {
        var clock = new HurriedClock();
        await using var tenant = await TestTenant.StartAsync(Story, Tests.Token, clock: clock);
        using var folder = new TemporaryFolder();
        var now = clock.GetUtcNow();
        var soon = folder.Write("soon.pem", Pem(now.AddDays(-1), now.AddDays(2), withKey: true));
        await tenant.MustAsync(0, Tests.Token, tenant.AddCommand(null, ("--secret-env", null), ("--certificate", soon)));
        clock.Move(TimeSpan.FromDays(3));
        var said = await tenant.FailsAsync(6, "users", "import", "--everyone", "--yes");
        Assert.Contains($"expired on {now.AddDays(2).UtcDateTime:yyyy-MM-dd}", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_certificate_that_the_tenant_does_not_know()
    {
        await using var tenant = await TestTenant.StartAsync(Story, Tests.Token);
        using var folder = new TemporaryFolder();
        var unknown = folder.Write(
            "unknown.pem",
            Pem(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(90), withKey: true)
        );
        await tenant.MustAsync(0, Tests.Token, tenant.AddCommand(null, ("--secret-env", null), ("--certificate", unknown)));
        Assert.Contains("certificate", await tenant.FailsAsync(6, "users", "import", "--everyone", "--yes"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--graph-url", "http://127.0.0.1/v1.0", 64)]
    [InlineData("--graph-url", "https://ada:secret@127.0.0.1/v1.0", 64)]
    [InlineData("--authority", "login.microsoftonline.com", 64)]
    [InlineData("--client-id", "not-a-guid", 64)]
    [InlineData("--tenant-id", "no dots", 64)]
    [InlineData("--secret-env", "MUSTER_TEST_NOT_SET_ANYWHERE", 64)]
    [InlineData("--trust-certificate", "no-such-file.pem", 7)]
    [InlineData("--name", "", 64)]
    public async Task An_option_that_cannot_be_right_is_refused_at_once(string option, string value, int code)
    {
        await using var tenant = await TestTenant.StartAsync(Story, Tests.Token);
        var result = await tenant.RunAsync(Tests.Token, tenant.AddCommand(null, (option, value)));
        Troubled.AssertOneMessage(result, code);
        Assert.Contains(option, result.Said(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(tenant.Muster.Folder));
    }

    [Fact]
    public async Task A_second_connection_of_the_same_name_is_refused()
    {
        await using var tenant = await TestTenant.ConnectedAsync(Story, Tests.Token);
        Troubled.AssertOneMessage(await tenant.RunAsync(Tests.Token, tenant.AddCommand()), 8);
    }

    private static string Pem(DateTimeOffset from, DateTimeOffset to, bool withKey)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=muster test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(from, to);
        return certificate.ExportCertificatePem() + (withKey ? "\n" + key.ExportPkcs8PrivateKeyPem() : "");
    }

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
