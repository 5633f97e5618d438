using System.Text.Json;
using Muster.Cli.Tests.Faults;

namespace Muster.Cli.Tests.Emulating;

/// <summary><c>muster emulator</c> as a person or a script starts it.</summary>
public sealed class EmulatorSwitchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--latency", "slow", "lognormal:MEDIAN:SIGMA:SEED")]
    [InlineData("--latency", "lognormal:40", "lognormal:40:0.5:7")]
    [InlineData("--latency", "lognormal:40:9:1", "sigma 0 to 5")]
    [InlineData("--latency", "-1", "0 to 600000")]
    [InlineData("--retry-after", "soon", "whole, fraction, date or none")]
    [InlineData("--token-life", "0", "1 to 604800")]
    [InlineData("--token-life", "long", "drawn")]
    [InlineData("--permissions", "everything", "User.Read.All")]
    [InlineData("--permissions", "", "none")]
    [InlineData("--delta-units", "0", "1 to 10")]
    [InlineData("--batch-order", "random", "last, first or shuffled")]
    [InlineData("--page-size", "0", "1 to 100000")]
    public async Task A_value_that_makes_no_sense_is_answered_with_what_would(string option, string value, string says)
    {
        using var muster = new CommandLine();

        var result = await muster.RunAsync(Tests.Token, "emulator", "--size", "5x2", option, value);

        Troubled.AssertOneMessage(result, 64);
        Assert.Contains(option, result.Said(), StringComparison.Ordinal);
        Assert.Contains(says, result.Said(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--quirks", """{"shufled":true}""", "delta.shuffled")]
    [InlineData("--quirks", "[]", "JSON object")]
    [InlineData("--faults", """[{"path":"/v1.0/users"}]""", "needs a status")]
    [InlineData("--faults", "nonsense", "fault rules")]
    [InlineData("--app-certificate", "nonsense", "certificate")]
    [InlineData("--federated-trust", """{"issuer":"https://example.com"}""", "--federated-trust")]
    [InlineData("--federated-trust", """{"issuer":"example","subject":"s","keys":{"keys":[]}}""", "absolute address")]
    public async Task A_file_that_does_not_say_what_it_should_is_told_apart(string option, string content, string says)
    {
        using var muster = new CommandLine();

        var result = await muster.RunAsync(Tests.Token, "emulator", "--size", "5x2", option, _folder.Write("file", content));

        Troubled.AssertOneMessage(result, 64);
        Assert.Contains(says, result.Said(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--quirks")]
    [InlineData("--faults")]
    [InlineData("--app-certificate")]
    [InlineData("--federated-trust")]
    public async Task A_file_that_is_not_there_is_named(string option)
    {
        using var muster = new CommandLine();

        var result = await muster.RunAsync(Tests.Token, "emulator", "--size", "5x2", option, "no-such-file.json");

        Troubled.AssertOneMessage(result, 7);
        Assert.Contains(option, result.Said(), StringComparison.Ordinal);
        Assert.Contains("no-such-file.json", result.Said(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_switches_together_start_an_emulator_that_behaves_so()
    {
        using var key = new AppKey();
        var switches = new[]
        {
            "--permissions",
            "User.Read.All, Group.Read.All",
            "--app-certificate",
            _folder.Write("app.pem", key.Pem),
            "--quirks",
            _folder.Write("quirks.json", """{"delta":{"capitalIds":true}}"""),
            "--faults",
            _folder.Write("faults.json", """{"rules":[{"path":"/v1.0/groups","status":503}]}"""),
            "--nasty",
            "7",
            "--retry-after",
            "none",
            "--delta-units",
            "2",
            "--latency",
            "lognormal:5:0.5:3",
            "--token-life",
            "drawn:4",
            "--batch-order",
            "first",
            "--batch-424",
            "--throttle",
        };

        await RunningAsync(
            switches,
            async http =>
            {
                var app = (await http("app")).GetProperty("apps")[0];
                Assert.Equal(2, app.GetProperty("permissions").GetArrayLength());
                Assert.Equal(key.Certificate.Thumbprint, app.GetProperty("certificates")[0].GetString());
                var quirks = await http("quirks");
                Assert.True(quirks.GetProperty("delta").GetProperty("capitalIds").GetBoolean());
                Assert.Equal("absent", quirks.GetProperty("service").GetProperty("retryAfter").GetString());
                Assert.Equal(2, quirks.GetProperty("service").GetProperty("deltaCost").GetInt32());
                Assert.Equal(1, (await http("faults")).GetProperty("rules").GetArrayLength());
            }
        );
    }

    /// <summary>Starts the emulator as a person would, hands over its control endpoints, and presses Ctrl-C.</summary>
    private async Task RunningAsync(string[] switches, Func<Func<string, Task<JsonElement>>, Task> act)
    {
        var ready = Path.Combine(_folder.Path, "ready.json");
        using var muster = new CommandLine();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Tests.Token);
        var running = muster.RunAsync(stop.Token, ["emulator", "--size", "5x2", "--ready-file", ready, .. switches]);
        try
        {
            await Task.WhenAny(running, WrittenAsync(ready, stop.Token));
            Assert.False(running.IsCompleted, running.IsCompleted ? (await running).ToString() : "");
            using var document = JsonDocument.Parse(await File.ReadAllTextAsync(ready, stop.Token));
            var authority = new Uri(document.RootElement.GetProperty("authorityUrl").GetString()!);
            using var http = Trust.In(document.RootElement.GetProperty("certificate").GetString()!);
            await act(async path =>
            {
                using var answer = JsonDocument.Parse(await http.GetStringAsync(new Uri(authority, $"_emulator/{path}"), stop.Token));
                return answer.RootElement.Clone();
            });
        }
        finally
        {
            await stop.CancelAsync();
            Assert.Equal(0, (await running).Code);
        }
    }

    private static async Task WrittenAsync(string file, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!File.Exists(file) && await timer.WaitForNextTickAsync(cancellationToken)) { }
    }
}
