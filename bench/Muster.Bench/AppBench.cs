using System.Globalization;
using System.Net;
using Muster.Server;
using Muster.Server.Access;
using Muster.Testing;
using Muster.Testing.Planned;

namespace Muster.Bench;

/// <summary>How long the server takes over its pages and lists in a large workspace. Each is asked 41 times by real HTTP; of all but the first the 95th percentile counts.</summary>
internal static class AppBench
{
    private const int Times = 41;
    private const double Mark = 0.3;

    /// <summary>Measures; exits with 1 when a mark is missed.</summary>
    /// <param name="users">People, of whom each is in ten groups.</param>
    /// <param name="groups">Groups.</param>
    /// <param name="only">Part of the addresses to ask; null for all.</param>
    /// <param name="cancellationToken">Cancels the measurement.</param>
    public static async Task<int> RunAsync(int users, int groups, string? only, CancellationToken cancellationToken)
    {
        var tenant = await BigTenant.FollowedAsync(users, groups, 10, cancellationToken);
        try
        {
            await tenant.GatherAsync(groups, users, cancellationToken);
            var plan = await HeldPlanAsync(tenant, cancellationToken);
            var folder = Path.GetDirectoryName(tenant.Rig.DatabaseFile)!;
            await using var server = await MusterServer.StartAsync(
                new ServerOptions { DataFolder = folder, Urls = "http://127.0.0.1:0" },
                TimeProvider.System,
                cancellationToken
            );
            await ServerRig.AccountAsync(server, nameof(Role.Owner), cancellationToken);
            using var browser = new PlainBrowser(server.Address, cancellationToken);
            using var signedIn = await browser.SignInAsync("owner@example.com", ServerRig.Password);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{users:N0} people, {groups:N0} groups, {users * 11:N0} memberships; a plan of {plan.Steps:N0} steps"
                )
            );
            Console.WriteLine(
                "address                                                                  first  median     p95      KiB   mark"
            );
            var missed = 0;
            foreach (
                var (address, mark) in Addresses(groups, plan.Id)
                    .Where(one => only is null || one.Address.Contains(only, StringComparison.Ordinal))
            )
                missed += await MeasureAsync(browser, address, mark, cancellationToken) ? 0 : 1;
            return missed == 0 ? 0 : 1;
        }
        finally
        {
            await tenant.DisposeAsync();
        }
    }

    private static IEnumerable<(string Address, double Mark)> Addresses(int groups, long plan) =>
        new[]
        {
            "/",
            "/groups",
            "/groups?search=99",
            "/groups?link=linked",
            $"/groups/{groups + 1}",
            "/groups/10",
            $"/groups/{groups + 1}?show=owners",
            $"/groups/{groups + 1}?tab=history",
            $"/groups/{groups + 1}?tab=nested",
            $"/groups/{groups + 1}?tab=date&at=now",
            $"/groups/{groups + 1}?tab=settings",
            $"/groups/{groups + 1}?tab=exceptions",
            $"/groups/{groups + 1}?tab=link",
            "/groups/discover",
            "/groups/discover?search=99",
            "/people",
            "/people?q=0000ff",
            "/people/10",
            "/runs",
            $"/plans/{plan}",
            "/explain?user=0000000a000100000000000000000000%40example.org",
            "/at?at=now&group=10",
            "/problems",
            "/guard-rails",
            "/schedule",
            "/audit",
            "/api/v1/groups?limit=50",
            "/api/v1/groups?limit=50&search=99",
            $"/api/v1/groups/{groups + 1}/members?limit=50",
            "/api/v1/users?limit=50",
            "/api/v1/users?limit=50&search=0000ff",
            $"/api/v1/plans/{plan}",
            $"/api/v1/plans/{plan}/steps?limit=50",
            "/api/v1/runs",
            "/api/v1/audit?limit=50",
        }.Select(address => (address, Mark));

    private static async Task<bool> MeasureAsync(PlainBrowser browser, string address, double mark, CancellationToken cancellationToken)
    {
        var (took, size) = (new double[Times], 0L);
        for (var i = 0; i < Times; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            using var answer = await browser.GetAsync(address);
            size = (await answer.Content.ReadAsByteArrayAsync(cancellationToken)).LongLength;
            took[i] = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                Console.WriteLine($"{address, -70} {(int)answer.StatusCode}");
                return false;
            }
        }
        // The first answer is told apart: it finds nothing in memory and its code not yet compiled.
        var later = took.Skip(1).Order().ToArray();
        var (median, late) = (later[later.Length / 2], later[(later.Length * 95 + 99) / 100 - 1]);
        var held = late <= mark;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{address, -70}{took[0], 8:0.000}{median, 8:0.000}{late, 8:0.000}{size / 1024, 9:N0}{mark, 7}  {(held ? "held" : "MISSED")}"
            )
        );
        return held;
    }

    /// <summary>A plan that takes everybody of a twentieth of the people out of everything, as a person finds it who has to decide about it.</summary>
    private static async Task<(long Id, long Steps)> HeldPlanAsync(BigTenant tenant, CancellationToken cancellationToken)
    {
        await tenant.DisableAsync(0, 4_550, cancellationToken);
        var kept = await tenant.KeepAsync(await tenant.PlanAsync(full: false, cancellationToken), cancellationToken);
        return (kept.Id, kept.Counts.Total);
    }
}
