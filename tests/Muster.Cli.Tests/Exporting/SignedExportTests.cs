using System.Diagnostics;

namespace Muster.Cli.Tests.Exporting;

/// <summary>What was exported can be proved with the public key alone.</summary>
public sealed class SignedExportTests
{
    [Fact]
    public async Task A_signed_export_is_proved_by_the_public_key_by_Muster_and_by_openssl_and_a_changed_one_is_not()
    {
        await using var tenant = await TestTenant.SyncedAsync(
            new TenantStory().Users("ada", "grace").Group("team").Member("team", "ada"),
            Tests.Token
        );
        using var folder = new TemporaryFolder();
        var (file, key) = (Path.Combine(folder.Path, "people.csv"), Path.Combine(folder.Path, "muster.pem"));
        await tenant.MustAsync(0, Tests.Token, "audit", "key", "--out", key);
        await tenant.MustAsync(64, Tests.Token, "export", "users", "--signed");
        await tenant.MustAsync(0, Tests.Token, "export", "users", "--at", "revision:1", "--signed", "--out", file);

        var manifest = (await tenant.MustAsync(0, Tests.Token, "export", "verify", file, "--key", key, "--json")).Json.GetProperty(
            "manifest"
        );
        Assert.Equal("people.csv", manifest.GetProperty("file").GetString());
        Assert.Equal("1", manifest.GetProperty("about").GetProperty("Revision").GetString());
        var entry = (
            await tenant.MustAsync(0, Tests.Token, "audit", "list", "--action", "list.exported", "--json", "--limit", "0")
        ).JsonLines.Last();
        Assert.Equal(entry.GetProperty("hash").GetString(), manifest.GetProperty("audit").GetProperty("head").GetString());
        Assert.Equal(0, await ByOpenSslAsync(file, key));

        await using var other = await TestTenant.SyncedAsync(new TenantStory().Users("ada"), Tests.Token);
        var foreign = Path.Combine(folder.Path, "other.pem");
        await other.MustAsync(0, Tests.Token, "audit", "key", "--out", foreign);
        Assert.Contains(
            "another key",
            (await tenant.MustAsync(1, Tests.Token, "export", "verify", file, "--key", foreign)).Error,
            StringComparison.Ordinal
        );
        Assert.NotEqual(0, await ByOpenSslAsync(file, foreign));
        await File.AppendAllTextAsync(file, "somebody else\r\n", Tests.Token);
        Assert.Contains(
            "not the file that was signed",
            (await tenant.MustAsync(1, Tests.Token, "export", "verify", file, "--key", key)).Error,
            StringComparison.Ordinal
        );
        Assert.NotEqual(0, await ByOpenSslAsync(file, key));
    }

    [Theory]
    [InlineData("csv", "export", "audit")]
    [InlineData("xlsx", "export", "audit")]
    [InlineData("jsonl", "export", "audit")]
    [InlineData("jsonl", "audit", "export")]
    [InlineData("jsonl", "export", "state")]
    public async Task The_audit_log_and_the_state_leave_signed_in_every_form_and_on_record(string format, params string[] command)
    {
        await using var tenant = await TestTenant.SyncedAsync(
            new TenantStory().Users("ada").Group("team").Member("team", "ada"),
            Tests.Token
        );
        using var folder = new TemporaryFolder();
        var (file, key) = (Path.Combine(folder.Path, $"list.{format}"), Path.Combine(folder.Path, "muster.pem"));
        await tenant.MustAsync(0, Tests.Token, "audit", "key", "--out", key);
        await tenant.MustAsync(64, Tests.Token, [.. command, "--signed"]);

        await tenant.MustAsync(0, Tests.Token, [.. command, "--signed", "--out", file]);

        var verified = await tenant.MustAsync(0, Tests.Token, "export", "verify", file, "--key", key, "--json");
        Assert.Equal(command.Except(["export"]).Single(), verified.Json.GetProperty("manifest").GetProperty("list").GetString());
        Assert.Equal(0, await ByOpenSslAsync(file, key));
        var entries = await tenant.MustAsync(0, Tests.Token, "audit", "list", "--action", "list.*", "--json", "--limit", "0");
        Assert.Equal(["list.exportBegun", "list.exported"], entries.JsonLines.Select(entry => entry.GetProperty("action").GetString()));
        await File.AppendAllTextAsync(file, "\n", Tests.Token);
        await tenant.MustAsync(1, Tests.Token, "export", "verify", file, "--key", key);
        Assert.NotEqual(0, await ByOpenSslAsync(file, key));
    }

    [Fact]
    public async Task An_anchor_in_a_folder_outside_is_found_again_and_a_changed_one_is_named()
    {
        await using var tenant = await TestTenant.SyncedAsync(new TenantStory().Users("ada"), Tests.Token);
        using var folder = new TemporaryFolder();
        var key = Path.Combine(tenant.Muster.Folder, "muster.pem");
        await tenant.MustAsync(0, Tests.Token, "audit", "key", "--out", key);
        await tenant.MustAsync(7, Tests.Token, "audit", "verify", "--anchors", folder.Path);
        var made = (await tenant.MustAsync(0, Tests.Token, "audit", "anchor", "--to", folder.Path, "--json")).Json;
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "Later");
        var verified = await tenant.MustAsync(0, Tests.Token, "audit", "verify", "--anchors", folder.Path, "--key", key, "--json");
        Assert.Equal(1, verified.Json.GetProperty("checkpoints").GetInt32());

        var file = Path.Combine(folder.Path, made.GetProperty("file").GetString()!);
        var text = await File.ReadAllTextAsync(file, Tests.Token);
        await File.WriteAllTextAsync(file, text.Replace('.', 'x'), Tests.Token);
        Assert.Contains(
            made.GetProperty("file").GetString()!,
            (await tenant.MustAsync(1, Tests.Token, "audit", "verify", "--anchors", folder.Path)).Error,
            StringComparison.Ordinal
        );
    }

    /// <summary>The script of the documents, which knows nothing of Muster.</summary>
    private static async Task<int> ByOpenSslAsync(string file, string key)
    {
        using var script = Process.Start(
            new ProcessStartInfo("sh", [Repository.In("tools", "verify-export.sh"), file, key])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        await script.WaitForExitAsync(Tests.Token);
        return script.ExitCode;
    }
}
