using System.Text;
using System.Text.Json;
using Muster.Cli.Tests.Crashing;
using Muster.GraphEmulator;

namespace Muster.Cli.Tests.Output;

/// <summary>What goes to standard output, what to standard error, and what to neither.</summary>
public sealed class PipeTests
{
    private static TenantStory Story() =>
        new TenantStory().Users("ada", "grace").Group("team").Member("team", "ada").Owner("team", "grace").Then().Member("team", "grace");

    private static readonly string[] Looking =
    [
        "connection list",
        "connection show corp",
        "connection test corp",
        "users list",
        "users show ada@contoso.com",
        "groups discover",
        "groups list",
        "groups show team",
        "groups members team",
        "plan",
        "runs list",
        "runs show 1",
        "explain ada@contoso.com team",
        "export state",
        "audit list",
        "audit verify",
        "audit export",
    ];

    [Fact]
    public async Task In_a_pipe_nothing_has_colour_or_moves_the_cursor()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        foreach (
            var environment in new Dictionary<string, string>[]
            {
                new() { ["TERM"] = "xterm-256color" },
                new() { ["NO_COLOR"] = "1" },
            }
        )
        foreach (var command in new[] { "groups list", "plan" })
        {
            using var process = MusterProcess.Start(tenant.Muster.Folder, environment, command.Split(' '));
            var result = await process.EndAsync();
            Assert.Equal(0, result.Code);
            Assert.DoesNotContain('\u001b', result.Output + result.Error);
            Assert.DoesNotContain('\r', result.Output + result.Error);
            Assert.Contains("team", result.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_sync_in_a_pipe_ends_with_one_document_and_its_messages_stay_apart()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var result = await MusterProcess.RunAsync(tenant.Muster.Folder, "sync", "--yes", "--json");
        Assert.Equal(0, result.Code);
        Assert.Single(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var run = result.Json;
        Assert.Equal("applied", run.GetProperty("outcome").GetString());
        Assert.Equal(1, run.GetProperty("steps").GetProperty("membersAdded").GetInt32());
        foreach (var property in "run outcome full steps held problems graph seconds".Split(' '))
            Assert.True(run.TryGetProperty(property, out _), property);
        foreach (
            var count in "usersCreated usersUpdated usersSuspended usersReactivated groupsLinked groupsRenamed membersAdded membersRemoved ownersAdded ownersRemoved".Split(
                ' '
            )
        )
            Assert.Equal(JsonValueKind.Number, run.GetProperty("steps").GetProperty(count).ValueKind);
        foreach (var count in "requests resourceUnits retries".Split(' '))
            Assert.Equal(JsonValueKind.Number, run.GetProperty("graph").GetProperty(count).ValueKind);
        foreach (var count in "read plan apply".Split(' '))
            Assert.Equal(JsonValueKind.Number, run.GetProperty("seconds").GetProperty(count).ValueKind);
    }

    [Fact]
    public async Task With_json_every_line_of_standard_output_is_JSON()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        foreach (var command in Looking)
        {
            var result = await tenant.RunAsync(Tests.Token, [.. command.Split(' '), "--json"]);
            Assert.True(result.Code == 0, result.ToString());
            Assert.NotEmpty(result.JsonLines.ToList());
        }
    }

    [Fact]
    public async Task With_quiet_only_data_and_errors_are_left()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        await tenant.NextAsync(Tests.Token);
        foreach (var command in Looking.Append("sync --yes"))
        {
            var result = await tenant.RunAsync(Tests.Token, [.. command.Split(' '), "--quiet"]);
            Assert.True(result.Code == 0, result.ToString());
            Assert.Equal("", result.Error);
        }
        var failed = await tenant.RunAsync(Tests.Token, "groups", "show", "nothing", "--quiet");
        Assert.StartsWith("Error:", failed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Off_a_terminal_a_sync_needs_yes()
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        var before = await tenant.ExportAsync(Tests.Token);
        await tenant.NextAsync(Tests.Token);
        var result = await MusterProcess.RunAsync(tenant.Muster.Folder, "sync");
        Assert.Equal(64, result.Code);
        Assert.Contains("--yes", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
    }

    [Theory]
    [InlineData("40")]
    [InlineData("200")]
    public async Task Tables_hold_every_name_whole_enough_at_any_width(string columns)
    {
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        using var process = MusterProcess.Start(
            tenant.Muster.Folder,
            new Dictionary<string, string> { ["COLUMNS"] = columns },
            "groups",
            "list"
        );
        var result = await process.EndAsync();
        Assert.Equal(0, result.Code);
        Assert.Contains("team", result.Output, StringComparison.Ordinal);
        Assert.Contains("linked", result.Output, StringComparison.Ordinal);
        Assert.All(
            result.Output.Split('\n'),
            line => Assert.InRange(line.Length, 0, int.Parse(columns, System.Globalization.CultureInfo.InvariantCulture))
        );
    }

    [Fact]
    public async Task A_secret_is_in_no_output_and_in_no_file()
    {
        const string canary = "Canary~8Q9w.Zk3_tweet";
        await using var tenant = await TestTenant.ConnectedAsync(Story(), Tests.Token, new EmulatorOptions { ClientSecret = canary });
        var said = new StringBuilder();
        foreach (
            var command in new[] { "users import --everyone --yes", "groups create --from-directory --all", "sync --yes" }.Concat(Looking)
        )
        foreach (var json in new[] { false, true })
        {
            var result = await tenant.RunAsync(Tests.Token, [.. command.Split(' '), .. json ? new[] { "--json" } : []]);
            said.Append(result.Output).Append(result.Error);
        }
        await tenant.FaultsAsync(Tests.Token, new { path = $"/{tenant.Host.TenantId}", status = 400 });
        var failed = await tenant.RunAsync(Tests.Token, "sync", "--yes", "--full");
        said.Append(failed.Output).Append(failed.Error);
        Assert.DoesNotContain(canary, said.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", said.ToString(), StringComparison.Ordinal);
        byte[][] forms =
        [
            Encoding.UTF8.GetBytes(canary),
            Encoding.Unicode.GetBytes(canary),
            Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(canary))),
            "eyJ0eX"u8.ToArray(),
        ];
        var files = Directory.EnumerateFiles(tenant.Muster.Folder, "*", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, Tests.Token);
            Assert.All(
                forms,
                form => Assert.True(bytes.ToArray().AsSpan().IndexOf(form) < 0, $"{Path.GetFileName(file)} holds the secret.")
            );
        }
    }

    [Fact]
    public async Task Files_of_the_data_folder_are_for_this_account_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other means than file modes.");
        // Begun by the program, not by the tests as most are.
        await using var begun = await TestTenant.StartAsync(Story(), Tests.Token);
        await begun.MustAsync(0, Tests.Token, begun.AddCommand());
        Assert.NotEmpty(Files(begun.Muster));
        await using var tenant = await TestTenant.SyncedAsync(Story(), Tests.Token);
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        foreach (var file in Files(begun.Muster).Concat(Files(tenant.Muster)))
            Assert.True(
                OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & others) == UnixFileMode.None,
                $"{Path.GetFileName(file)} can be read by others."
            );
    }

    private static IEnumerable<string> Files(CommandLine line) => Directory.EnumerateFiles(line.Folder, "*", SearchOption.AllDirectories);
}
