using System.Text.Json.Nodes;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Writing;

public sealed class ReferenceWriteTests
{
    private static readonly string Crew = $"/groups/{TestHistory.Id(10)}";

    private static TestHistory Company() =>
        new TestHistory()
            .User(1, "Ada")
            .User(2, "Grace")
            .Group(10, "Crew")
            .Group(11, "Team", ("groupTypes", new[] { "Unified" }), ("mailEnabled", true), ("securityEnabled", false))
            .Group(12, "Ruled", ("groupTypes", new[] { "DynamicMembership" }), ("membershipRule", "user.city -eq 1"))
            .Group(13, "Synced", ("onPremisesSyncEnabled", true))
            .Group(14, "Inner")
            .Member(10, 1)
            .Member(12, 1)
            .Member(13, 1)
            .Owner(10, 1);

    [Fact]
    public async Task A_member_is_added_and_removed_and_delta_tells_both()
    {
        await using var emulator = await Writer.StartAsync(Company());
        var (_, link, _) = await emulator.AllAsync("/groups/delta?$select=members");

        await emulator.DoneAsync("POST", $"{Crew}/members/$ref", Writer.Reference(2));
        await emulator.DoneAsync("DELETE", $"{Crew}/members/{TestHistory.Id(1)}/$ref");

        Assert.Equal(["Grace"], (await emulator.AllAsync($"{Crew}/members")).Rows.Names());
        Assert.Equal(["+2", "-1"], (await emulator.AllAsync(link!)).Rows.With(10).Edges("members@delta"));
    }

    [Fact]
    public async Task A_member_that_is_there_cannot_be_added_nor_one_that_is_not_there_removed()
    {
        await using var emulator = await Writer.StartAsync(Company());
        Assert.Equal(
            (
                400,
                "Request_BadRequest",
                "One or more added object references already exist for the following modified properties: 'members'."
            ),
            await emulator.RefusedAsync("POST", $"{Crew}/members/$ref", Writer.Reference(1))
        );
        Assert.Equal(404, (await emulator.RefusedAsync("DELETE", $"{Crew}/members/{TestHistory.Id(2)}/$ref")).Status);
        Assert.Equal(404, (await emulator.RefusedAsync("DELETE", $"{Crew}/members/{TestHistory.Id(99)}/$ref")).Status);
        Assert.Equal(404, (await emulator.RefusedAsync("POST", $"{Crew}/members/$ref", Writer.Reference(99))).Status);
        Assert.Equal(400, (await emulator.RefusedAsync("POST", $"{Crew}/members/$ref", Writer.Reference("x"))).Status);
        Assert.Equal(400, (await emulator.RefusedAsync("POST", $"{Crew}/members/$ref", new JsonObject())).Status);
        Assert.Equal(405, (await emulator.RefusedAsync("DELETE", $"{Crew}/members")).Status);
    }

    [Fact]
    public async Task The_last_owner_stays()
    {
        await using var emulator = await Writer.StartAsync(Company());
        Assert.Equal(
            (400, "Request_BadRequest", "The group must have at least one owner, hence this owner cannot be removed."),
            await emulator.RefusedAsync("DELETE", $"{Crew}/owners/{TestHistory.Id(1)}/$ref")
        );
        await emulator.DoneAsync("POST", $"{Crew}/owners/$ref", Writer.Reference(2));
        await emulator.DoneAsync("DELETE", $"{Crew}/owners/{TestHistory.Id(1)}/$ref");
        Assert.Equal(["Grace"], (await emulator.AllAsync($"{Crew}/owners")).Rows.Names());
    }

    [Fact]
    public async Task Who_can_be_member_and_owner_depends_on_the_group()
    {
        await using var emulator = await Writer.StartAsync(Company());
        await emulator.DoneAsync("POST", $"{Crew}/members/$ref", Writer.Reference(14));
        await emulator.DoneAsync("POST", $"/groups/{TestHistory.Id(11)}/members/$ref", Writer.Reference(1));

        Assert.Equal(400, (await emulator.RefusedAsync("POST", $"/groups/{TestHistory.Id(11)}/members/$ref", Writer.Reference(14))).Status);
        Assert.Equal(400, (await emulator.RefusedAsync("POST", $"{Crew}/members/$ref", Writer.Reference(11))).Status);
        Assert.Equal(400, (await emulator.RefusedAsync("POST", $"{Crew}/owners/$ref", Writer.Reference(14))).Status);
        Assert.Equal(403, (await emulator.RefusedAsync("POST", $"/groups/{TestHistory.Id(12)}/members/$ref", Writer.Reference(2))).Status);
        Assert.Equal(403, (await emulator.RefusedAsync("DELETE", $"/groups/{TestHistory.Id(12)}/members/{TestHistory.Id(1)}/$ref")).Status);
        Assert.Equal(400, (await emulator.RefusedAsync("POST", $"/groups/{TestHistory.Id(13)}/members/$ref", Writer.Reference(2))).Status);
    }

    [Fact]
    public async Task The_apps_own_service_principal_can_own_and_be_a_member()
    {
        await using var emulator = await Writer.StartAsync(Company());
        var own = Assert.Single((await emulator.AllAsync("/servicePrincipals")).Rows);
        Assert.Equal(emulator.Host.ClientId, own.Text("appId"));
        Assert.Equal(own.Text("displayName"), (await emulator.GetAsync($"/servicePrincipals/{own.Text("id")}")).Text("displayName"));

        await emulator.DoneAsync("POST", $"{Crew}/owners/$ref", Writer.Reference(own.Text("id")));
        await emulator.DoneAsync("POST", $"{Crew}/members/$ref", Writer.Reference(own.Text("id")));

        Assert.Contains(
            (await emulator.AllAsync($"{Crew}/owners")).Rows,
            row => row.Text("@odata.type") == "#microsoft.graph.servicePrincipal"
        );
        Assert.Equal(
            own.Text("id"),
            Assert.Single((await emulator.AllAsync($"{Crew}/members/microsoft.graph.servicePrincipal")).Rows).Text("id")
        );
    }

    [Fact]
    public async Task A_batch_carries_writes_in_their_order()
    {
        await using var emulator = await Writer.StartAsync(Company());
        var batch = new JsonObject
        {
            ["requests"] = new JsonArray(
                Step("1", "POST", $"{Crew}/members/$ref", Writer.Reference(2)),
                Step("2", "POST", $"{Crew}/members/$ref", Writer.Reference(2)),
                Step("3", "PATCH", Crew, new JsonObject { ["displayName"] = "Renamed" }),
                new JsonObject
                {
                    ["id"] = "4",
                    ["method"] = "DELETE",
                    ["url"] = $"{Crew}/members/{TestHistory.Id(1)}/$ref",
                }
            ),
        };

        var (status, answer) = await emulator.DoAsync("POST", "/$batch", batch);

        Assert.Equal(200, status);
        var steps = answer["responses"]!
            .AsArray()
            .Select(step => step!.AsObject())
            .OrderBy(step => step.Text("id"), StringComparer.Ordinal);
        Assert.Equal([204, 400, 204, 204], steps.Select(step => step["status"]!.GetValue<int>()));
        Assert.Equal(["Grace"], (await emulator.AllAsync($"{Crew}/members")).Rows.Names());
        Assert.Equal("Renamed", (await emulator.GetAsync(Crew)).Text("displayName"));
    }

    private static JsonObject Step(string id, string method, string url, JsonObject body) =>
        new()
        {
            ["id"] = id,
            ["method"] = method,
            ["url"] = url,
            ["body"] = body,
            ["headers"] = new JsonObject { ["Content-Type"] = "application/json" },
        };
}
