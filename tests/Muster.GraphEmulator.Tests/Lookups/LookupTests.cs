using System.Text.Json.Nodes;
using Muster.GraphEmulator.Histories;
using Muster.GraphEmulator.Tests.Examples;
using Muster.GraphEmulator.Tests.Running;
using Muster.GraphEmulator.Tests.Writing;

namespace Muster.GraphEmulator.Tests.Lookups;

public sealed class LookupTests
{
    private const string GetByIds = "/directoryObjects/getByIds";
    private static readonly string Ada = $"/users/{TestHistory.Id(1)}";
    private static readonly string Crew = $"/groups/{TestHistory.Id(10)}";

    private static TestHistory Company() =>
        new TestHistory()
            .User(1, "Ada")
            .Group(10, "Crew")
            .Group(11, "Outer")
            .Group(12, "Secret", ("visibility", "HiddenMembership"), ("groupTypes", new[] { "Unified" }), ("securityEnabled", false))
            .Do(new DirectoryOperation.ObjectAdd(TestHistory.Id(20), MemberKind.Device, Named("Laptop")))
            .Do(new DirectoryOperation.ObjectAdd(TestHistory.Id(21), MemberKind.ServicePrincipal, Named("Robot")))
            .Do(new DirectoryOperation.ObjectAdd(TestHistory.Id(22), MemberKind.OrgContact, Named("Supplier")))
            .Member(10, 1)
            .Nested(11, 10)
            .Member(12, 1)
            .Do(new DirectoryOperation.MemberAdd(TestHistory.Id(10), TestHistory.Id(20), MemberKind.Device))
            .Do(new DirectoryOperation.MemberAdd(TestHistory.Id(10), TestHistory.Id(21), MemberKind.ServicePrincipal))
            .Do(new DirectoryOperation.MemberAdd(TestHistory.Id(10), TestHistory.Id(22), MemberKind.OrgContact))
            .Do(new DirectoryOperation.OwnerAdd(TestHistory.Id(10), TestHistory.Id(21)) { Kind = MemberKind.ServicePrincipal })
            .Then()
            .Do(new DirectoryOperation.ObjectDelete(TestHistory.Id(20), MemberKind.Device));

    [Fact]
    public async Task Members_of_every_kind_are_listed_counted_and_told_under_their_own_type()
    {
        await using var emulator = await Writer.StartAsync(Company());
        string[] types = ["user", "device", "servicePrincipal", "orgContact"];

        var (rows, _, _) = await emulator.AllAsync($"{Crew}/members");
        Assert.Equal(["Ada", "Laptop", "Robot", "Supplier"], rows.Names());
        Assert.Equal(types.Select(type => $"#microsoft.graph.{type}"), rows.Select(row => row.Text("@odata.type")));
        Assert.Equal(["Robot"], (await emulator.AllAsync($"{Crew}/owners")).Rows.Names());
        Assert.Equal(["Laptop"], (await emulator.AllAsync($"{Crew}/members/microsoft.graph.device")).Rows.Names());
        Assert.Equal(["Laptop"], (await emulator.AllAsync("/devices")).Rows.Names());

        var (groups, link, _) = await emulator.AllAsync("/groups/delta?$select=members,owners");
        var told = groups.With(10)["members@delta"]!.AsArray().Select(entry => entry!["@odata.type"]!.GetValue<string>());
        Assert.Equal(types.Select(type => $"#microsoft.graph.{type}"), told);
        Assert.Equal(["+21"], groups.With(10).Edges("owners@delta"));

        await emulator.AdvanceAsync(2);
        Assert.Equal(["-20"], (await emulator.AllAsync(link!)).Rows.With(10).Edges("members@delta"));
        Assert.Equal(["Ada", "Robot", "Supplier"], (await emulator.AllAsync($"{Crew}/members")).Rows.Names());
    }

    [Fact]
    public async Task A_member_of_a_kind_that_may_not_be_read_has_nulls_as_published()
    {
        var published = PublishedExample.Read("group-members-limited-information.json");
        await using var emulator = await TestEmulator.StartAsync(Company());

        var answer = await emulator.GetAsync($"{Crew}/members");

        var row = answer["value"]!
            .AsArray()
            .Select(item => item!.AsObject())
            .Single(item => item.Text("@odata.type") == "#microsoft.graph.device");
        Assert.All(row.Where(member => member.Key is not ("@odata.type" or "id")), member => Assert.Null(member.Value));
        var device = published["value"]!.AsArray().Single(item => item!["@odata.type"]!.GetValue<string>() == "#microsoft.graph.device");
        Assert.Empty(PublishedExample.Lacks(device, row));
        Assert.Equal(403, (await emulator.FailAsync("/devices")).Status);
    }

    [Fact]
    public async Task Objects_are_found_by_their_ids_and_unknown_ids_are_left_out()
    {
        await using var emulator = await Writer.StartAsync(Company());

        var (status, answer) = await emulator.DoAsync("POST", GetByIds, Ids([1, 10, 20, 99]));
        Assert.Equal(200, status);
        Assert.EndsWith("$metadata#directoryObjects", answer.Text("@odata.context"), StringComparison.Ordinal);
        var published = PublishedExample.Read("get-by-ids-response.json")["value"]![0]!.AsObject();
        // Not part of the default set; the sample is older.
        published.Remove("accountEnabled");
        Assert.Empty(PublishedExample.Lacks(published, answer["value"]![0]));
        Assert.Equal(["Ada", "Crew", "Laptop"], answer["value"]!.AsArray().Select(row => row!["displayName"]!.GetValue<string>()));

        var users = Ids([1, 10]);
        users["types"] = new JsonArray("user");
        var (_, selected) = await emulator.DoAsync("POST", $"{GetByIds}?$select=id,mail", users);
        Assert.Equal(["@odata.type", "mail", "id"], Assert.Single(selected["value"]!.AsArray())!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task Too_many_ids_or_none_or_no_ids_are_refused()
    {
        await using var emulator = await Writer.StartAsync(Company());
        Assert.Equal(200, (await emulator.DoAsync("POST", GetByIds, Ids([.. Enumerable.Range(1, 1000)]))).Status);
        Assert.Equal(400, (await emulator.RefusedAsync("POST", GetByIds, Ids([.. Enumerable.Range(1, 1001)]))).Status);
        Assert.Equal(400, (await emulator.RefusedAsync("POST", GetByIds, Ids([]))).Status);
        Assert.Equal(400, (await emulator.RefusedAsync("POST", GetByIds, new JsonObject())).Status);
        Assert.Equal(400, (await emulator.RefusedAsync("POST", GetByIds, new JsonObject { ["ids"] = new JsonArray("x") })).Status);
        await using var lesser = await TestEmulator.StartAsync(Company());
        Assert.Equal(403, (await lesser.RefusedAsync("POST", GetByIds, Ids([1]))).Status);
    }

    [Fact]
    public async Task An_object_is_found_by_its_id_alone()
    {
        await using var emulator = await Writer.StartAsync(Company());
        var found = await emulator.GetAsync($"/directoryObjects/{TestHistory.Id(22)}");
        Assert.Equal(("#microsoft.graph.orgContact", "Supplier"), (found.Text("@odata.type"), found.Text("displayName")));
        Assert.Equal(404, (await emulator.FailAsync($"/directoryObjects/{TestHistory.Id(99)}")).Status);
    }

    [Fact]
    public async Task Membership_is_checked_over_any_number_of_steps()
    {
        await using var emulator = await Writer.StartAsync(Company());

        Assert.Equal(["10", "11"], await AskAsync(emulator, $"{Ada}/checkMemberGroups", Groups("groupIds", 10, 11, 99)));
        Assert.Equal(["11"], await AskAsync(emulator, $"{Crew}/checkMemberObjects", Groups("ids", 11, 12)));
        Assert.Equal(["10", "11", "12"], await AskAsync(emulator, $"{Ada}/getMemberGroups", Security(false)));
        Assert.Equal(["10", "11"], await AskAsync(emulator, $"{Ada}/getMemberObjects", Security(true)));
        Assert.Equal(["11"], await AskAsync(emulator, $"{Crew}/microsoft.graph.getMemberGroups", Security(false)));
        Assert.Equal(
            400,
            (await emulator.RefusedAsync("POST", $"{Ada}/checkMemberGroups", Groups("groupIds", [.. Enumerable.Range(1, 21)]))).Status
        );

        await using var unseeing = await Writer.StartAsync(Company(), "User.Read.All", "GroupMember.Read.All");
        Assert.Equal(["10", "11"], await AskAsync(unseeing, $"{Ada}/getMemberGroups", Security(false)));
    }

    [Theory]
    [InlineData("/directoryRoles", "directoryRoles")]
    [InlineData("/administrativeUnits", "administrativeUnits")]
    [InlineData("/directory/administrativeUnits?$select=id", "directory/administrativeUnits(id)")]
    public async Task Roles_and_units_are_empty_collections(string path, string context)
    {
        await using var emulator = await Writer.StartAsync(Company());
        await using var denied = await TestEmulator.StartAsync(Company());

        var page = await emulator.GetAsync(path);

        Assert.EndsWith($"$metadata#{context}", page.Text("@odata.context"), StringComparison.Ordinal);
        Assert.Empty(page["value"]!.AsArray());
        Assert.Equal(404, (await emulator.FailAsync($"{path.Split('?')[0]}/{TestHistory.Id(1)}")).Status);
        Assert.Equal(403, (await denied.FailAsync(path)).Status);
    }

    [Fact]
    public async Task Objects_of_other_kinds_are_found_by_their_own_keys_searched_and_asked_for_their_groups()
    {
        await using var emulator = await Writer.StartAsync(Company());
        var eventual = ("ConsistencyLevel", "eventual");

        var own = await emulator.GetAsync($"/servicePrincipals(appId='{emulator.Host.ClientId}')");
        Assert.Equal(emulator.Host.ClientId, own.Text("appId"));
        Assert.Equal(["Robot"], (await emulator.AllAsync("/servicePrincipals?$filter=displayName eq 'robot'")).Rows.Names());
        Assert.Equal(["Supplier"], (await emulator.AllAsync("/contacts?$search=\"displayName:supp\"", eventual)).Rows.Names());
        Assert.Equal(["Crew"], (await emulator.AllAsync($"/devices/{TestHistory.Id(20)}/memberOf")).Rows.Names());
        Assert.Equal(
            ["Crew", "Outer"],
            (await emulator.AllAsync($"/contacts/{TestHistory.Id(22)}/transitiveMemberOf/microsoft.graph.group")).Rows.Names()
        );
        Assert.Equal(404, (await emulator.FailAsync($"/servicePrincipals(appId='{TestHistory.Id(9)}')")).Status);
    }

    [Fact]
    public async Task One_property_has_an_address_of_its_own()
    {
        await using var emulator = await Writer.StartAsync(Company());

        var answer = await emulator.GetAsync($"{Ada}/displayName");
        var (unset, _) = await emulator.DoAsync("GET", $"{Ada}/mail");

        Assert.EndsWith($"$metadata#users('{TestHistory.Id(1)}')/displayName", answer.Text("@odata.context"), StringComparison.Ordinal);
        Assert.Equal(("Ada", 204), (answer.Text("value"), unset));
    }

    private static async Task<string[]> AskAsync(TestEmulator emulator, string path, JsonObject body)
    {
        var (status, answer) = await emulator.DoAsync("POST", path, body);
        Assert.True(status == 200, answer.ToJsonString());
        return [.. answer["value"]!.AsArray().Select(id => id!.GetValue<string>()[^2..]).Order(StringComparer.Ordinal)];
    }

    private static JsonObject Ids(int[] ids) => Groups("ids", ids);

    private static JsonObject Groups(string name, params int[] ids) =>
        new() { [name] = new JsonArray([.. ids.Select(id => (JsonNode)TestHistory.Id(id).ToString())]) };

    private static JsonObject Security(bool only) => new() { ["securityEnabledOnly"] = only };

    private static Dictionary<string, object?> Named(string name) => new(StringComparer.Ordinal) { ["displayName"] = name };
}
