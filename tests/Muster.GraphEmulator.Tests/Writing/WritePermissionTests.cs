using System.Text.Json.Nodes;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Writing;

public sealed class WritePermissionTests
{
    private const string Ada = "/users/00000000-0000-4000-8000-000000000001";
    private const string Gone = "/directory/deletedItems/00000000-0000-4000-8000-000000000003";
    private const string Crew = "/groups/00000000-0000-4000-8000-000000000010";

    private static TestHistory Company() =>
        new TestHistory().User(1, "Ada").User(2, "Grace").User(3, "Gone").Group(10, "Crew").Member(10, 1).DeleteUser(3);

    [Theory]
    [InlineData("POST", "/users", "user", 201, "User.ReadWrite.All", "User.Read.All,Group.ReadWrite.All")]
    [InlineData("PATCH", Ada, "job", 204, "Directory.ReadWrite.All", "User.Read.All,Group.ReadWrite.All")]
    [InlineData("DELETE", Ada, null, 204, "User.DeleteRestore.All", "Directory.ReadWrite.All")]
    [InlineData("POST", "/groups", "group", 201, "Group.Create", "GroupMember.ReadWrite.All")]
    [InlineData("PATCH", Crew, "description", 204, "Group.ReadWrite.All", "GroupMember.ReadWrite.All")]
    [InlineData("PATCH", Crew, "members", 204, "GroupMember.ReadWrite.All", "Group.Read.All")]
    [InlineData("DELETE", Crew, null, 204, "Group.ReadWrite.All", "Directory.ReadWrite.All")]
    [InlineData("POST", Crew + "/members/$ref", "reference", 204, "GroupMember.ReadWrite.All", "Group.Read.All")]
    [InlineData("POST", Crew + "/owners/$ref", "reference", 204, "Group.ReadWrite.All", "GroupMember.ReadWrite.All")]
    [InlineData("PUT", Ada + "/manager/$ref", "reference", 204, "User.ReadWrite.All", "Group.ReadWrite.All")]
    [InlineData("POST", Gone + "/restore", null, 200, "User.DeleteRestore.All", "Group.ReadWrite.All")]
    [InlineData("DELETE", Gone, null, 204, "User.ReadWrite.All", "Directory.ReadWrite.All")]
    public async Task A_change_needs_its_permission(string method, string path, string? body, int status, string enough, string notEnough)
    {
        await using var allowed = await Writer.StartAsync(Company(), enough);
        await using var denied = await Writer.StartAsync(Company(), notEnough.Split(','));

        Assert.Equal(status, (await allowed.DoAsync(method, path, Body(body))).Status);
        Assert.Equal(
            (403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."),
            await denied.RefusedAsync(method, path, Body(body))
        );
    }

    private static JsonObject? Body(string? kind) =>
        kind switch
        {
            "user" => Writer.NewUser("Edsger"),
            "group" => Writer.NewGroup("Team"),
            "reference" => Writer.Reference(2),
            "members" => new() { ["members@odata.bind"] = Writer.Links(2) },
            "job" => new() { ["jobTitle"] = "Countess" },
            "description" => new() { ["description"] = "All" },
            _ => null,
        };
}
