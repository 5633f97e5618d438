using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Muster.Server.Owning;
using Muster.Server.Problems;
using Muster.Server.Runs;
using Muster.Server.Watching;
using Muster.Storage;
using Muster.Testing;

namespace Muster.Server.Tests.Api;

/// <summary>What another process does is told to whoever watches here, at the same cost for one and for many, and for none at none.</summary>
[Collection(TwoDirectoriesRig.Name)]
public sealed class OtherProcessTests(TwoDirectoriesRig rig) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TimedClock _clock = new();
    private readonly StatementCounter _looks = new(
        rig.Two.Rig.Server.Muster.Database,
        rig.Two.Rig.Tenant.Muster.Folder,
        "LEFT JOIN run newest"
    );
    private int _told;

    private MusterInstance Muster => rig.Two.Rig.Server.Muster;

    public void Dispose() => _looks.Dispose();

    [Fact]
    public async Task What_another_process_does_is_told_once()
    {
        using var watch = Watch();
        using var watching = watch.Begin();
        Looked(1, isFirst: true);
        // A look counts when it asks; once it asks again, it has the answer of before.
        Looked(2);
        await using (var other = await MusterDatabase.OpenAsync(rig.Two.Rig.Tenant.Muster.Folder, TimeProvider.System, Tests.Token))
            await other.Audit.AppendAsync("ada", "something.done", "elsewhere", [], Tests.Token);
        Looked(3);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _told) == 1, Patience), "nobody was told");
        Looked(4);
        Looked(5);
        Assert.Equal(1, _told);
    }

    [Fact]
    public void It_costs_the_same_however_many_watch_and_nothing_while_nobody_does()
    {
        using var watch = Watch();
        _clock.Move(WorkspaceWatch.Every);
        Assert.Equal((0, 0), (_looks.Count, _clock.Timers));
        foreach (var viewers in new[] { 1, 50 })
        {
            var before = _looks.Count;
            var watching = Enumerable.Range(0, viewers).Select(_ => watch.Begin()).ToList();
            for (var look = 1; look <= 10; look++)
                Looked(before + look, isFirst: look == 1);
            watching.ForEach(one => one.Dispose());
            // Disposed twice, as a page may be, it counts once.
            watching[0].Dispose();
            Assert.True(SpinWait.SpinUntil(() => _clock.Timers == 0, Patience), "it goes on looking");
            _clock.Move(WorkspaceWatch.Every);
            Assert.Equal(before + 10, _looks.Count);
        }
    }

    [Fact]
    public async Task What_owners_ask_for_and_take_back_over_the_api_shows_in_lists_that_are_open()
    {
        var (inbox, own) = ("owner@example.com", TwoDirectoriesRig.Mail("manager"));
        await using var problems = await OpenPage.OfAsync<ProblemsPage>(rig.Two.Rig, inbox, "/problems");
        await using var mine = await OpenPage.OfAsync<MyGroupsPage>(rig.Two.Rig, own, "/my-groups");
        using var watching = rig.Services.GetRequiredService<WorkspaceWatch>().Begin();
        var person = TenantStory.Upn("corp-2");
        Assert.DoesNotContain(person, await problems.TextAsync(), StringComparison.Ordinal);
        var id = await rig.AskAsync("corp", "corp-2", "exclude");
        await problems.UntilAsync(person);
        await mine.UntilAsync(person);

        using var asker = await rig.AsAsync("manager");
        using var taken = await asker.SendAsync("POST", $"/api/v1/requests/{id}/withdraw", "{}");
        Assert.True(taken.IsSuccessStatusCode, await taken.Content.ReadAsStringAsync(Tests.Token));

        await problems.UntilGoneAsync(person);
        await mine.UntilAsync("taken back");
    }

    [Fact]
    public async Task Lists_that_show_the_same_are_read_once_after_a_change()
    {
        using var live = new LiveRuns(_clock, NullLogger<LiveRuns>.Instance);
        using var shared = new SharedReads(live, _clock);
        var asked = 0;
        Task<string> AskAsync(int connection) =>
            shared.OfAsync(
                new Engine.Runs.RunFilter { Within = [connection], Limit = 50 },
                () => Task.FromResult($"{connection}: {Interlocked.Increment(ref asked)}")
            );
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AskAsync(1))), answer => Assert.Equal("1: 1", answer));
        Assert.Equal("2: 2", await AskAsync(2));
        live.Tell();
        Assert.Equal("1: 3", await AskAsync(1));
    }

    /// <summary>Waits until it has looked so often: once when the first one comes, and then whenever the clock is moved.</summary>
    private void Looked(int times, bool isFirst = false)
    {
        if (!isFirst)
            _clock.Move(WorkspaceWatch.Every);
        Assert.True(SpinWait.SpinUntil(() => _looks.Count >= times, Patience), $"it has looked {_looks.Count} times");
        Assert.Equal(times, _looks.Count);
    }

    private WorkspaceWatch Watch()
    {
        var live = new LiveRuns(_clock, NullLogger<LiveRuns>.Instance);
        live.Changed += () => Interlocked.Increment(ref _told);
        return new WorkspaceWatch(Muster, live, _clock);
    }
}
