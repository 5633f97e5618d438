using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Muster.Cli.Tests.Auditing;

/// <summary>What an auditor who does not trust Muster finds with a script of another language.</summary>
public sealed class IndependentVerifierTests
{
    [Fact]
    public async Task INV_20_the_script_agrees_with_an_untouched_log_and_finds_every_kind_of_tampering()
    {
        if (!await HasPythonAsync())
            Assert.Skip("python3 is not installed.");
        await using var tenant = await TestTenant.SyncedAsync(
            new TenantStory().Users("ada", "grace \"ü\" \u2028").Group("team").Member("team", "ada"),
            Tests.Token
        );
        var checkpoint = await CheckpointAsync(tenant, "early.json");
        await tenant.MustAsync(0, Tests.Token, "groups", "create", "Überall \"&\" <hier>", "--purpose", "日本 \t 🙂");
        var late = await CheckpointAsync(tenant, "late.json");
        var lines = (await tenant.MustAsync(0, Tests.Token, "audit", "export"))
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToList();
        Assert.True(lines.Count > 8);
        Assert.All(lines, line => Assert.Contains("\\\"through\\\":\\\"commandLine\\\"}", line, StringComparison.Ordinal));

        var (good, report) = await VerifyAsync(tenant, lines, checkpoint, late);
        Assert.True(good == 0, report);
        Assert.Contains($"{lines.Count} entries, 2 checkpoints, 0 faults", report, StringComparison.Ordinal);

        var tampered = Tampered(lines).ToList();
        var found = await FaultsAsync(tenant, tampered.Select(variant => variant.Lines), checkpoint, late);
        Assert.Equal(tampered.Count, found.Count);
        foreach (var ((how, _), faults) in tampered.Zip(found))
            Assert.True(faults > 0, how);

        // A cut end shows against the later note only; behind that is what the export says of itself.
        Assert.Contains("list.exportBegun", lines[^1], StringComparison.Ordinal);
        Assert.Equal(0, (await VerifyAsync(tenant, lines[..^2], checkpoint)).Code);
        Assert.Contains("the end was cut", (await VerifyAsync(tenant, lines[..^2], checkpoint, late)).Report, StringComparison.Ordinal);
        Assert.Equal(2, (await VerifyAsync(tenant, ["nonsense"], checkpoint)).Code);
    }

    private static IEnumerable<(string How, List<string> Lines)> Tampered(List<string> lines)
    {
        foreach (var field in new[] { "at", "actor", "action", "subject", "detail", "hash", "previousHash", "number" })
        {
            List<string> edited = [.. lines];
            var entry = JsonNode.Parse(edited[3])!;
            entry[field] = field switch
            {
                "at" => "2026-01-01T00:00:00.000Z",
                "number" => 40,
                "hash" or "previousHash" => new string('b', 64),
                _ => $"{entry[field]}x",
            };
            edited[3] = entry.ToJsonString();
            yield return ($"edited {field}", edited);
        }
        yield return ("deleted", [.. lines[..2], .. lines[3..]]);
        yield return ("deleted the first", lines[1..]);
        yield return ("inserted", [.. lines[..2], lines[1], .. lines[2..]]);
        yield return ("reordered", [.. lines[..2], lines[3], lines[2], .. lines[4..]]);
        yield return ("truncated", lines[..5]);
        yield return ("emptied", []);
    }

    private static async Task<string> CheckpointAsync(TestTenant tenant, string name)
    {
        var file = Path.Combine(tenant.Muster.Folder, name);
        await tenant.MustAsync(0, Tests.Token, "audit", "checkpoint", "--out", file);
        return file;
    }

    private static async Task<(int Code, string Report)> VerifyAsync(TestTenant tenant, List<string> lines, params string[] checkpoints)
    {
        var file = Path.Combine(tenant.Muster.Folder, "audit.jsonl");
        await File.WriteAllTextAsync(file, string.Concat(lines.Select(line => line + "\n")), Tests.Token);
        return await PythonAsync([Script(), file, .. checkpoints]);
    }

    /// <summary>Has one process of the script's own functions check many exports: starting it is what takes long.</summary>
    private static async Task<List<int>> FaultsAsync(TestTenant tenant, IEnumerable<List<string>> exports, params string[] checkpoints)
    {
        const string program = """
            import importlib.util, json, sys
            spec = importlib.util.spec_from_file_location("verify", sys.argv[1])
            verify = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(verify)
            for lines in json.load(open(sys.argv[2], encoding="utf-8")):
                faults = []
                hashes = verify.check_entries(lines, faults)
                for name in sys.argv[3:]:
                    verify.check_checkpoint(name, json.load(open(name, encoding="utf-8")), hashes, faults)
                print(len(faults))
            """;
        var file = Path.Combine(tenant.Muster.Folder, "variants.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(exports), Tests.Token);
        var (code, report) = await PythonAsync(["-c", program, Script(), file, .. checkpoints]);
        Assert.True(code == 0, report);
        return [.. report.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
    }

    private static async Task<bool> HasPythonAsync()
    {
        try
        {
            return (await PythonAsync(["--version"])).Code == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int Code, string Report)> PythonAsync(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("python3", arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var python = Process.Start(start)!;
        var output = python.StandardOutput.ReadToEndAsync(Tests.Token);
        var error = python.StandardError.ReadToEndAsync(Tests.Token);
        await python.WaitForExitAsync(Tests.Token);
        return (python.ExitCode, await output + await error);
    }

    private static string Script()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "tools", "verify-audit.py") is var script && File.Exists(script))
                return script;
        throw new InvalidOperationException($"tools/verify-audit.py was not found above {AppContext.BaseDirectory}.");
    }
}
