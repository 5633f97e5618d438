using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using Muster.Conformance.Tests.Declaring;
using Muster.Conformance.Tests.Running;

namespace Muster.Conformance.Tests.DotNetSdk;

[Through(ThroughAttribute.DotNetSdk)]
public sealed class WriteTests(ConformanceTenant tenant) : IClassFixture<ConformanceTenant>
{
    private readonly GraphServiceClient _graph = tenant.Sdk();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    [Supports("POST /users", "required properties, `passwordProfile`")]
    [Supports("PATCH /users/{id}", "change properties")]
    [Supports("DELETE /users/{id}", "soft delete")]
    [Supports("GET /directory/deletedItems/microsoft.graph.user", "pages, `$select`")]
    [Supports("GET /directory/deletedItems/{id}", "`$select`")]
    [Supports("POST /directory/deletedItems/{id}/restore", "users and groups")]
    public async Task A_user_lives_is_deleted_and_comes_back()
    {
        var created = await CreateUserAsync("barbara");
        await _graph.Users[created.Id].PatchAsync(new User { JobTitle = "Engineer", Department = "Research" }, cancellationToken: Stop);
        var read = await _graph.Users[created.Id].GetAsync(request => request.QueryParameters.Select = ["jobTitle", "department"], Stop);
        Assert.Equal(("Engineer", "Research"), (read!.JobTitle, read.Department));

        await _graph.Users[created.Id].DeleteAsync(cancellationToken: Stop);
        await GoneAsync(() => _graph.Users[created.Id].GetAsync(cancellationToken: Stop));
        var deleted = await _graph.Directory.DeletedItems.GraphUser.GetAsync(cancellationToken: Stop);
        Assert.Contains(deleted!.Value!, row => row.Id == created.Id);
        Assert.IsType<User>(await _graph.Directory.DeletedItems[created.Id].GetAsync(cancellationToken: Stop));

        var restored = await _graph.Directory.DeletedItems[created.Id].Restore.PostAsync(cancellationToken: Stop);
        Assert.Equal(created.Id, restored!.Id);
        Assert.Equal("barbara", (await _graph.Users[created.Id].GetAsync(cancellationToken: Stop))!.DisplayName);
    }

    [Fact]
    [Supports("DELETE /directory/deletedItems/{id}", "purge")]
    public async Task A_purged_user_is_gone_for_good()
    {
        var created = await CreateUserAsync("charles");
        await _graph.Users[created.Id].DeleteAsync(cancellationToken: Stop);
        await _graph.Directory.DeletedItems[created.Id].DeleteAsync(cancellationToken: Stop);
        await GoneAsync(() => _graph.Directory.DeletedItems[created.Id].GetAsync(cancellationToken: Stop));
    }

    [Fact]
    [Supports("POST /groups", "security and Microsoft 365 groups, `members@odata.bind`, `owners@odata.bind`")]
    [Supports("PATCH /groups/{id}", "change properties, add members by `members@odata.bind`")]
    [Supports("DELETE /groups/{id}", "soft delete")]
    [Supports("GET /directory/deletedItems/microsoft.graph.group", "pages, `$select`")]
    public async Task A_group_lives_with_members_is_deleted_and_comes_back()
    {
        var created = await _graph.Groups.PostAsync(
            new Group
            {
                DisplayName = "Fleet",
                MailEnabled = false,
                MailNickname = "fleet",
                SecurityEnabled = true,
                AdditionalData = new Dictionary<string, object>
                {
                    ["members@odata.bind"] = new List<string> { LinkTo(Company.Ada) },
                    ["owners@odata.bind"] = new List<string> { LinkTo(Company.Grace) },
                },
            },
            cancellationToken: Stop
        );
        await _graph
            .Groups[created!.Id]
            .PatchAsync(
                new Group
                {
                    AdditionalData = new Dictionary<string, object>
                    {
                        ["members@odata.bind"] = new List<string> { LinkTo(Company.Alan), LinkTo(Company.Inner) },
                    },
                },
                cancellationToken: Stop
            );
        await _graph.Groups[created.Id].PatchAsync(new Group { Description = "Ships" }, cancellationToken: Stop);
        Assert.Equal("Ships", (await _graph.Groups[created.Id].GetAsync(cancellationToken: Stop))!.Description);
        Assert.Equal(3, (await MembersAsync(created.Id!)).Count);

        await _graph.Groups[created.Id].DeleteAsync(cancellationToken: Stop);
        var deleted = await _graph.Directory.DeletedItems.GraphGroup.GetAsync(cancellationToken: Stop);
        Assert.Contains(deleted!.Value!, group => group.Id == created.Id);
        await _graph.Directory.DeletedItems[created.Id].Restore.PostAsync(cancellationToken: Stop);
        Assert.Equal(3, (await MembersAsync(created.Id!)).Count);
    }

    [Fact]
    [Supports("POST /groups/{id}/members/$ref", "users, groups, devices")]
    [Supports("DELETE /groups/{id}/members/{id}/$ref", "users, groups, devices")]
    public async Task Members_are_added_and_removed()
    {
        var project = _graph.Groups[Company.GroupId(10).ToString()];
        foreach (var id in new[] { Company.Ada, Company.Inner, Company.Laptop })
            await project.Members.Ref.PostAsync(new ReferenceCreate { OdataId = LinkTo(id) }, cancellationToken: Stop);
        Assert.Equal(3, (await MembersAsync(Company.GroupId(10).ToString())).Count);

        var again = await Assert.ThrowsAsync<ODataError>(() =>
            project.Members.Ref.PostAsync(new ReferenceCreate { OdataId = LinkTo(Company.Ada) }, cancellationToken: Stop)
        );
        Assert.Equal((400, "Request_BadRequest"), (again.ResponseStatusCode, again.Error!.Code));

        await project.Members[Company.Ada.ToString()].Ref.DeleteAsync(cancellationToken: Stop);
        await project.Members[Company.Laptop.ToString()].Ref.DeleteAsync(cancellationToken: Stop);
        Assert.Equal([Company.Inner.ToString()], await MembersAsync(Company.GroupId(10).ToString()));
        await GoneAsync(() => project.Members[Company.Ada.ToString()].Ref.DeleteAsync(cancellationToken: Stop));
    }

    [Fact]
    [Supports("POST /groups/{id}/owners/$ref", "users")]
    [Supports("DELETE /groups/{id}/owners/{id}/$ref", "users")]
    [Refuses("DELETE /groups/{id}/owners/{id}/$ref", "the last owner: 400")]
    public async Task Owners_are_added_and_removed_but_for_the_last()
    {
        var owners = _graph.Groups[Company.GroupId(11).ToString()].Owners;
        await owners.Ref.PostAsync(new ReferenceCreate { OdataId = LinkTo(Company.Ada) }, cancellationToken: Stop);
        await owners.Ref.PostAsync(new ReferenceCreate { OdataId = LinkTo(Company.Grace) }, cancellationToken: Stop);
        await owners[Company.Ada.ToString()].Ref.DeleteAsync(cancellationToken: Stop);

        var last = await Assert.ThrowsAsync<ODataError>(() => owners[Company.Grace.ToString()].Ref.DeleteAsync(cancellationToken: Stop));

        Assert.Equal(400, last.ResponseStatusCode);
        Assert.Equal(Company.Grace.ToString(), Assert.Single((await owners.GetAsync(cancellationToken: Stop))!.Value!).Id);
    }

    [Fact]
    [Supports("PUT /users/{id}/manager/$ref", "set and change")]
    [Supports("DELETE /users/{id}/manager/$ref", "take away")]
    [Supports("GET /users/{id}/manager", "`$select`")]
    [Supports("GET /users/{id}/directReports", "pages")]
    public async Task A_manager_is_set_read_from_both_ends_and_taken_away()
    {
        var alan = _graph.Users[Company.Alan.ToString()];
        await GoneAsync(() => alan.Manager.GetAsync(cancellationToken: Stop));
        await alan.Manager.Ref.PutAsync(new ReferenceUpdate { OdataId = LinkTo(Company.Ada) }, cancellationToken: Stop);

        Assert.Equal("Ada Lovelace", Assert.IsType<User>(await alan.Manager.GetAsync(cancellationToken: Stop)).DisplayName);
        var reports = await _graph.Users[Company.Ada.ToString()].DirectReports.GetAsync(cancellationToken: Stop);
        Assert.Equal(Company.Alan.ToString(), Assert.Single(reports!.Value!).Id);

        await alan.Manager.Ref.DeleteAsync(cancellationToken: Stop);
        await GoneAsync(() => alan.Manager.GetAsync(cancellationToken: Stop));
    }

    [Fact]
    [Supports("DELETE /directoryObjects/{id}", "users and groups")]
    public async Task An_object_is_deleted_by_its_id_alone()
    {
        var created = await CreateUserAsync("konrad");
        await _graph.DirectoryObjects[created.Id].DeleteAsync(cancellationToken: Stop);
        await GoneAsync(() => _graph.Users[created.Id].GetAsync(cancellationToken: Stop));
    }

    [Fact]
    [Refuses("POST /users", "a UPN that is taken, a property that is missing or unknown: 400 `Request_BadRequest`")]
    public async Task A_user_with_a_name_that_is_taken_is_not_made()
    {
        var user = NewUser("twin");
        user.UserPrincipalName = Company.Upn(1);
        var error = await Assert.ThrowsAsync<ODataError>(() => _graph.Users.PostAsync(user, cancellationToken: Stop));
        Assert.Equal((400, "Request_BadRequest"), (error.ResponseStatusCode, error.Error!.Code));

        user = NewUser("nameless");
        user.DisplayName = null;
        error = await Assert.ThrowsAsync<ODataError>(() => _graph.Users.PostAsync(user, cancellationToken: Stop));
        Assert.Equal((400, "Request_BadRequest"), (error.ResponseStatusCode, error.Error!.Code));
    }

    private async Task<User> CreateUserAsync(string name) => (await _graph.Users.PostAsync(NewUser(name), cancellationToken: Stop))!;

    private static User NewUser(string name) =>
        new()
        {
            AccountEnabled = true,
            DisplayName = name,
            MailNickname = name,
            UserPrincipalName = $"{name}@contoso.com",
            PasswordProfile = new PasswordProfile { ForceChangePasswordNextSignIn = true, Password = "xWwvJ]6NMw+bWH-d" },
        };

    private async Task<List<string>> MembersAsync(string group) =>
        [.. (await _graph.Groups[group].Members.GetAsync(cancellationToken: Stop))!.Value!.Select(member => member.Id!)];

    private string LinkTo(Guid id) => $"{tenant.Host.GraphUrl}/directoryObjects/{id}";

    private static async Task GoneAsync(Func<Task> request)
    {
        var error = await Assert.ThrowsAsync<ODataError>(request);
        Assert.Equal((404, "Request_ResourceNotFound"), (error.ResponseStatusCode, error.Error!.Code));
    }
}
