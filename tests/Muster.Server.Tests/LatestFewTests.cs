using Muster.Engine.Caching;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>What is kept because it takes long to make.</summary>
public sealed class LatestFewTests
{
    private readonly HurriedClock _clock = new();
    private int _made;

    [Fact]
    public async Task Many_who_ask_at_once_get_one_value_that_was_made_once()
    {
        var few = Few();
        var slow = new TaskCompletionSource();
        var asked = Enumerable.Range(0, 8).Select(_ => few.OfAsync("a", 1, () => MakeAsync("a", slow.Task), Tests.Token)).ToList();
        slow.SetResult();
        Assert.All(await Task.WhenAll(asked), value => Assert.Equal("a", value));
        Assert.Equal(1, _made);
    }

    [Fact]
    public async Task Another_version_a_failure_and_nothing_are_made_anew()
    {
        var few = Few();
        await few.OfAsync("a", 1, () => MakeAsync("old"), Tests.Token);
        Assert.Equal("new", await few.OfAsync("a", 2, () => MakeAsync("new"), Tests.Token));
        Assert.Equal("new", await few.OfAsync("a", 2, () => MakeAsync("none"), Tests.Token));
        await Assert.ThrowsAsync<IOException>(() => few.OfAsync("b", 1, () => Task.FromException<string?>(new IOException()), Tests.Token));
        Assert.Null(await few.OfAsync("b", 1, () => MakeAsync(null), Tests.Token));
        Assert.Equal("b", await few.OfAsync("b", 1, () => MakeAsync("b"), Tests.Token));
    }

    [Fact]
    public async Task What_nobody_asks_for_is_let_go_and_the_oldest_make_room()
    {
        var few = Few();
        foreach (var key in new[] { "a", "b", "a", "c" })
            await few.OfAsync(key, 1, () => MakeAsync(key), Tests.Token);
        Assert.Equal("a", await few.OfAsync("a", 1, () => MakeAsync("again"), Tests.Token));
        Assert.Equal("again", await few.OfAsync("b", 1, () => MakeAsync("again"), Tests.Token));
        _clock.Move(TimeSpan.FromMinutes(11));
        Assert.Equal("again", await few.OfAsync("a", 1, () => MakeAsync("again"), Tests.Token));
    }

    [Fact]
    public async Task Who_stops_waiting_does_not_stop_what_others_wait_for()
    {
        var few = Few();
        var slow = new TaskCompletionSource();
        using var gone = new CancellationTokenSource();
        var first = few.OfAsync("a", 1, () => MakeAsync("a", slow.Task), gone.Token);
        var second = few.OfAsync("a", 1, () => MakeAsync("other"), Tests.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        slow.SetResult();
        Assert.Equal("a", await second);
    }

    private LatestFew<string, string?> Few() => new(2, TimeSpan.FromMinutes(10), _clock);

    private async Task<string?> MakeAsync(string? value, Task? slow = null)
    {
        _made++;
        if (slow is not null)
            await slow;
        return value;
    }
}
