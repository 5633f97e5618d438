using System.Text.Json.Nodes;
using Muster.GraphEmulator.Histories;
using Muster.GraphEmulator.Tests.Running;
using Muster.GraphEmulator.Tests.Writing;

namespace Muster.GraphEmulator.Tests.Examples;

/// <summary>Published requests with a body are taken as they stand, and answered as published.</summary>
public sealed class BodyShapeTests
{
    [Fact]
    [StructureOf("batch-request.json")]
    public async Task The_published_batch_is_answered_step_by_step()
    {
        var batch = PublishedExample.Read("batch-request.json");
        await using var emulator = await Writer.StartAsync(ExampleCompany.History());

        var answers = await BatchAsync(emulator, batch);

        Assert.Equal(["1", "2", "3", "4", "5"], answers.Keys.Order(StringComparer.Ordinal));
        // An application is nobody's "me", and the group and the user of the sample are not there.
        Assert.Equal([400, 400, 404, 400, 200], answers.OrderBy(answer => answer.Key).Select(answer => Status(answer.Value)));
        Assert.Equal(2, answers["5"]["body"]!["@odata.count"]!.GetValue<int>());
    }

    [Fact]
    [StructureOf("batch-response.json")]
    public async Task The_answers_of_a_batch_have_what_the_published_ones_have()
    {
        var published = PublishedExample.Read("batch-response.json");
        var expected = published["responses"]!.AsArray().ToDictionary(Id, answer => answer!.AsObject(), StringComparer.Ordinal);
        // The tenant has no directory roles, and these headers belong to another service.
        expected["1"]["body"]!["value"]![0]!.AsObject().Remove("roleTemplateId");
        foreach (var header in new[] { "X-ProxyCluster", "X-OfficeCluster", "X-Tasks-CorrelationId" })
            expected["2"]["headers"]!.AsObject().Remove(header);
        await using var emulator = await TestEmulator.StartAsync(ExampleCompany.History().Member(101, 1), new() { StartAt = 2 });
        var batch = JsonNode.Parse(
            """
            {"requests":[
              {"id":"1","method":"GET","url":"/users/ada@contoso.com/memberOf?$top=1"},
              {"id":"2","method":"GET","url":"/directory/deletedItems/microsoft.graph.group"},
              {"id":"3","method":"DELETE","url":"/groups/00000000-0000-4000-8000-000000000100"},
              {"id":"4","method":"POST","url":"/groups/00000000-0000-4000-8000-000000000100/members","body":{},
               "headers":{"Content-Type":"application/json"}},
              {"id":"5","method":"GET","url":"users?$select=id,displayName,userPrincipalName&$filter=city eq null&$count=true",
               "headers":{"ConsistencyLevel":"eventual"}}]}
            """
        )!;

        var answers = await BatchAsync(emulator, batch.AsObject());

        foreach (var (id, step) in expected)
        {
            Assert.Equal(Status(step), Status(answers[id]));
            Assert.Empty(PublishedExample.Lacks(step, answers[id]));
        }
    }

    [Fact]
    [StructureOf("batch-request-depends-on.json")]
    public async Task The_published_chain_runs_in_its_order_and_ends_where_it_breaks()
    {
        await using var emulator = await TestEmulator.StartAsync(ExampleCompany.History());

        var whole = await BatchAsync(emulator, Chain(step => "/users?$top=1"));
        var broken = await BatchAsync(emulator, Chain(step => step == "2" ? "/users/nobody@contoso.com" : "/users?$top=1"));

        Assert.All(whole.Values, answer => Assert.Equal(200, Status(answer)));
        Assert.Equal(
            ["1 200", "2 404", "3 424", "4 424"],
            broken.Select(answer => $"{answer.Key} {Status(answer.Value)}").Order(StringComparer.Ordinal)
        );

        static JsonObject Chain(Func<string, string> url)
        {
            var batch = PublishedExample.Read("batch-request-depends-on.json");
            foreach (var step in batch["requests"]!.AsArray())
                step!["url"] = url(Id(step));
            return batch;
        }
    }

    [Fact]
    [StructureOf("get-by-ids-request.json", "get-by-ids-response.json")]
    public async Task Objects_by_their_ids_are_asked_for_and_told_as_published()
    {
        var request = PublishedExample.Read("get-by-ids-request.json");
        request["ids"] = new JsonArray(TestHistory.Id(1).ToString(), TestHistory.Id(2).ToString(), TestHistory.Id(100).ToString());
        var published = PublishedExample.Read("get-by-ids-response.json");
        await using var emulator = await Writer.StartAsync(ExampleCompany.History());

        var (status, plain) = await emulator.DoAsync("POST", "/directoryObjects/getByIds", request);
        var (_, selected) = await emulator.DoAsync("POST", "/directoryObjects/getByIds?$select=id,accountEnabled,displayName", request);

        Assert.Equal(200, status);
        PublishedExample.SameContext(published, plain);
        Assert.Equal(2, plain["value"]!.AsArray().Count);
        Assert.Empty(PublishedExample.Lacks(published, selected));
    }

    [Fact]
    [StructureOf("deleted-item-restored.json")]
    public async Task A_restored_group_is_told_as_published()
    {
        var published = PublishedExample.Read("deleted-item-restored.json");
        await using var emulator = await Writer.StartAsync(ExampleCompany.History());
        await emulator.AdvanceAsync(2);

        var (status, answer) = await emulator.DoAsync("POST", $"/directory/deletedItems/{TestHistory.Id(102)}/restore", new JsonObject());

        Assert.Equal(200, status);
        Assert.Empty(PublishedExample.Lacks(published, answer));
        PublishedExample.SameContext(published, answer);
    }

    [Fact]
    [StructureOf("group-members-limited-information.json")]
    public async Task Members_that_may_not_be_read_are_told_as_published()
    {
        var published = PublishedExample.Read("group-members-limited-information.json");
        var properties = new Dictionary<string, object?>(StringComparer.Ordinal) { ["displayName"] = "Laptop" };
        await using var emulator = await TestEmulator.StartAsync(
            new TestHistory()
                .User(1, "Jane")
                .Group(100, "Crew")
                .Group(101, "Group 1")
                .Do(new DirectoryOperation.ObjectAdd(TestHistory.Id(300), MemberKind.Device, properties))
                .Member(100, 1)
                .Nested(100, 101)
                .Do(new DirectoryOperation.MemberAdd(TestHistory.Id(100), TestHistory.Id(300), MemberKind.Device))
        );

        var answer = await emulator.GetAsync(
            $"{ExampleCompany.Crew}/members?$select=id,displayName,description,createdDateTime,deletedDateTime,homepage,loginUrl"
        );

        PublishedExample.SameContext(published, answer);
        foreach (var type in new[] { "user", "group", "device" })
            Assert.Empty(PublishedExample.Lacks(Row(published, type), Row(answer, type)));
        Assert.Equal(Nulls(Row(published, "device")), Nulls(Row(answer, "device")).Where(name => name != "trustType"));
    }

    private static JsonObject Row(JsonObject page, string type) =>
        page["value"]!.AsArray().Single(row => row!["@odata.type"]!.GetValue<string>() == $"#microsoft.graph.{type}")!.AsObject();

    private static IEnumerable<string> Nulls(JsonObject row) => row.Where(member => member.Value is null).Select(member => member.Key);

    private static async Task<Dictionary<string, JsonObject>> BatchAsync(TestEmulator emulator, JsonObject batch)
    {
        using var response = await emulator.SendAsync(HttpMethod.Post, "/$batch", batch);
        Assert.Equal(200, (int)response.StatusCode);
        var answers = (await TestEmulator.Read(response))["responses"]!.AsArray();
        return answers.ToDictionary(Id, answer => answer!.AsObject(), StringComparer.Ordinal);
    }

    private static string Id(JsonNode? step) => step!["id"]!.GetValue<string>();

    private static int Status(JsonNode? answer) => answer!["status"]!.GetValue<int>();
}
