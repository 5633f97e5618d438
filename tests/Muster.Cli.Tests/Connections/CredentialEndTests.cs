using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Muster.Engine.Connections;
using Muster.GraphEmulator;

namespace Muster.Cli.Tests.Connections;

/// <summary>Whoever has to renew a credential is told in time, once for each stage, and an ended one takes nothing away.</summary>
public sealed class CredentialEndTests
{
    [Fact]
    public void There_is_one_notice_for_each_stage_and_one_when_it_has_ended()
    {
        var end = DateTimeOffset.UnixEpoch.AddYears(50);
        var told = new List<string>();
        for (var now = end.AddDays(-90); now <= end.AddDays(5); now += TimeSpan.FromHours(6))
            if (CredentialEnd.NoticeAt(end, now) is { } notice && told.LastOrDefault() != notice.Subject)
                told.Add(notice.Subject);
        Assert.Equal(
            [
                "certificate, 60 days",
                "certificate, 30 days",
                "certificate, 14 days",
                "certificate, 7 days",
                "certificate, 1 day",
                "certificate, ended",
            ],
            told
        );
        Assert.Null(CredentialEnd.NoticeAt(end, end.AddDays(-61)));
        Assert.Null(CredentialEnd.NoticeAt(null, end));
        Assert.Null(CredentialEnd.Of(new Credential(CredentialKind.Secret, "secret")));
    }

    [Fact]
    public async Task The_test_of_a_connection_says_when_its_certificate_ends_and_an_ended_one_is_never_an_empty_directory()
    {
        var clock = new HurriedClock();
        var now = clock.GetUtcNow();
        var pem = Pem(now.AddDays(-1), now.AddDays(10));
        var story = new TenantStory().Users("ada", "grace").Group("team").Member("team", "ada").Member("team", "grace");
        await using var tenant = await TestTenant.SyncedAsync(story, Tests.Token, new EmulatorOptions { AppCertificates = [pem] }, clock);
        var before = await tenant.ExportAsync(Tests.Token);
        Assert.Contains("ada", before, StringComparison.Ordinal);
        using var folder = new TemporaryFolder();
        var soon = folder.Write("soon.pem", pem);
        await tenant.MustAsync(0, Tests.Token, "connection", "update", TestTenant.Connection, "--certificate", soon);
        var test = await tenant.RunAsync(Tests.Token, "connection", "test", TestTenant.Connection);
        Assert.Contains($"ends on {now.AddDays(10).UtcDateTime:yyyy-MM-dd}", Flat(test.Output), StringComparison.Ordinal);
        foreach (var (days, stage) in new[] { (0, "14 days"), (1, "14 days"), (4, "7 days") })
        {
            clock.Move(TimeSpan.FromDays(days));
            await tenant.MustAsync(0, Tests.Token, "sync", "--full", "--yes");
            var open = await tenant.MustAsync(0, Tests.Token, "problems", "list", "--json");
            var notice = Assert.Single(open.JsonLines, problem => problem.GetProperty("code").GetString() == CredentialEnd.Code);
            Assert.Equal($"certificate, {stage}", notice.GetProperty("subject").GetString());
        }
        clock.Move(TimeSpan.FromDays(6));
        await tenant.MustAsync(6, Tests.Token, "sync", "--yes");
        await tenant.MustAsync(6, Tests.Token, "sync", "--full", "--yes");
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        var failed = (await tenant.MustAsync(0, Tests.Token, "problems", "list", "--json")).JsonLines.Single(problem =>
            problem.GetProperty("code").GetString() == "readFailed"
        );
        Assert.Contains("expired on", failed.GetProperty("effect").GetString(), StringComparison.Ordinal);
    }

    private static string Pem(DateTimeOffset from, DateTimeOffset to)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=muster test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(from, to);
        return certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem();
    }

    private static string Flat(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
