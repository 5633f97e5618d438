using System.Text.Json.Nodes;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Writing;

public sealed class GroupWriteTests
{
    private static readonly string Crew = $"/groups/{TestHistory.Id(10)}";

    private static TestHistory Company() =>
        new TestHistory()
            .User(1, "Ada")
            .User(2, "Grace")
            .Group(10, "Crew", ("mailNickname", "crew"))
            .Group(11, "Synced", ("onPremisesSyncEnabled", true))
            .Member(10, 1);

    [Fact]
    public async Task A_new_group_has_its_members_and_owners_and_is_told_by_delta()
    {
        await using var emulator = await Writer.StartAsync(Company());
        var (_, link, _) = await emulator.AllAsync("/groups/delta?$select=displayName,members,owners");
        var body = Writer.NewGroup("Team");
        body["members@odata.bind"] = Writer.Links(1, 2, 10);
        body["owners@odata.bind"] = Writer.Links(2);

        var (status, created) = await emulator.DoAsync("POST", "/groups", body);

        Assert.Equal((201, "Team"), (status, created.Text("displayName")));
        Assert.EndsWith("$metadata#groups/$entity", created.Text("@odata.context"), StringComparison.Ordinal);
        var row = Assert.Single((await emulator.AllAsync(link!)).Rows);
        Assert.Equal(created.Text("id"), row.Text("id"));
        Assert.Equal(["+1", "+2", "+10"], row.Edges("members@delta"));
        Assert.Equal(["+2"], row.Edges("owners@delta"));
        Assert.Equal(["Ada", "Grace", "Crew"], (await emulator.AllAsync($"/groups/{created.Text("id")}/members")).Rows.Names());
    }

    [Fact]
    public async Task A_microsoft_365_group_gets_mail_and_visibility_from_the_directory()
    {
        await using var emulator = await Writer.StartAsync(Company());
        var (_, created) = await emulator.DoAsync("POST", "/groups", Writer.NewTeam("Library"));
        Assert.Equal(("Library@contoso.com", "Public"), (created.Text("mail"), created.Text("visibility")));
        Assert.Equal("SMTP:Library@contoso.com", created["proxyAddresses"]![0]!.GetValue<string>());
    }

    [Theory]
    [InlineData("displayName", null, "A value is required for property 'displayName' of resource 'Group'.")]
    [InlineData("mailEnabled", null, "A value is required for property 'mailEnabled'")]
    [InlineData("mailNickname", null, "A value is required for property 'mailNickname'")]
    [InlineData("securityEnabled", null, "A value is required for property 'securityEnabled'")]
    [InlineData("mailEnabled", "true", "does not currently support writes of mail-enabled groups")]
    [InlineData("securityEnabled", "false", "Invalid value specified for property 'securityEnabled'")]
    [InlineData("mailNickname", "\"CREW\"", "Another object with the same value for property mailNickname already exists.")]
    [InlineData("groupTypes", """["Secret"]""", "'groupTypes'")]
    [InlineData("groupTypes", """["DynamicMembership"]""", "'membershipRule'")]
    [InlineData("membershipRule", "\"user.department -eq 1\"", "'membershipRule'")]
    [InlineData("visibility", "\"HiddenMembership\"", "'visibility'")]
    [InlineData("visibility", "\"Seen\"", "'visibility'")]
    [InlineData("members@odata.bind", """["https://graph.microsoft.com/v1.0/users/nobody"]""", "Invalid URL format")]
    [InlineData("members@odata.bind", "[]", "must have a non-empty array as its value")]
    [InlineData(
        "members@odata.bind",
        """["users/00000000-0000-4000-8000-000000000001","users('00000000-0000-4000-8000-000000000001')"]""",
        "can only be present once"
    )]
    public async Task A_group_that_cannot_be_is_refused(string property, string? value, string reason)
    {
        await using var emulator = await Writer.StartAsync(Company());
        var body = Writer.NewGroup("Team");
        if (value is null)
            body.Remove(property);
        else
            body[property] = JsonNode.Parse(value);

        var (status, _, message) = await emulator.RefusedAsync("POST", "/groups", body);

        Assert.Equal(400, status);
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Equal(2, emulator.Host.State.Groups);
    }

    [Fact]
    public async Task Twenty_relationships_can_be_given_and_no_more()
    {
        var history = Company();
        for (var id = 100; id <= 120; id++)
            history.User(id, $"User {id}");
        await using var emulator = await Writer.StartAsync(history);
        var body = Writer.NewGroup("Team");
        body["members@odata.bind"] = Writer.Links([.. Enumerable.Range(100, 21)]);
        Assert.Equal(400, (await emulator.RefusedAsync("POST", "/groups", body)).Status);
        Assert.Equal(400, (await emulator.RefusedAsync("PATCH", Crew, Members([.. Enumerable.Range(100, 21)]))).Status);

        body["members@odata.bind"] = Writer.Links([.. Enumerable.Range(100, 20)]);
        Assert.Equal(201, (await emulator.DoAsync("POST", "/groups", body)).Status);
        await emulator.DoneAsync("PATCH", Crew, Members([.. Enumerable.Range(100, 20)]));
        Assert.Equal(41, emulator.Host.State.Members);
    }

    [Fact]
    public async Task Members_given_in_a_change_are_added_all_or_none()
    {
        await using var emulator = await Writer.StartAsync(Company());
        Assert.Equal(400, (await emulator.RefusedAsync("PATCH", Crew, Members(2, 1))).Status);
        Assert.Equal(404, (await emulator.RefusedAsync("PATCH", Crew, Members(2, 99))).Status);
        Assert.Equal(1, emulator.Host.State.Members);
        await emulator.DoneAsync("PATCH", Crew, Members(2));
        Assert.Equal(["Ada", "Grace"], (await emulator.AllAsync($"{Crew}/members")).Rows.Names());
    }

    [Fact]
    public async Task A_group_is_renamed_and_its_fixed_properties_stay()
    {
        await using var emulator = await Writer.StartAsync(Company());
        await emulator.DoneAsync("PATCH", Crew, new JsonObject { ["displayName"] = "All", ["description"] = null });
        Assert.Equal("All", (await emulator.GetAsync(Crew)).Text("displayName"));
        Assert.Equal(400, (await emulator.RefusedAsync("PATCH", Crew, new JsonObject { ["isAssignableToRole"] = true })).Status);
        Assert.Equal(
            400,
            (await emulator.RefusedAsync("PATCH", Crew, new JsonObject { ["groupTypes"] = new JsonArray("Unified") })).Status
        );
        Assert.Equal(400, (await emulator.RefusedAsync("PATCH", Crew, new JsonObject { ["visibility"] = "HiddenMembership" })).Status);
        Assert.Equal(
            400,
            (await emulator.RefusedAsync("PATCH", $"/groups/{TestHistory.Id(11)}", new JsonObject { ["displayName"] = "x" })).Status
        );
    }

    [Fact]
    public async Task A_role_assignable_group_needs_its_own_permission_and_is_private_and_assigned()
    {
        await using var emulator = await Writer.StartAsync(Company());
        var body = Writer.NewGroup("Admins");
        body["isAssignableToRole"] = true;
        body["visibility"] = "Public";
        Assert.Equal(400, (await emulator.RefusedAsync("POST", "/groups", body)).Status);
        body["visibility"] = "Private";
        var (status, created) = await emulator.DoAsync("POST", "/groups", body);
        Assert.Equal(201, status);
        var nested = await emulator.RefusedAsync("POST", $"/groups/{created.Text("id")}/members/$ref", Writer.Reference(10));
        Assert.Equal(400, nested.Status);
        await emulator.DoneAsync("POST", $"/groups/{created.Text("id")}/members/$ref", Writer.Reference(1));

        await using var lesser = await Writer.StartAsync(Company(), "Group.ReadWrite.All");
        Assert.Equal((403, "Authorization_RequestDenied"), Short(await lesser.RefusedAsync("POST", "/groups", body)));
    }

    [Fact]
    public async Task A_deleted_group_comes_back_with_all_it_had()
    {
        await using var emulator = await Writer.StartAsync(Company().Owner(10, 2));
        await emulator.DoneAsync("DELETE", Crew);
        Assert.Equal(404, (await emulator.FailAsync(Crew)).Status);
        Assert.Equal((0, 0), (emulator.Host.State.Members, emulator.Host.State.Owners));
        var (_, link, _) = await emulator.AllAsync("/groups/delta?$select=displayName,members,owners");

        var (status, restored) = await emulator.DoAsync("POST", $"/directory/deletedItems/{TestHistory.Id(10)}/restore");

        Assert.Equal((200, "#microsoft.graph.group", "Crew"), (status, restored.Text("@odata.type"), restored.Text("displayName")));
        Assert.Equal((1, 1), (emulator.Host.State.Members, emulator.Host.State.Owners));
        var row = Assert.Single((await emulator.AllAsync(link!)).Rows);
        Assert.Equal(["+1"], row.Edges("members@delta"));
        Assert.Equal(["+2"], row.Edges("owners@delta"));
    }

    private static (int, string) Short((int Status, string Code, string) answer) => (answer.Status, answer.Code);

    private static JsonObject Members(params int[] ids) => new() { ["members@odata.bind"] = Writer.Links(ids) };
}
