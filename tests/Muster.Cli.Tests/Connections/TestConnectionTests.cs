using System.Text.Json;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Histories;
using Muster.Testing.Simulation;
using static Muster.GraphEmulator.Histories.DirectoryOperation;

namespace Muster.Cli.Tests.Connections;

/// <summary>What <c>muster connection test</c> says of a tenant, as a person meets it.</summary>
public sealed class TestConnectionTests
{
    private static readonly IReadOnlyList<DirectoryOperation> Company =
    [
        new UserAdd(Id(1), new Dictionary<string, object?> { ["displayName"] = "Ann", ["userPrincipalName"] = "ann@contoso.example" }),
        new GroupAdd(Id(2), new Dictionary<string, object?> { ["displayName"] = "Team" }),
        new GroupAdd(Id(3), new Dictionary<string, object?> { ["displayName"] = "Secret", ["visibility"] = "HiddenMembership" }),
        new MemberAdd(Id(2), Id(1), MemberKind.User),
    ];

    [Fact]
    public async Task Each_permission_is_named_with_what_it_is_for_whether_it_is_granted_and_what_would_be_missing()
    {
        var (exit, text) = await TestAsync(["User.Read.All", "GroupMember.Read.All", "Member.Read.Hidden"], Company);

        Assert.Equal(0, exit);
        foreach (var heading in new[] { "Permission", "Needed for", "State", "Without it" })
            Assert.Contains(heading, text, StringComparison.Ordinal);
        foreach (var name in new[] { "User.Read.All", "GroupMember.Read.All", "Member.Read.Hidden" })
            Assert.Contains(name, text, StringComparison.Ordinal);
        Assert.Contains("works", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_permission_is_told_from_an_empty_tenant()
    {
        var (lost, saysLost) = await TestAsync(["User.Read.All"], Company);
        var (empty, saysEmpty) = await TestAsync(["User.Read.All", "GroupMember.Read.All", "Member.Read.Hidden"], []);

        Assert.Equal(6, lost);
        Assert.Contains("missing", saysLost, StringComparison.Ordinal);
        Assert.Contains("Add GroupMember.Read.All", saysLost, StringComparison.Ordinal);
        Assert.Equal(0, empty);
        Assert.Contains("shows nothing", saysEmpty, StringComparison.Ordinal);
        Assert.Contains("Check the tenant id", saysEmpty, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_permission_for_hidden_members_a_group_that_has_them_is_named()
    {
        var (exit, text) = await TestAsync(["User.Read.All", "GroupMember.Read.All"], Company);

        Assert.Equal(0, exit);
        Assert.Contains("not granted", text, StringComparison.Ordinal);
        Assert.Contains("'Secret'", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_permission_beyond_need_is_a_risk_with_a_name()
    {
        var (_, text) = await TestAsync(["User.Read.All", "GroupMember.Read.All", "Group.ReadWrite.All"], Company);

        Assert.Contains("Group.ReadWrite.All", text, StringComparison.Ordinal);
        Assert.Contains("a risk", text, StringComparison.Ordinal);
        Assert.Contains("High risk", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_reads_the_same()
    {
        var (_, text) = await TestAsync(["User.Read.All", "GroupMember.Read.All", "Group.ReadWrite.All"], [], "--json");

        var checks = JsonDocument.Parse(text).RootElement.GetProperty("checks").EnumerateArray().ToList();
        Assert.Equal(
            ["granted", "granted", "granted", "optional", "surplus"],
            checks.Select(check => check.GetProperty("outcome").GetString())
        );
        Assert.Equal([false, true, true, false, false], checks.Select(check => check.GetProperty("showsNothing").GetBoolean()));
    }

    [Theory]
    [InlineData("""[{"path":"/v1.0/groups","body":"loginPage"}]""", 9, "could not be tried")]
    [InlineData("""[{"path":"^/.*/token","aadsts":7000222}]""", 6, "refused")]
    public async Task What_fails_for_another_reason_is_not_called_a_missing_permission(string faults, int code, string state)
    {
        string[] permissions = ["User.Read.All", "GroupMember.Read.All", "Member.Read.Hidden"];
        var options = new EmulatorOptions { Permissions = permissions, FaultRules = faults };
        await using var tenant = await TestTenant.ConnectedAsync(new WrittenHistory(Company), Tests.Token, options);

        var result = await tenant.Muster.RunAsync(Tests.Token, "connection", "test", TestTenant.Connection);

        Assert.Equal(code, result.Code);
        Assert.Contains(state, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("missing", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_tenant_is_not_praised_and_names_of_permissions_are_not_broken()
    {
        var (_, text) = await TestAsync(["User.Read.All", "GroupMember.Read.All", "Organization.Read.All"], []);

        Assert.DoesNotContain("works", text, StringComparison.Ordinal);
        Assert.Contains("shows nothing where something is expected", text, StringComparison.Ordinal);
        Assert.All(
            (string[])["GroupMember.Read.All", "Organization.Read.All"],
            name => Assert.Contains(text.Split('\n'), line => line.Contains($"!  {name} ", StringComparison.Ordinal))
        );
    }

    private static async Task<(int Exit, string Text)> TestAsync(
        string[] permissions,
        IReadOnlyList<DirectoryOperation> company,
        params string[] more
    )
    {
        var options = new EmulatorOptions { Permissions = permissions };
        await using var tenant = await TestTenant.ConnectedAsync(new WrittenHistory(company), Tests.Token, options);
        var result = await tenant.Muster.RunAsync(Tests.Token, ["connection", "test", TestTenant.Connection, .. more]);
        return (result.Code, result.Output);
    }

    private static Guid Id(int number) => new(number, 1, 4, [8, 0, 0, 0, 0, 0, 0, 0]);
}
