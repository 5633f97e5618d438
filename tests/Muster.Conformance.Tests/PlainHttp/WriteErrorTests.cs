using Muster.Conformance.Tests.Declaring;
using Muster.Conformance.Tests.Running;

namespace Muster.Conformance.Tests.PlainHttp;

[Through(ThroughAttribute.PlainHttp)]
public sealed class WriteErrorTests(ConformanceTenant tenant) : IClassFixture<ConformanceTenant>, IDisposable
{
    private const string Bad = "Request_BadRequest";
    private readonly PlainClient _http = new(tenant);

    public void Dispose() => _http.Dispose();

    [Fact]
    [Refuses("PATCH /users/{id}", "read-only or unknown properties, wrong types, not found")]
    [Refuses("DELETE /users/{id}", "not found")]
    public async Task A_user_is_not_changed_to_what_it_cannot_be()
    {
        var ada = $"/users/{Company.Ada}";
        Assert.Equal(400, (await _http.RefusedAsync($"PATCH {ada}", new { id = Guid.Empty })).Status);
        Assert.Equal(400, (await _http.RefusedAsync($"PATCH {ada}", new { nonsense = 1 })).Status);
        Assert.Equal(400, (await _http.RefusedAsync($"PATCH {ada}", new { accountEnabled = "yes" })).Status);
        Assert.Equal(404, (await _http.RefusedAsync($"PATCH /users/{Guid.Empty}", new { jobTitle = "x" })).Status);
        Assert.Equal(404, (await _http.RefusedAsync($"DELETE /users/{Guid.Empty}")).Status);
    }

    [Fact]
    [Refuses(
        "POST /groups",
        "required properties, `groupTypes`, `visibility`, mail-enabled groups, mail nickname taken, over 20 references"
    )]
    public async Task A_group_that_cannot_be_is_not_made()
    {
        Assert.Equal((400, Bad), await _http.RefusedAsync("POST /groups", new { displayName = "x" }));
        Assert.Equal((400, Bad), await _http.RefusedAsync("POST /groups", Group("a", mailEnabled: true)));
        Assert.Equal((400, Bad), await _http.RefusedAsync("POST /groups", Group("group2")));
        Assert.Equal((400, Bad), await _http.RefusedAsync("POST /groups", Group("b", types: ["Nonsense"])));
        Assert.Equal((400, Bad), await _http.RefusedAsync("POST /groups", Group("c", visibility: "HiddenMembership")));
        var many = Enumerable.Range(1, 21).Select(number => _http.LinkTo(Company.UserId(number)));
        var group = new Dictionary<string, object?>(Group("d"), StringComparer.Ordinal) { ["members@odata.bind"] = many };
        Assert.Equal(400, (await _http.RefusedAsync("POST /groups", group)).Status);
    }

    [Fact]
    [Refuses("PATCH /groups/{id}", "read-only properties, not found")]
    [Refuses("DELETE /groups/{id}", "not found")]
    public async Task A_group_is_not_changed_to_what_it_cannot_be()
    {
        Assert.Equal(400, (await _http.RefusedAsync($"PATCH /groups/{Company.Crew}", new { isAssignableToRole = true })).Status);
        Assert.Equal(404, (await _http.RefusedAsync($"PATCH /groups/{Guid.Empty}", new { description = "x" })).Status);
        Assert.Equal(404, (await _http.RefusedAsync($"DELETE /groups/{Guid.Empty}")).Status);
    }

    [Fact]
    [Refuses("POST /groups/{id}/members/$ref", "already there, not found, no such type of member, a dynamic group: 403")]
    [Refuses("DELETE /groups/{id}/members/{id}/$ref", "not there: 404, a dynamic group: 403")]
    public async Task Members_that_cannot_be_are_not_added()
    {
        var members = $"/groups/{Company.Crew}/members";
        Assert.Equal((400, Bad), await _http.RefusedAsync($"POST {members}/$ref", Reference(Company.Ada)));
        Assert.Equal(404, (await _http.RefusedAsync($"POST {members}/$ref", Reference(Guid.Empty))).Status);
        Assert.Equal(400, (await _http.RefusedAsync($"POST {members}/$ref", new { nonsense = 1 })).Status);
        Assert.Equal(400, (await _http.RefusedAsync($"POST /groups/{Company.Team}/members/$ref", Reference(Company.Inner))).Status);
        Assert.Equal(404, (await _http.RefusedAsync($"DELETE {members}/{Company.UserId(50)}/$ref")).Status);

        var dynamic = Group("moving", types: ["DynamicMembership"], rule: "user.department -eq \"Sales\"");
        var id = (await _http.SendAsync("POST /groups", dynamic)).Body.GetProperty("id").GetGuid();
        Assert.Equal(403, (await _http.RefusedAsync($"POST /groups/{id}/members/$ref", Reference(Company.Ada))).Status);
    }

    [Fact]
    [Refuses("POST /groups/{id}/owners/$ref", "already there, not found, a group")]
    public async Task Owners_that_cannot_be_are_not_added()
    {
        var owners = $"POST /groups/{Company.Crew}/owners/$ref";
        Assert.Equal((400, Bad), await _http.RefusedAsync(owners, Reference(Company.Ada)));
        Assert.Equal(404, (await _http.RefusedAsync(owners, Reference(Guid.Empty))).Status);
        Assert.Equal(400, (await _http.RefusedAsync(owners, Reference(Company.Inner))).Status);
    }

    [Fact]
    [Refuses("PUT /users/{id}/manager/$ref", "itself, not found, not a user")]
    [Refuses("DELETE /users/{id}/manager/$ref", "none: 404")]
    public async Task A_manager_that_cannot_be_is_not_set()
    {
        var manager = $"/users/{Company.Ada}/manager/$ref";
        Assert.Equal(400, (await _http.RefusedAsync($"PUT {manager}", Reference(Company.Ada))).Status);
        Assert.Equal(404, (await _http.RefusedAsync($"PUT {manager}", Reference(Guid.Empty))).Status);
        Assert.Equal(404, (await _http.RefusedAsync($"PUT {manager}", Reference(Company.Crew))).Status);
        Assert.Equal(404, (await _http.RefusedAsync($"DELETE {manager}")).Status);
    }

    [Fact]
    [Refuses("POST /directory/deletedItems/{id}/restore", "a UPN taken meanwhile: 400, not deleted: 404")]
    public async Task A_user_whose_name_is_taken_is_not_restored()
    {
        var first = (await _http.SendAsync("POST /users", User("double"))).Body.GetProperty("id").GetGuid();
        Assert.Equal(204, (await _http.SendAsync($"DELETE /users/{first}")).Status);
        Assert.Equal(201, (await _http.SendAsync("POST /users", User("double"))).Status);

        Assert.Equal(400, (await _http.RefusedAsync($"POST /directory/deletedItems/{first}/restore")).Status);
        Assert.Equal(404, (await _http.RefusedAsync($"POST /directory/deletedItems/{Company.Ada}/restore")).Status);
    }

    [Fact]
    [Differs("POST /users", "passwords and domains are not judged")]
    public async Task A_weak_password_and_a_foreign_domain_are_taken() =>
        Assert.Equal(201, (await _http.SendAsync("POST /users", User("weak", "1", "elsewhere.example"))).Status);

    [Fact]
    [Differs("POST /groups", "the rule of a dynamic group is kept, not run")]
    public async Task A_rule_is_kept_and_finds_nobody()
    {
        var group = Group("sales", types: ["DynamicMembership"], rule: "user.department -eq \"Sales\"");
        var id = (await _http.SendAsync("POST /groups", group)).Body.GetProperty("id").GetGuid();
        Assert.Equal("On", (await _http.SendAsync($"GET /groups/{id}")).Body.GetProperty("membershipRuleProcessingState").GetString());
        Assert.Empty((await _http.SendAsync($"GET /groups/{id}/members")).Rows);
    }

    [Fact]
    [Differs(Operations.Any, "`If-Match` is ignored")]
    public async Task A_change_is_made_whatever_it_should_match()
    {
        var change = await _http.SendAsync($"PATCH /users/{Company.UserId(60)}", new { jobTitle = "x" }, ("If-Match", "\"nonsense\""));
        Assert.Equal(204, change.Status);
    }

    private Dictionary<string, string> Reference(Guid id) => new(StringComparer.Ordinal) { ["@odata.id"] = _http.LinkTo(id) };

    private static object User(string name, string password = "xWwvJ]6NMw+bWH-d", string domain = "contoso.com") =>
        new
        {
            accountEnabled = true,
            displayName = name,
            mailNickname = name,
            userPrincipalName = $"{name}@{domain}",
            passwordProfile = new { password },
        };

    private static Dictionary<string, object?> Group(
        string nickname,
        bool mailEnabled = false,
        string[]? types = null,
        string? visibility = null,
        string? rule = null
    ) =>
        new (string Name, object? Value)[]
        {
            ("displayName", nickname),
            ("mailEnabled", mailEnabled),
            ("mailNickname", nickname),
            ("securityEnabled", true),
            ("groupTypes", types),
            ("visibility", visibility),
            ("membershipRule", rule),
        }
            .Where(property => property.Value is not null)
            .ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal);
}
