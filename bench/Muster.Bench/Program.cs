using System.Globalization;
using Muster.Bench;

return args switch
{
    ["replay", var history, .. var rest] => await ReplayBench.RunAsync(history, rest, CancellationToken.None),
    ["nasty", var count, .. var rest] => await NastyBench.RunAsync(
        rest is [var first, ..] ? int.Parse(first, CultureInfo.InvariantCulture) : 1,
        int.Parse(count, CultureInfo.InvariantCulture),
        rest is [_, var only] ? only : null,
        CancellationToken.None
    ),
    ["rules", var count, .. var rest] => await RuleBench.RunAsync(
        rest is [var first, ..] ? int.Parse(first, CultureInfo.InvariantCulture) : 1,
        int.Parse(count, CultureInfo.InvariantCulture),
        CancellationToken.None
    ),
    ["read", .. var latency] => await ReadBench.RunAsync(
        latency is [var milliseconds] ? int.Parse(milliseconds, CultureInfo.InvariantCulture) : 100,
        CancellationToken.None
    ),
    ["fuzz", .. var rest] => await FuzzBench.RunAsync(rest, CancellationToken.None),
    ["speed", .. var rows] => await SpeedBench.RunAsync(rows, CancellationToken.None),
    ["app", .. var rest] => await AppBench.RunAsync(
        rest is [var users, ..] ? int.Parse(users, CultureInfo.InvariantCulture) : 100_000,
        rest is [_, var groups, ..] ? int.Parse(groups, CultureInfo.InvariantCulture) : 100_000,
        rest is [_, _, var only] ? only : null,
        CancellationToken.None
    ),
    ["postgres", .. var size] => await PostgresBench.RunAsync(
        size is [var users, ..] ? int.Parse(users, CultureInfo.InvariantCulture) : 100_000,
        size is [_, var groups] ? int.Parse(groups, CultureInfo.InvariantCulture) : 10_000,
        CancellationToken.None
    ),
    ["rows", .. var size] => await RowsBench.RunAsync(
        size is [var users, ..] ? int.Parse(users, CultureInfo.InvariantCulture) : 20_000,
        size is [_, var groups] ? int.Parse(groups, CultureInfo.InvariantCulture) : 2_000,
        CancellationToken.None
    ),
    ["nodes", "share", .. var many] => await NodesBench.EndingAsync(
        NodesBench.ShareAsync(many is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 50, CancellationToken.None)
    ),
    ["nodes", "kill", .. var kills] => await NodesBench.EndingAsync(
        NodesBench.KillAsync(
            kills is [var times, ..] ? int.Parse(times, CultureInfo.InvariantCulture) : 200,
            kills is [_, var many, ..] ? int.Parse(many, CultureInfo.InvariantCulture) : 12,
            kills is [_, _, var first] ? int.Parse(first, CultureInfo.InvariantCulture) : 1,
            CancellationToken.None
        )
    ),
    ["nodes", .. var harm] => await NodesBench.EndingAsync(
        NodesBench.HarmAsync(
            harm is [var workspaces, ..] ? int.Parse(workspaces, CultureInfo.InvariantCulture) : 200,
            harm is [_, var minutes, ..] ? int.Parse(minutes, CultureInfo.InvariantCulture) : 10,
            harm is [_, _, var nodes, ..] ? int.Parse(nodes, CultureInfo.InvariantCulture) : 3,
            harm is [_, _, _, var seed] ? int.Parse(seed, CultureInfo.InvariantCulture) : 1,
            CancellationToken.None
        )
    ),
    ["scale", .. var rest] => ScaleBench.Run(rest),
    ["plan", var folder] => await PlanBench.RunAsync(folder, CancellationToken.None),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: dotnet run -c Release --project bench/Muster.Bench -- replay HISTORY [EVERY] [--both]
               replays a muster-directory-history/1 file, a line for each stop (every 50 change sets, and the last), or a muster-tenant/1 file with
               random changes (a stop after each); --both compares every stop with a second Muster that reads and plans everything
           ... -- nasty COUNT [FIRST-SEED [mirror|sync]]
               random tenants, changes, quirks and faults; names the seeds of the histories after which the mirror differs from the tenant
           ... -- rules COUNT [FIRST-SEED]
               random tenants, decisions, rules and clocks; names the seeds after which Muster and a model of plain sets disagree
           ... -- read [MILLISECONDS]
               reads a tenant whose every answer takes so long (100), beside a client that only fetches the longer chain of pages
           ... -- fuzz [SECONDS] [--parser NAME] [--corpus DIR]
               feeds the parsers of the reader with broken answers (60 s, all of them); replays and keeps inputs in DIR (artifacts/fuzz), prints and writes one that fails
           ... -- speed [leavers|flat|large|page|memory]
               times planning and applying in large tenants beside their marks; exits with 1 when one is missed
           ... -- app [USERS [GROUPS [ADDRESS]]]
               asks the server for its pages and lists in a large workspace (100,000 people, 100,000 groups, 1,100,000 memberships, a plan of 50,000 steps); exits with 1 when one takes longer than 300 ms
           ... -- postgres [USERS [GROUPS]]
               a first sync to PostgreSQL (100,000 users, 10,000 groups) beside fetching the pages and copying the rows, and small syncs there and in a hundredth of it; exits with 1 when one takes more than 1.5 times
           ... -- rows [USERS [GROUPS]]
               what the rows of each table take on PostgreSQL after a first sync (20,000 users, 2,000 groups), and what a sync writes with nothing to do, with ten changes, and read in full
           ... -- nodes [WORKSPACES [MINUTES [NODES [SEED]]]]
               real servers (3) on one PostgreSQL, a workspace for each of some tenants (200): for some minutes (10) servers are killed, stopped beyond their leases and started again at random while tenants change; exits with 1 when
               a run was at work twice at once, something was written behind a fence, or a workspace does not come to its tenant
           ... -- nodes kill [TIMES [WORKSPACES [SEED]]]
               one such server is killed so many times (200) at random instants of its start and work; exits with 1 as above
           ... -- nodes share [WORKSPACES]
               how long many first syncs (50) take that are due at once, with one server and with two; exits with 1 when two need more than 60 %
           ... -- scale [--workspaces N] [--users MEAN] [--sigma S] [--interval MINUTES] [--hourly SHARE] [--full SHARE] [--notified SHARE] [--changes PER-USER-AND-DAY] [--nodes N] [--workers N]
                         [--cores N] [--database-cores N] [--latency MS] [--jitter workspace|connection] [--app shared|own] [--seed N] [--from HOUR] [--days N] [--sweep]
               simulates an installation with many workspaces (10,000) for a day: runs, waits, freshness, Graph's budgets, writes, storage; --sweep: which resource there is too little of first as it grows
           ... -- plan DATA
               times the parts of making a plan on a data folder
        """
    );
    return 64;
}
