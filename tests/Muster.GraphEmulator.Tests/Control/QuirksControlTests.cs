using System.Text.Json.Nodes;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Control;

public sealed class QuirksControlTests
{
    private static readonly TestHistory Company = new TestHistory().User(1, "Ada").Group(100, "Crew").Member(100, 1).Then().DeleteUser(1);

    private static Task<(int Status, JsonObject Body)> PostAsync(TestEmulator emulator, string order) =>
        emulator.ControlAsync(HttpMethod.Post, "quirks", JsonNode.Parse(order));

    [Fact]
    public async Task A_quirk_is_switched_on_while_the_emulator_runs_and_off_again()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        var (status, shown) = await PostAsync(emulator, """{"delta":{"capitalTypes":true}}""");
        Assert.Equal(200, status);
        Assert.True(shown["delta"]!["capitalTypes"]!.GetValue<bool>());
        Assert.Equal("#Microsoft.Graph.User", await TypeAsync());
        await emulator.ControlAsync(HttpMethod.Delete, "quirks");
        Assert.Equal("#microsoft.graph.user", await TypeAsync());

        async Task<string> TypeAsync() =>
            (await emulator.AllAsync("/groups/delta")).Rows.Single()["members@delta"]![0]!["@odata.type"]!.GetValue<string>();
    }

    [Fact]
    public async Task Quirks_of_deletion_change_too_and_streams_begin_anew()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        var before = (await emulator.AllAsync("/groups/delta")).DeltaLink!;

        await PostAsync(emulator, """{"deletion":{"usersLeaveGroupsAtOnce":true}}""");

        Assert.Equal(410, (await emulator.FailAsync(before)).Status);
        var link = (await emulator.AllAsync("/groups/delta")).DeltaLink!;
        await emulator.AdvanceAsync(2);
        Assert.Equal(["-1"], (await emulator.AllAsync(link)).Rows.Single().Edges("members@delta"));
    }

    [Fact]
    public async Task Counts_and_expired_links_outlive_a_change()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        var link = (await emulator.AllAsync("/users/delta")).DeltaLink!;
        await emulator.ControlAsync(HttpMethod.Post, "faults", new JsonObject { ["expireDeltaTokens"] = true });

        await PostAsync(emulator, """{"shuffled":true}""");

        Assert.Equal(1, emulator.Host.State.Requests);
        Assert.Equal(410, (await emulator.FailAsync(link)).Status);
    }

    [Theory]
    [InlineData("""{"delta":{"shufled":true}}""", "delta.shufled", "delta.shuffled")]
    [InlineData("""{"nonsense":true}""", "nonsense", "deletion.purge")]
    [InlineData("""{"delta":{"shuffled":3}}""", "delta.shuffled", "false")]
    [InlineData("""{"deletion":{"purge":"sometimes"}}""", "deletion.purge", "atOnce, never")]
    [InlineData("""{"delta":true}""", "delta", "section")]
    public async Task An_unknown_quirk_or_value_is_refused_and_what_there_is_named(string order, string wrong, string known)
    {
        await using var emulator = await TestEmulator.StartAsync(Company);

        var (status, body) = await PostAsync(emulator, order);

        Assert.Equal(400, status);
        Assert.Contains(wrong, body["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains(known, body["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(
            QuirkJson.Write(QuirkSet.None).ToJsonString(),
            (await emulator.ControlAsync(HttpMethod.Get, "quirks")).Body.ToJsonString()
        );
    }

    [Fact]
    public void Every_quirk_there_is_can_be_written_and_read_alone()
    {
        var nasty = QuirkJson.Write(QuirkSet.Nasty(3));
        foreach (var name in QuirkJson.Names)
        {
            var (section, member) = (name.Split('.')[0], name.Split('.')[1]);
            var order = new JsonObject { [section] = new JsonObject { [member] = nasty[section]![member]!.DeepClone() } };
            var read = QuirkJson.Write(QuirkJson.Read(order, QuirkSet.None));
            Assert.Equal(nasty[section]![member]!.ToJsonString(), read[section]![member]!.ToJsonString());
        }
        Assert.Contains("service.retryAfter", QuirkJson.Names);
    }

    [Fact]
    public void All_quirks_are_drawn_from_a_seed_and_single_ones_set_on_top()
    {
        var drawn = QuirkJson.Read("""{"nasty":7,"shuffled":false}""", QuirkSet.None);

        Assert.Equal(QuirkSet.Nasty(7) with { Delta = QuirkSet.Nasty(7).Delta with { Shuffled = false } }, drawn);
        Assert.Equal(QuirkSet.Nasty(7), QuirkJson.Read("""{"nasty":7}""", QuirkSet.None));
    }
}
