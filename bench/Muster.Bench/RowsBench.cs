using System.Globalization;
using Muster.Testing;

namespace Muster.Bench;

/// <summary>What rows take on PostgreSQL once a company was synchronised, and what syncs write there: the figures that the fleet is reckoned with.</summary>
internal static class RowsBench
{
    /// <summary>Enough that what a run leaves behind fills many pages of the database.</summary>
    private const int Quiet = 200;

    private const int Busy = 20;

    public static async Task<int> RunAsync(int users, int groups, CancellationToken cancellationToken)
    {
        try
        {
            await using var tenant = await FollowedTenant.MakeAsync(users, groups, cancellationToken);
            await TablesAsync(tenant, "after the first sync", cancellationToken);
            // Once for the compiler, and for what the first sync left to do.
            await tenant.RunAsync(["sync", "--yes"], cancellationToken);
            Console.WriteLine("of each sync            seconds  server CPU s  transactions  rows written  WAL bytes");
            await SyncsAsync(tenant, "nothing to do", Quiet, _ => Task.CompletedTask, ["sync", "--yes"], cancellationToken);
            await TablesAsync(tenant, $"after {Quiet} syncs with nothing to do", cancellationToken);
            await SyncsAsync(
                tenant,
                $"{FollowedTenant.Changes} new memberships",
                Busy,
                round => tenant.ChangeAsync(round, cancellationToken),
                ["sync", "--yes"],
                cancellationToken
            );
            await TablesAsync(tenant, $"after {Busy} syncs with {FollowedTenant.Changes} new memberships each", cancellationToken);
            await SyncsAsync(tenant, "read in full", 2, _ => Task.CompletedTask, ["sync", "--full", "--yes"], cancellationToken);
            await LooksAsync(tenant, cancellationToken);
            return 0;
        }
        finally
        {
            await PostgresServer.EndAsync();
        }
    }

    private static async Task SyncsAsync(
        FollowedTenant tenant,
        string what,
        int rounds,
        Func<int, Task> prepare,
        string[] command,
        CancellationToken cancellationToken
    )
    {
        // The fastest round counts: whatever else the machine does only adds to it.
        var (seconds, spent) = (double.MaxValue, new Work(0, 0, 0, 0));
        for (var round = 0; round < rounds; round++)
        {
            await prepare(round);
            var before = await WorkAsync(tenant, cancellationToken);
            seconds = Math.Min(seconds, await tenant.RunAsync(command, cancellationToken));
            spent += await WorkAsync(tenant, cancellationToken) - before;
        }
        Say(
            $"{what, -22} {seconds, 8:0.00} {spent.Seconds / rounds, 13:0.000} {spent.Transactions / rounds, 13:0} {spent.Rows / rounds, 13:0} {spent.LogBytes / rounds, 10:0}"
        );
    }

    /// <summary>What it costs to look at the settings of one connection, as each server does for all of them every ten seconds: the workspace and the role are set, and a row is found.</summary>
    private static async Task LooksAsync(FollowedTenant tenant, CancellationToken cancellationToken)
    {
        const int times = 20_000;
        var role = (await tenant.TextsAsync("SELECT app_role FROM schema_version", cancellationToken))[0];
        var before = await WorkAsync(tenant, cancellationToken);
        await tenant.RepeatAsync(
            $"SELECT set_config('muster.workspace', '1', true), set_config('role', '{role}', true); SELECT * FROM setting_version WHERE workspace = 1 AND connection = 1 ORDER BY version DESC LIMIT 1",
            times,
            cancellationToken
        );
        var spent = await WorkAsync(tenant, cancellationToken) - before;
        Say($"one look at the settings of a connection: {spent.Seconds / times * 1e6:0} us of the server");
    }

    private static async Task TablesAsync(FollowedTenant tenant, string when, CancellationToken cancellationToken)
    {
        await tenant.TextsAsync("VACUUM ANALYZE", cancellationToken);
        Console.WriteLine($"{when}: table, rows, KB of rows (with what is kept beside them), KB of indexes, bytes a row with indexes");
        foreach (
            var line in await tenant.TextsAsync(
                """
                SELECT format('%-22s %10s %10s %10s %8s', relname, rows, pg_table_size(oid) / 1024, pg_indexes_size(oid) / 1024,
                    pg_total_relation_size(oid) / greatest(rows, 1))
                FROM (
                    SELECT oid, relname::text, (xpath('/row/count/text()', query_to_xml(format('SELECT count(*) FROM %s', oid::regclass), false, true, '')))[1]::text::bigint AS rows
                    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                ) AS tables
                WHERE rows > 0 ORDER BY pg_total_relation_size(oid) DESC LIMIT 14
                """,
                cancellationToken
            )
        )
            Console.WriteLine(line);
    }

    /// <summary>What the server has done so far.</summary>
    private static async Task<Work> WorkAsync(FollowedTenant tenant, CancellationToken cancellationToken)
    {
        // Processes of the server tell what they did when they end.
        while (
            await tenant.TextsAsync(
                "SELECT pid::text FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()",
                cancellationToken
            )
                is not []
        )
            await Task.Delay(20, cancellationToken);
        var figures = (
            await tenant.TextsAsync(
                """
                SELECT concat_ws(' ', xact_commit, tup_inserted + tup_updated + tup_deleted, pg_current_wal_insert_lsn() - '0/0',
                    split_part(pg_read_file('postmaster.pid'), E'\n', 1))
                FROM pg_stat_database WHERE datname = current_database()
                """,
                cancellationToken
            )
        )[0].Split(' ');
        return new(Number(0), Number(1), Number(2), CpuSeconds(figures[3]));

        double Number(int at) => double.Parse(figures[at], CultureInfo.InvariantCulture);
    }

    /// <summary>Processor time of a server on this machine and of those of its processes that have ended; 0 when it is elsewhere.</summary>
    private static double CpuSeconds(string process)
    {
        const double ticksPerSecond = 100;
        var file = $"/proc/{process}/stat";
        if (!File.Exists(file))
            return 0;
        // The name in brackets may hold blanks; fields 14 to 17 of the whole line are the times.
        var fields = File.ReadAllText(file).Split(") ")[^1].Split(' ');
        return fields[11..15].Sum(ticks => double.Parse(ticks, CultureInfo.InvariantCulture)) / ticksPerSecond;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private sealed record Work(double Transactions, double Rows, double LogBytes, double Seconds)
    {
        public static Work operator +(Work one, Work other) =>
            new(one.Transactions + other.Transactions, one.Rows + other.Rows, one.LogBytes + other.LogBytes, one.Seconds + other.Seconds);

        public static Work operator -(Work one, Work other) =>
            new(one.Transactions - other.Transactions, one.Rows - other.Rows, one.LogBytes - other.LogBytes, one.Seconds - other.Seconds);
    }
}
