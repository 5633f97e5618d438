using System.Text.Json.Nodes;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Writing;

public sealed class HistoryAfterWritesTests
{
    private static readonly string Crew = $"/groups/{TestHistory.Id(10)}";

    private static TestHistory Company() =>
        new TestHistory()
            .User(1, "Ada")
            .User(2, "Grace")
            .Group(10, "Crew")
            .Member(10, 1)
            .Then()
            .Member(10, 2)
            .NoMember(10, 1)
            .UpdateUser(2, ("jobTitle", "Admiral"));

    [Fact]
    public async Task What_no_longer_applies_after_a_change_by_hand_is_passed_over_and_the_rest_is_done()
    {
        await using var emulator = await Writer.StartAsync(Company());
        await emulator.DoneAsync("POST", $"{Crew}/members/$ref", Writer.Reference(2));
        await emulator.DoneAsync("DELETE", $"/users/{TestHistory.Id(1)}");
        emulator.Clock.Advance(TimeSpan.FromDays(2));
        await emulator.DoneAsync("PATCH", Crew, new JsonObject { ["description"] = "All" });

        await emulator.AdvanceAsync(2);

        Assert.Equal(["Grace"], (await emulator.AllAsync($"{Crew}/members")).Rows.Names());
        Assert.Equal("Admiral", (await emulator.GetAsync($"/users/{TestHistory.Id(2)}")).Text("jobTitle"));
        Assert.True(emulator.Host.State.At > new DateTimeOffset(2026, 1, 7, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_change_that_was_refused_leaves_the_history_strict()
    {
        await using var emulator = await Writer.StartAsync(Company().Then().NoMember(10, 1));
        await emulator.RefusedAsync("POST", $"{Crew}/members/$ref", Writer.Reference(1));
        await Assert.ThrowsAsync<InvalidOperationException>(() => emulator.AdvanceAsync(3));
    }

    [Fact]
    public async Task A_reset_undoes_what_was_done_by_hand()
    {
        await using var emulator = await Writer.StartAsync(Company());
        await emulator.DoneAsync("DELETE", $"/users/{TestHistory.Id(1)}");
        Assert.Equal(200, (await emulator.ControlAsync(HttpMethod.Post, "reset")).Status);
        Assert.Equal(["Ada"], (await emulator.AllAsync($"{Crew}/members")).Rows.Names());
        await emulator.AdvanceAsync(2);
        Assert.Equal(["Grace"], (await emulator.AllAsync($"{Crew}/members")).Rows.Names());
    }
}
