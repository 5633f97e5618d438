using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Home;
using Muster.Server.Runs;
using Muster.Server.Watching;
using Muster.Testing;

namespace Muster.Server.Tests.Api;

/// <summary>What it costs when many have the first page open while work begins and ends.</summary>
[Collection(TwoDirectoriesRig.Name)]
public sealed class WatchingTests(TwoDirectoriesRig rig)
{
    private HomeRefresh Board => rig.Services.GetRequiredService<HomeRefresh>();

    [Fact]
    public async Task A_change_costs_the_database_the_same_however_many_watch_the_first_page()
    {
        var whole = Viewer(Role.Owner);
        var corp = Viewer(Role.None, "corp");
        var one = await CostAsync(whole, corp);
        var many = await CostAsync([.. Enumerable.Repeat(whole, 20), .. Enumerable.Repeat(corp, 20), Viewer(Role.None, "corp")]);
        Assert.True(one > 10, $"only {one} statements were seen");
        Assert.Equal(one, many);
    }

    [Fact]
    public async Task Who_sees_the_same_connections_is_shown_the_same_and_nobody_else()
    {
        _ = Board;
        Change();
        var (first, second) = (await Board.SharedAsync(Viewer(Role.None, "corp")), await Board.SharedAsync(Viewer(Role.None, "corp")));
        var lab = await Board.SharedAsync(Viewer(Role.None, "lab"));
        Assert.Same(first.Figures, second.Figures);
        Assert.Equal(["corp"], first.Figures.Connections.Select(one => one.Connection.Name));
        Assert.Equal(["lab"], lab.Figures.Connections.Select(one => one.Connection.Name));
        Assert.Empty((await Board.SharedAsync(null)).Figures.Connections);
        Change();
        Assert.NotSame(first.Figures, (await Board.SharedAsync(Viewer(Role.None, "corp"))).Figures);
    }

    [Fact]
    public async Task A_run_of_another_process_is_looked_up_once_for_all_who_watch_it_and_each_run_for_itself()
    {
        var (running, of) = (rig.Services.GetRequiredService<RunningRuns>(), rig.Two.Of["corp"].Run);
        async Task<int> LooksAsync(int viewers)
        {
            var least = int.MaxValue;
            for (var i = 0; i < 4; i++)
            {
                Change();
                using var counter = new StatementCounter(rig.Two.Rig.Server.Muster.Database, rig.Two.Rig.Tenant.Muster.Folder);
                var seen = await Task.WhenAll(Enumerable.Range(0, viewers).Select(_ => running.OfAsync(of)));
                Assert.All(seen, one => Assert.Equal(of, one.Run!.Id));
                least = Math.Min(least, counter.Count);
            }
            return least;
        }
        var one = await LooksAsync(1);
        Assert.InRange(one, 2, 10);
        Assert.Equal(one, await LooksAsync(20));
        Assert.Null((await running.OfAsync(999_999)).Run);
    }

    /// <summary>Statements of both databases that a change costs while some watch: the least of some tries, since the server has other things to do now and then.</summary>
    private async Task<int> CostAsync(params Caller[] viewers)
    {
        _ = Board;
        var least = int.MaxValue;
        for (var i = 0; i < 4; i++)
        {
            Change();
            using var counter = new StatementCounter(rig.Two.Rig.Server.Muster.Database, rig.Two.Rig.Tenant.Muster.Folder);
            await Task.WhenAll(viewers.Select(viewer => Board.SharedAsync(viewer)));
            least = Math.Min(least, counter.Count);
        }
        return least;
    }

    /// <summary>Work begins and ends.</summary>
    private void Change()
    {
        var live = rig.Services.GetRequiredService<LiveRuns>();
        var told = 0;
        void Count() => Interlocked.Increment(ref told);
        live.Changed += Count;
        live.Start("A change", "test", null, (_, _) => Task.FromResult<string?>(null));
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref told) >= 2, TimeSpan.FromSeconds(30)));
        live.Changed -= Count;
    }

    private Caller Viewer(Role role, string? connection = null) =>
        new(Guid.NewGuid(), "Somebody", role, false, null, null)
        {
            Grants = connection is null ? [] : [new ConnectionGrant(rig.Two.Of[connection].Connection, Role.Operator, false)],
        };
}
