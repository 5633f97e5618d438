using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Hosting;

public sealed class PermissionTests
{
    private static readonly string Group = $"/groups/{TestHistory.Id(100)}";

    private static readonly TestHistory Company = new TestHistory()
        .User(1, "Ada")
        .Group(100, "Crew", ("visibility", "HiddenMembership"))
        .Member(100, 1);

    [Theory]
    [InlineData("/users", "User.Read.All", "GroupMember.Read.All")]
    [InlineData("/users/delta", "User.ReadWrite.All", "Group.Read.All")]
    [InlineData("/users/$count", "Directory.Read.All", "")]
    [InlineData("/users/ada@contoso.com", "User.Read.All", "Group.Read.All")]
    [InlineData("/users/ada@contoso.com/memberOf", "Directory.Read.All", "GroupMember.Read.All")]
    [InlineData("/groups", "GroupMember.Read.All", "User.Read.All")]
    [InlineData("/groups/delta", "Group.Read.All", "User.Read.All")]
    [InlineData("/groups/00000000-0000-4000-8000-000000000100/owners", "Directory.Read.All", "User.Read.All")]
    [InlineData("/directory/deletedItems/microsoft.graph.group", "Group.Read.All", "GroupMember.Read.All")]
    [InlineData("/directory/deletedItems/microsoft.graph.user", "User.Read.All", "Group.Read.All")]
    [InlineData("/organization", "Organization.Read.All", "User.Read.All")]
    public async Task An_operation_needs_its_permission_or_a_wider_one(string path, string enough, string notEnough)
    {
        await using var allowed = await TestEmulator.StartAsync(Company, new() { Permissions = [enough] });
        await using var denied = await TestEmulator.StartAsync(Company, new() { Permissions = notEnough.Split(',') });

        using var answer = await allowed.SendAsync(HttpMethod.Get, path, null, ("ConsistencyLevel", "eventual"));
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(
            (403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."),
            await denied.FailAsync(path)
        );
    }

    [Fact]
    public async Task Members_of_a_type_that_may_not_be_read_have_type_and_id_and_nulls()
    {
        await using var emulator = await TestEmulator.StartAsync(
            Company,
            new() { Permissions = ["GroupMember.Read.All", "Member.Read.Hidden"] }
        );

        var row = Assert.Single((await emulator.AllAsync($"{Group}/members")).Rows);

        Assert.Equal("#microsoft.graph.user", row.Text("@odata.type"));
        Assert.Equal(TestHistory.Id(1).ToString(), row.Text("id"));
        Assert.All(row.Where(member => member.Key is not ("@odata.type" or "id")), member => Assert.Null(member.Value));
    }

    [Theory]
    [InlineData("/users/delta?$select=employeeLeaveDateTime")]
    [InlineData("/users?$select=id,employeeLeaveDateTime")]
    public async Task The_leave_date_takes_a_permission_of_its_own(string path)
    {
        await using var emulator = await TestEmulator.StartAsync(Company, new() { Permissions = ["User.Read.All"] });
        Assert.Equal(403, (await emulator.FailAsync(path)).Status);
        await emulator.AllAsync(path.Replace("employeeLeaveDateTime", "employeeHireDate", StringComparison.Ordinal));
        await using var allowed = await TestEmulator.StartAsync(
            Company,
            new() { Permissions = ["User.Read.All", "User-LifeCycleInfo.Read.All"] }
        );
        await allowed.AllAsync(path);
    }

    [Fact]
    public async Task Hidden_members_look_like_none_without_their_permission()
    {
        await using var emulator = await TestEmulator.StartAsync(
            Company,
            new() { Permissions = ["GroupMember.Read.All", "User.Read.All"] }
        );

        Assert.Empty((await emulator.AllAsync($"{Group}/members")).Rows);
        Assert.Empty((await emulator.AllAsync($"/users/{TestHistory.Id(1)}/memberOf")).Rows);
        Assert.False((await emulator.AllAsync("/groups/delta")).Rows.With(100).ContainsKey("members@delta"));
    }
}
