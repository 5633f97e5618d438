using System.Text.Json.Nodes;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Examples;

/// <summary>The pages in the middle and at the end of delta rounds look as published.</summary>
public sealed class DeltaShapeTests
{
    private static readonly EmulatorOptions OneARow = new() { UsersPerDeltaPage = 1, GroupsPerDeltaPage = 1 };

    private static TestHistory Company()
    {
        var history = new TestHistory();
        for (var id = 1; id <= 9; id++)
            history.User(id, $"User {id}", ("givenName", "Pat"), ("surname", "Doe"), ("jobTitle", "Clerk"), ("mobilePhone", "+1"));
        return history
            .Group(100, "Crew", ("description", "All of them"))
            .Group(101, "Desk", ("description", "Some of them"))
            .Group(102, "Empty")
            .Member(100, 1, 2, 3)
            .Member(101, 1, 2)
            .Then()
            .UpdateUser(1, ("jobTitle", "Manager"), ("displayName", "Ada"))
            .UpdateUser(2, ("jobTitle", "Director"), ("displayName", "Grace"))
            .NoMember(100, 1)
            .Member(100, 4)
            .NoMember(100, 2)
            .Member(100, 5)
            .NoMember(100, 3)
            .Member(100, 6, 7);
    }

    [Theory]
    [InlineData("users-delta-next-page.json", "/users/delta?$select=displayName,givenName,surname")]
    [InlineData("users-delta-select-three-properties.json", "/users/delta?$select=displayName,jobTitle,mobilePhone")]
    [InlineData("groups-delta-next-page.json", "/groups/delta?$select=displayName,description,members")]
    public async Task A_page_in_the_middle_has_what_the_published_one_has(string example, string path)
    {
        var published = PublishedExample.Read(example);
        var rows = published["value"]!.AsArray();
        while (rows.Count > 1)
            rows.RemoveAt(1);
        await using var emulator = await TestEmulator.StartAsync(Company(), OneARow);

        var first = await emulator.GetAsync(path);
        var second = await emulator.GetAsync(first.Text("@odata.nextLink"));

        Assert.Empty(PublishedExample.Lacks(published, second));
        PublishedExample.SameContext(published, second);
        Assert.False(second.ContainsKey("@odata.deltaLink"));
    }

    [Fact]
    [StructureOf("groups-delta-final-page.json")]
    public async Task The_last_page_of_a_first_round_has_a_delta_link_and_leaves_out_what_was_never_set()
    {
        var published = PublishedExample.Read("groups-delta-final-page.json");
        published["value"]!.AsArray().RemoveAt(1);
        await using var emulator = await TestEmulator.StartAsync(Company(), OneARow);

        var page = await emulator.GetAsync("/groups/delta?$select=displayName,description,members");
        while (page["@odata.nextLink"] is { } next)
            page = await emulator.GetAsync(next.GetValue<string>());

        Assert.Empty(PublishedExample.Lacks(published, page));
        PublishedExample.SameContext(published, page);
        Assert.Equal(published["value"]![0]!.AsObject().Select(Name).Order(), page["value"]![0]!.AsObject().Select(Name).Order());
    }

    [Fact]
    [StructureOf("users-delta-return-minimal.json")]
    public async Task A_minimal_answer_tells_what_changed_alone()
    {
        var published = PublishedExample.Read("users-delta-return-minimal.json");
        await using var emulator = await TestEmulator.StartAsync(Company(), OneARow);
        var (_, link, _) = await emulator.AllAsync("/users/delta?$select=displayName,jobTitle,mobilePhone");
        await emulator.AdvanceAsync(2);

        var answer = await emulator.GetAsync(link!, ("Prefer", "return=minimal"));

        Assert.Empty(PublishedExample.Lacks(published, answer));
        PublishedExample.SameContext(published, answer);
        Assert.False(answer["value"]![0]!.AsObject().ContainsKey("mobilePhone"));
    }

    [Fact]
    [StructureOf("groups-delta-large-group-page-2.json")]
    public async Task A_large_group_goes_on_under_the_same_id()
    {
        var published = PublishedExample.Read("groups-delta-large-group-page-2.json");
        await using var emulator = await TestEmulator.StartAsync(Company(), new() { MembersPerSlice = 2 });
        var (_, link, _) = await emulator.AllAsync("/groups/delta?$select=displayName,description,members");
        await emulator.AdvanceAsync(2);

        var first = await emulator.GetAsync(link!);
        var second = await emulator.GetAsync(first.Text("@odata.nextLink"));

        Assert.Empty(PublishedExample.Lacks(published, second));
        PublishedExample.SameContext(published, second);
        Assert.Equal(first["value"]![0]!["id"]!.GetValue<string>(), second["value"]![0]!["id"]!.GetValue<string>());
    }

    [Fact]
    [StructureOf("groups-delta-observed-removed-in-initial-round.json")]
    public async Task Members_that_were_never_there_can_come_as_removed_in_a_first_round()
    {
        var published = PublishedExample.Read("groups-delta-observed-removed-in-initial-round.json");
        await using var emulator = await TestEmulator.StartAsync(
            Company(),
            OneARow with
            {
                Quirks = new() { Delta = new() { StrayRemovals = true } },
            }
        );
        var ids = string.Join(" or ", new[] { 100, 101 }.Select(id => $"id eq '{TestHistory.Id(id)}'"));

        var page = await emulator.GetAsync($"/groups/delta?$filter={ids}&$select=members");

        Assert.Empty(PublishedExample.Lacks(published, page));
    }

    private static string Name(KeyValuePair<string, JsonNode?> member) => member.Key;
}
