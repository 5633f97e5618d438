using System.Text;
using Muster.Engine.Notifications;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Histories;
using Muster.GraphEmulator.Quirks;
using Muster.Testing.Notified;
using Muster.Testing.Simulation;
using static Muster.GraphEmulator.Histories.DirectoryOperation;
using static Muster.Notification.Tests.Reading.Company;

namespace Muster.Notification.Tests.Reading;

/// <summary>Items 1 to 6 of the ten: whatever notifications come, and whenever, the mirror is what a read after the last of them gives.</summary>
public sealed class NotifiedReadTests
{
    private static readonly EmulatorOptions SmallPages = new()
    {
        Permissions = NotifiedRig.AllPermissions,
        UsersPerDeltaPage = 10,
        GroupsPerDeltaPage = 2,
        MembersPerSlice = 5,
    };

    public static readonly TheoryData<string> Departures = ["user", "group", "membership"];

    [Theory]
    [MemberData(nameof(Departures))]
    public async Task T01_what_is_deleted_while_a_full_read_is_at_work_stays_out(string what)
    {
        DirectoryOperation departure = what switch
        {
            "user" => new UserDelete(Person(25)),
            "group" => new GroupDelete(Team(3)),
            _ => Leaves(25, 3),
        };
        var first = People(30)
            .Concat([NewTeam(1), NewTeam(2), NewTeam(3), NewTeam(4)])
            .Concat(Enumerable.Range(1, 30).Select(n => Joins(n, 3)));
        await using var rig = await NotifiedRig.StartAsync(History(first, [departure]), Tests.Token, SmallPages);
        await rig.NextAsync(Tests.Token);
        var steps = new SteppedSource();
        // The person's page, or the group's, is fetched and not yet stored.
        var pages = 0;
        var page = what == "user" ? "page of Users" : "page of Groups";
        steps.At = async (_, name) =>
        {
            if (name == page && Interlocked.Increment(ref pages) == 3)
                await rig.NextAsync(Tests.Token);
        };
        // The first read is a full one, and by then the subscriptions stand.
        var node = await SubscribedAsync(rig, settings => settings with { Around = steps.Around });
        Assert.True(pages >= 3);
        await SettledAsync(rig, node);

        await IsTruthAsync(rig, node);
        Assert.Equal(RunOutcome.NoChanges, (await RunAsync(rig, node, full: false)).Outcome);
    }

    [Fact]
    public async Task T02_a_change_at_any_step_of_a_running_read_is_in_a_read_after_it()
    {
        var changes = Enumerable
            .Range(1, 40)
            .Select(n => (IEnumerable<DirectoryOperation>)[Renamed(1 + n % 9, $"Renamed {n}"), n % 2 == 0 ? Leaves(2, 1) : Joins(2, 1)]);
        await using var rig = await NotifiedRig.StartAsync(History([People(10).Append(NewTeam(1)), .. changes]), Tests.Token, SmallPages);
        await rig.NextAsync(Tests.Token);
        var steps = new SteppedSource();
        var watch = new Watch();
        var node = await SubscribedAsync(rig, settings => settings with { Around = steps.Around, AroundRead = watch.Around });
        await rig.NextAsync(Tests.Token);
        await SettledAsync(rig, node);
        var tried = 0;
        for (var at = 0; at <= 12; at++)
        {
            var (reads, came) = (watch.Reads, false);
            steps.At = async (step, _) =>
            {
                if (step != at || came)
                    return;
                came = true;
                await rig.NextAsync(Tests.Token);
                await rig.ToldAsync(Tests.Token);
            };
            await rig.NextAsync(Tests.Token);
            await SettledAsync(rig, node);
            if (!came)
                break;
            tried++;
            Assert.True(watch.Reads >= reads + 2, $"step {at}: {watch.Reads - reads} reads");
            await IsTruthAsync(rig, node);
        }
        Assert.True(tried >= 8, $"only {tried} steps");
        Assert.Equal(1, watch.MostAtOnce);
    }

    [Fact]
    public async Task T03_late_reversed_and_repeated_notifications_end_in_what_a_full_read_gives()
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var options = SmallPages with
            {
                Quirks = new QuirkSet
                {
                    Notifications = new NotificationQuirks
                    {
                        Seed = seed,
                        Reordered = true,
                        DuplicatedPercent = 50,
                        DeletionsAreToldAfterRestore = true,
                        ForgedClientStatePercent = 30,
                        WrongTenantPercent = 30,
                    },
                },
            };
            await using var rig = await NotifiedRig.StartAsync(new RandomDirectory(seed, 8), Tests.Token, options);
            await rig.NextAsync(Tests.Token);
            var node = await SubscribedAsync(rig);
            while (await rig.NextAsync(Tests.Token)) { }
            rig.Clock.Move(TimeSpan.FromSeconds(3));
            await SettledAsync(rig, node);
            var notified = await IsTruthAsync(rig, node);
            await RunAsync(rig, node, full: true);
            Assert.Equivalent(notified.Edges, (await ViewAsync(rig, node)).Edges);
        }
    }

    [Fact]
    public async Task T03_the_same_batch_a_hundred_times_is_one_read()
    {
        await using var rig = await NotifiedRig.StartAsync(History(People(3)), Tests.Token, SmallPages);
        await rig.NextAsync(Tests.Token);
        var slow = new NotificationOptions { Quiet = TimeSpan.FromSeconds(1), LongestWait = TimeSpan.FromMinutes(1) };
        var node = await SubscribedAsync(rig, settings => settings with { Options = slow });
        var body = await GenuineAsync(rig, 3);
        for (var i = 0; i < 100; i++)
            await PostAsync(rig, node, body);
        await node.Waker.QuietAsync(rig.Connection.Key, Tests.Token);
        Assert.Equal(1, await node.ReadsAsync(Tests.Token) - rig.ReadsBefore);
    }

    [Fact]
    public async Task T04_a_deleted_group_three_levels_below_a_followed_one_costs_it_those_who_had_no_other_path()
    {
        DirectoryOperation[] first =
        [
            .. People(4),
            .. Enumerable.Range(1, 4).Select(NewTeam),
            Nests(2, 1),
            Nests(3, 2),
            Nests(4, 3),
            Joins(1, 4),
            Joins(2, 4),
            Joins(2, 1),
            Joins(3, 2),
        ];
        await using var rig = await NotifiedRig.StartAsync(History(first, [new GroupDelete(Team(4))]), Tests.Token, SmallPages);
        await rig.NextAsync(Tests.Token);
        Assert.Equal(0, (await rig.RunAsync(Tests.Token, "groups", "create", "Team 1")).Code);
        var node = await SubscribedAsync(rig);
        Assert.Equal(["p1", "p2", "p3"], await MembersAsync(rig));
        var requests = rig.Host.State.Requests;
        await rig.NextAsync(Tests.Token);
        await SettledAsync(rig, node);
        await ApproveAsync(rig, node);
        Assert.Equal(["p2", "p3"], await MembersAsync(rig));
        // Two streams and what they lead to, and nobody was asked for parents.
        Assert.InRange(rig.Host.State.Requests - requests, 2, 12);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(503)]
    public async Task T05_a_read_that_is_refused_half_way_removes_nobody_and_is_made_up_for(int status)
    {
        DirectoryOperation[] first =
        [
            .. People(12),
            NewTeam(1),
            NewTeam(2),
            Nests(2, 1),
            .. Enumerable.Range(1, 12).Select(n => Joins(n, 2)),
        ];
        await using var rig = await NotifiedRig.StartAsync(
            History(first, [Leaves(1, 2), Joins(1, 1), Renamed(2, "New")]),
            Tests.Token,
            SmallPages
        );
        await rig.NextAsync(Tests.Token);
        await rig.RunAsync(Tests.Token, "groups", "create", "Team 1");
        var node = await SubscribedAsync(rig);
        var before = await ViewAsync(rig, node);
        await rig.FaultsAsync(Tests.Token, new { path = "/v1.0/groups/delta", status });
        await rig.NextAsync(Tests.Token);
        await rig.ToldAsync(Tests.Token);
        while (node.Waker.StateOf(rig.Connection.Key).Problem is null)
            await Task.Delay(5, Tests.Token);
        Assert.Equivalent(before.Edges, (await ViewAsync(rig, node)).Edges);
        Assert.Equal(12, (await MembersAsync(rig)).Count);

        await rig.HealAsync(Tests.Token);
        await SettledAsync(rig, node);
        await IsTruthAsync(rig, node);
        Assert.Equal(12, (await MembersAsync(rig)).Count);
    }

    [Fact]
    public async Task T06_a_flood_of_true_notifications_is_few_reads_and_a_held_plan_and_one_of_forged_ones_is_nothing()
    {
        DirectoryOperation[] first = [.. People(300), NewTeam(1), .. Enumerable.Range(1, 300).Select(n => Joins(n, 1))];
        var leavers = Enumerable.Range(1, 250).Select(DirectoryOperation (n) => new UserDelete(Person(n)));
        var options = SmallPages with { UsersPerDeltaPage = 200, MembersPerSlice = 1000 };
        await using var rig = await NotifiedRig.StartAsync(History(first, leavers), Tests.Token, options);
        await rig.NextAsync(Tests.Token);
        await rig.RunAsync(Tests.Token, "groups", "create", "Team 1");
        var node = await SubscribedAsync(
            rig,
            settings =>
                settings with
                {
                    Options = settings.Options with { Quiet = TimeSpan.FromMilliseconds(300), LongestWait = TimeSpan.FromSeconds(2) },
                }
        );
        await rig.NextAsync(Tests.Token);
        var genuine = await GenuineAsync(rig, 100);
        for (var i = 0; i < 50; i++)
            await PostAsync(rig, node, genuine);
        await SettledAsync(rig, node);

        var reads = await node.ReadsAsync(Tests.Token) - rig.ReadsBefore;
        Assert.InRange(reads, 1, 12);
        var run = (await node.Database.Runs.ListAsync(null, 1, Tests.Token))[0];
        Assert.Equal(RunOutcome.Held, run.Outcome);
        Assert.NotEmpty(run.Held);
        Assert.Equal(300, (await MembersAsync(rig)).Count);

        var forged = Encoding.UTF8.GetBytes(
            Encoding.UTF8.GetString(genuine).Replace("clientState\":\"", "clientState\":\"x", StringComparison.Ordinal)
        );
        var requests = rig.Host.State.Requests;
        for (var i = 0; i < 500; i++)
            await PostAsync(rig, node, forged);
        await node.Waker.QuietAsync(rig.Connection.Key, Tests.Token);
        Assert.Equal(reads, await node.ReadsAsync(Tests.Token) - rig.ReadsBefore);
        Assert.Equal(requests, rig.Host.State.Requests);
        await node.Keeper.RoundAsync(Tests.Token);
        Assert.Equal(50_000, (await node.Database.Subscriptions.CountsAsync(rig.Connection.Key, Tests.Token)).Forged);
        var audit = await node.Database.Audit.EntriesAsync(0, Tests.Token).ToListAsync(Tests.Token);
        Assert.Single(audit, entry => entry.Action == "notifications.forged");
    }

    internal static async Task<NotifiedNode> SubscribedAsync(NotifiedRig rig, Func<NodeSettings, NodeSettings>? change = null)
    {
        var node = await rig.NodeAsync(Tests.Token, change);
        await node.Keeper.RoundAsync(Tests.Token);
        await node.Waker.QuietAsync(rig.Connection.Key, Tests.Token);
        rig.ReadsBefore = await node.ReadsAsync(Tests.Token);
        return node;
    }

    /// <summary>Everything is told, and read.</summary>
    internal static async Task SettledAsync(NotifiedRig rig, NotifiedNode node)
    {
        await rig.ToldAsync(Tests.Token);
        await node.Waker.QuietAsync(rig.Connection.Key, Tests.Token);
    }

    internal static async Task<Run> RunAsync(NotifiedRig rig, NotifiedNode node, bool full)
    {
        while (true)
            try
            {
                var request = new SyncRequest
                {
                    Connection = rig.Connection,
                    Actor = "poll",
                    Full = full,
                };
                return await node.Syncs.RunAsync(request, new Agreeing(), Tests.Token);
            }
            catch (LeaseTakenException)
            {
                await Task.Delay(20, Tests.Token);
            }
    }

    internal static Task<MirrorView> ViewAsync(NotifiedRig rig, NotifiedNode node) =>
        MirrorView.LoadAsync(node.Database.Mirror, rig.Connection.Key, Tests.Token);

    internal static async Task<MirrorView> IsTruthAsync(NotifiedRig rig, NotifiedNode node)
    {
        var view = await ViewAsync(rig, node);
        var differences = view.Against(rig.Truth);
        Assert.True(differences.Count == 0, string.Join('\n', differences));
        return view;
    }

    /// <summary>Approves the plan that waits, if one does.</summary>
    internal static async Task ApproveAsync(NotifiedRig rig, NotifiedNode node)
    {
        var last = (await node.Database.Runs.ListAsync(null, 1, Tests.Token))[0];
        if (last.Outcome == RunOutcome.Held)
            Assert.Equal(0, (await rig.RunAsync(Tests.Token, "runs", "approve", $"{last.Id}", "--reason", "test")).Code);
    }

    private static async Task<List<string>> MembersAsync(NotifiedRig rig) =>
        [
            .. new Muster.Testing.ExportedTenant(await rig.ExportAsync(Tests.Token))
                .Members("Team 1")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ];

    /// <summary>A body as the directory would send it.</summary>
    private static async Task<byte[]> GenuineAsync(NotifiedRig rig, int entries)
    {
        var (id, state) = (await rig.ClientStatesAsync(Tests.Token)).First();
        var entry =
            $$"""{"subscriptionId":"{{id}}","tenantId":"{{rig.Host.TenantId}}","clientState":"{{state}}","changeType":"deleted","resource":"Users/1"}""";
        return Encoding.UTF8.GetBytes($$"""{"value":[{{string.Join(',', Enumerable.Repeat(entry, entries))}}]}""");
    }

    private static async Task PostAsync(NotifiedRig rig, NotifiedNode node, byte[] body)
    {
        var address = (await node.Database.Subscriptions.EndpointsAsync(Tests.Token))
            .Single(one => one.Connection == rig.Connection.Key)
            .Under(node.Server.Address);
        using var http = PublicServer.Client();
        using var response = await http.PostAsync(address, new ByteArrayContent(body), Tests.Token);
        Assert.Equal(202, (int)response.StatusCode);
    }

    /// <summary>Counts woken reads and how many there were at the same time.</summary>
    private sealed class Watch
    {
        private int _now;

        public int Reads { get; private set; }

        public int MostAtOnce { get; private set; }

        public IWokenRead Around(IWokenRead inner) => new Watched(this, inner);

        private sealed class Watched(Watch watch, IWokenRead inner) : IWokenRead
        {
            public async Task<WokenReadResult> ReadAsync(int connection, DateTimeOffset since, CancellationToken cancellationToken)
            {
                watch.MostAtOnce = Math.Max(watch.MostAtOnce, Interlocked.Increment(ref watch._now));
                try
                {
                    watch.Reads++;
                    return await inner.ReadAsync(connection, since, cancellationToken);
                }
                finally
                {
                    Interlocked.Decrement(ref watch._now);
                }
            }
        }
    }

    private sealed class Agreeing : IRunObserver
    {
        public void Phase(RunPhase phase) { }

        public void Reading(ReadProgress progress) { }

        public void Applying(long done, long total) { }

        public Task<bool> ConfirmAsync(PlannedRun planned, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}
