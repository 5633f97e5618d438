using Muster.GraphEmulator;
using Muster.GraphEmulator.Company;

namespace Muster.Cli.Tests.Crashing;

/// <summary>Killed, interrupted or doubled at any moment, then the same command again: the state of a twin to whom nothing happened (INV-12, INV-14, INV-16).</summary>
public sealed class CrashTests
{
    private const int People = 3000;
    private const int Groups = 250;

    /// <summary>Pages and waits that stretch a read over about a second, so that a kill can hit it anywhere.</summary>
    private static readonly EmulatorOptions Slow = new()
    {
        UsersPerDeltaPage = 100,
        GroupsPerDeltaPage = 10,
        Latency = TimeSpan.FromMilliseconds(25),
    };

    private static readonly string[][] Commands =
    [
        ["users", "import", "--everyone", "--yes"],
        ["groups", "create", "--from-directory", "--all"],
        ["sync", "--yes"],
    ];

    private static CompanyHistory Company() => new(People, Groups, seed: 7);

    /// <summary>INV-14, INV-15.</summary>
    [Fact]
    public async Task Killed_at_random_moments_the_same_commands_lead_to_the_state_of_an_undisturbed_twin()
    {
        var company = Company();
        await using var twin = await TestTenant.SyncedAsync(company, Tests.Token);
        await using var tenant = await TestTenant.ConnectedAsync(Company(), Tests.Token, Slow);
        var random = new Random(20260123);
        var killed = 0;
        foreach (var command in Commands)
            killed += await KillTwiceAsync(tenant, command, random);
        Assert.Equal(await twin.ExportAsync(Tests.Token), await tenant.ExportAsync(Tests.Token));

        await twin.Host.AdvanceAsync(company.MonthEnds[0], Tests.Token);
        await tenant.Host.AdvanceAsync(company.MonthEnds[0], Tests.Token);
        killed += await KillTwiceAsync(tenant, Commands[^1], random);
        await twin.MustAsync(0, Tests.Token, "sync", "--yes");

        Assert.Equal(await twin.ExportAsync(Tests.Token), await tenant.ExportAsync(Tests.Token));
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
        Assert.True(killed >= 4, $"Only {killed} processes were killed at work; the tenant is too fast for this test.");
    }

    /// <summary>INV-16.</summary>
    [Fact]
    public async Task Interrupted_it_stops_cleanly_says_so_and_nothing_is_half_applied()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGINT to send on Windows.");
        await using var tenant = await TestTenant.SyncedAsync(Company(), Tests.Token);
        var before = await tenant.ExportAsync(Tests.Token);
        await tenant.FaultsAsync(Tests.Token, new { path = "/v1.0/groups/delta", delayMs = 20_000 });
        using var process = MusterProcess.Start(tenant.Muster.Folder, "sync", "--yes", "--full");
        await AtWorkAsync(tenant, process);
        process.Interrupt();
        var result = await process.EndAsync();
        Assert.True(result.Code == 130, result.ToString());
        Assert.Contains("Stopped", result.Error, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?m)^\s+at \w", result.Error);
        Assert.Equal(before, await tenant.ExportAsync(Tests.Token));
        await tenant.HealAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var last = (await tenant.MustAsync(0, Tests.Token, "runs", "list", "--json"))
            .JsonLines.Select(run => run.GetProperty("outcome").GetString())
            .Take(2);
        Assert.Equal(["noChanges", "cancelled"], last);
    }

    [Fact]
    public async Task Two_processes_on_one_folder_are_never_at_work_at_once_and_the_loser_says_who_is()
    {
        await using var tenant = await TestTenant.SyncedAsync(Company(), Tests.Token);
        var before = await tenant.ExportAsync(Tests.Token);
        await tenant.FaultsAsync(
            Tests.Token,
            new
            {
                path = "/v1.0/groups/delta",
                times = 1,
                delayMs = 8_000,
            }
        );
        using var first = MusterProcess.Start(tenant.Muster.Folder, "sync", "--yes");
        await AtWorkAsync(tenant, first);

        var second = await MusterProcess.RunAsync(tenant.Muster.Folder, "sync", "--yes");
        var approve = await tenant.RunAsync(Tests.Token, "groups", "create", "while it works");
        var reading = await tenant.ExportAsync(Tests.Token);

        Assert.True(second.Code == 8, second.ToString());
        Assert.Contains("sync", second.Error, StringComparison.Ordinal);
        Assert.Contains(Environment.MachineName, second.Error, StringComparison.Ordinal);
        Assert.Equal(8, approve.Code);
        Assert.Equal(before, reading);
        Assert.Equal(0, (await first.EndAsync()).Code);
        Assert.Equal(0, (await MusterProcess.RunAsync(tenant.Muster.Folder, "sync", "--yes")).Code);
    }

    [Fact]
    public async Task After_a_kill_nobody_has_to_wait_for_the_lease_to_run_out()
    {
        await using var tenant = await TestTenant.SyncedAsync(Company(), Tests.Token);
        await tenant.FaultsAsync(
            Tests.Token,
            new
            {
                path = "/v1.0/groups/delta",
                times = 1,
                delayMs = 20_000,
            }
        );
        using var process = MusterProcess.Start(tenant.Muster.Folder, "sync", "--yes");
        await AtWorkAsync(tenant, process);
        process.Kill();
        await process.EndAsync();
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        var runs = (await tenant.MustAsync(0, Tests.Token, "runs", "list", "--json"))
            .JsonLines.Select(run => run.GetProperty("outcome").GetString())
            .ToList();
        Assert.DoesNotContain("running", runs);
    }

    /// <summary>Kills the command twice at moments of chance, then lets it end.</summary>
    /// <returns>How many were killed before they ended by themselves.</returns>
    private static async Task<int> KillTwiceAsync(TestTenant tenant, string[] command, Random random)
    {
        var killed = 0;
        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var process = MusterProcess.Start(tenant.Muster.Folder, command);
            // Counted from its first request, so that a fast machine does not end the command before it can be killed.
            await AtWorkAsync(tenant, process);
            if (await process.EndsWithinAsync(TimeSpan.FromMilliseconds(random.Next(0, 700))))
                continue;
            process.Kill();
            await process.EndAsync();
            killed++;
        }
        using var last = MusterProcess.Start(tenant.Muster.Folder, command);
        var result = await last.EndAsync();
        Assert.True(result.Code is 0 or 4, result.ToString());
        return killed;
    }

    /// <summary>Waits until the tenant has been asked for something by the process.</summary>
    private static async Task AtWorkAsync(TestTenant tenant, MusterProcess process)
    {
        var before = tenant.Host.State.Requests;
        while (tenant.Host.State.Requests == before)
            Assert.False(await process.EndsWithinAsync(TimeSpan.FromMilliseconds(20)), "The process ended before it was at work.");
    }
}
