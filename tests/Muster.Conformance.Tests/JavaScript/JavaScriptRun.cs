using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Muster.Conformance.Tests.Declaring;
using Muster.Conformance.Tests.Running;

namespace Muster.Conformance.Tests.JavaScript;

/// <summary>One run of <c>tests/conformance-js</c> against an emulator of its own: every case once, in one process.</summary>
public sealed class JavaScriptRun : IAsyncLifetime
{
    private const string LockFile = "package-lock.json";
    private static readonly Dictionary<string, string> NoVariables = [];
    private readonly Dictionary<string, JsonElement> _lines = new(StringComparer.Ordinal);
    private string? _missing;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>What a case found; skips the test when Node is not there.</summary>
    public JsonElement Result(string name)
    {
        Assert.SkipWhen(_missing is not null, _missing ?? "");
        var line = Assert.Contains(name, _lines);
        Assert.False(line.TryGetProperty("failed", out var failed), failed.ToString());
        return line.GetProperty("result");
    }

    public async ValueTask InitializeAsync()
    {
        var source = Repository.PathOf("tests", "conformance-js");
        var folder = Repository.PathOf("artifacts", "conformance-js");
        _missing = await FindMissingAsync();
        if (_missing is null)
            await InstallAsync(source, folder);
        if (_missing is null)
            await RunAsync(folder);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<string?> FindMissingAsync()
    {
        foreach (var (program, oldest) in new[] { ("node", 20), ("npm", 8) })
        {
            var told = await NodeProgram.RunAsync(program, ["--version"], Repository.Root, NoVariables, Stop);
            var major = told?.Output.Trim().TrimStart('v').Split('.')[0];
            if (!int.TryParse(major, CultureInfo.InvariantCulture, out var version) || version < oldest)
                return $"Lacks {program} {oldest} or newer, which runs the JavaScript client; found {told?.Output.Trim() ?? "none"}.";
        }
        return null;
    }

    /// <summary>Copies the scripts beside their packages, and installs those when the lock file is another than last time.</summary>
    private async Task InstallAsync(string source, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(source))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        var wanted = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(source, LockFile), Stop)));
        var stamp = Path.Combine(folder, "installed");
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp, Stop) == wanted)
            return;
        var installed = await NodeProgram.RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder, NoVariables, Stop);
        if (installed is { Code: 0 })
            await File.WriteAllTextAsync(stamp, wanted, Stop);
        else if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail($"npm ci failed: {installed?.Errors}");
        else
            _missing = $"Lacks the packages of tests/conformance-js; npm ci failed: {installed?.Errors}";
    }

    private async Task RunAsync(string folder)
    {
        var ready = Path.Combine(folder, $"ready-{Guid.NewGuid():N}.json");
        await using var tenant = await ConformanceTenant.StartedAsync(ConformanceTenant.Options with { ReadyFile = ready });
        var trust = new Dictionary<string, string>(StringComparer.Ordinal) { ["NODE_EXTRA_CA_CERTS"] = tenant.Host.CertificatePath };
        var run = await NodeProgram.RunAsync("node", ["run.mjs", ready, KnownIds()], folder, trust, Stop);
        File.Delete(ready);
        Assert.True(run is { Code: 0 }, run?.Errors);
        foreach (var text in run!.Value.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var line = JsonSerializer.Deserialize<JsonElement>(text);
            _lines.Add(line.GetProperty("case").GetString()!, line);
        }
    }

    private static string KnownIds() =>
        JsonSerializer.Serialize(
            new Dictionary<string, Guid>(StringComparer.Ordinal)
            {
                ["ada"] = Company.Ada,
                ["alan"] = Company.Alan,
                ["crew"] = Company.Crew,
                ["inner"] = Company.Inner,
                ["outer"] = Company.Outer,
                ["everyone"] = Company.Everyone,
                ["nobody"] = Guid.Empty,
            }
        );
}
