using System.Globalization;
using Muster.Testing;

namespace Muster.Bench;

/// <summary>A first sync to PostgreSQL beside what it cannot do without (fetching the pages, copying the rows), and small syncs in a small and in a large tenant.</summary>
internal static class PostgresBench
{
    private const int Rounds = 7;

    /// <summary>A first sync may take so much of the floor, and a small sync in the large tenant so much of one in the small.</summary>
    private const double Allowed = 1.5;

    public static async Task<int> RunAsync(int users, int groups, CancellationToken cancellationToken)
    {
        try
        {
            // The small one comes first, so that the compiler is done when the large one is measured.
            await using var small = await FollowedTenant.MakeAsync(users / 100, groups / 100, cancellationToken);
            await using var large = await FollowedTenant.MakeAsync(users, groups, cancellationToken);
            var floor = await FloorAsync(large, cancellationToken);
            var ratio = large.Seconds.Sum() / floor;
            Say($"first sync / floor: {ratio:0.00} of {Allowed}");
            var (few, many) = await IncrementalAsync(small, large, cancellationToken);
            Say(
                $"sync of {FollowedTenant.Changes} new memberships among {small.Memberships}: {few:0.00} s, among {large.Memberships}: {many:0.00} s, ratio {many / few:0.00} of {Allowed}"
            );
            return ratio <= Allowed && many / few <= Allowed ? 0 : 1;
        }
        finally
        {
            await PostgresServer.EndAsync();
        }
    }

    private static async Task<double> FloorAsync(FollowedTenant tenant, CancellationToken cancellationToken)
    {
        var pages = new List<(int Pages, double Seconds)>();
        foreach (
            var link in await tenant.TextsAsync(
                "SELECT substring(binding from 'https://[^ ]*[^ ,]') FROM delta_link ORDER BY stream",
                cancellationToken
            )
        )
            pages.Add(await BareClient.FollowAsync(tenant.Client, link, cancellationToken));
        var copied = await tenant.CopyAsync(cancellationToken);
        Say(
            $"floor: {pages.Sum(chain => chain.Pages)} pages in {string.Join(" + ", pages.Select(chain => Of(chain.Seconds)))} s, {copied.Bytes >> 20} MB of rows by COPY in {copied.Seconds:0.0} s"
        );
        return pages.Sum(chain => chain.Seconds) + copied.Seconds;
    }

    /// <summary>The two take turns, so that whatever else the machine does meets them alike; the fastest round of each counts.</summary>
    private static async Task<(double Few, double Many)> IncrementalAsync(
        FollowedTenant small,
        FollowedTenant large,
        CancellationToken cancellationToken
    )
    {
        var (few, many) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            few = Math.Min(few, await small.SyncAfterChangeAsync(round, cancellationToken));
            many = Math.Min(many, await large.SyncAfterChangeAsync(round, cancellationToken));
        }
        return (few, many);
    }

    private static string Of(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
