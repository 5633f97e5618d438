using Microsoft.Graph;
using Microsoft.Graph.Models;
using Muster.Conformance.Tests.Declaring;
using Muster.Conformance.Tests.Running;
using ByIds = Microsoft.Graph.DirectoryObjects.GetByIds.GetByIdsPostRequestBody;
using GroupGroups = Microsoft.Graph.Groups.Item.CheckMemberGroups.CheckMemberGroupsPostRequestBody;
using GroupObjects = Microsoft.Graph.Groups.Item.CheckMemberObjects.CheckMemberObjectsPostRequestBody;
using ObjectGroups = Microsoft.Graph.DirectoryObjects.Item.CheckMemberGroups.CheckMemberGroupsPostRequestBody;
using ObjectObjects = Microsoft.Graph.DirectoryObjects.Item.CheckMemberObjects.CheckMemberObjectsPostRequestBody;
using UserGroups = Microsoft.Graph.Users.Item.CheckMemberGroups.CheckMemberGroupsPostRequestBody;
using UserObjects = Microsoft.Graph.Users.Item.CheckMemberObjects.CheckMemberObjectsPostRequestBody;

namespace Muster.Conformance.Tests.DotNetSdk;

[Through(ThroughAttribute.DotNetSdk)]
public sealed class LookupTests(ConformanceTenant tenant) : IClassFixture<ConformanceTenant>
{
    private static readonly string Alan = Company.Alan.ToString();
    private static readonly string Inner = Company.Inner.ToString();
    private static readonly string Outer = Company.Outer.ToString();
    private static readonly string Team = Company.Team.ToString();
    private readonly GraphServiceClient _graph = tenant.Sdk();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    [Supports("POST /directoryObjects/getByIds", "objects of several types by id, `types`")]
    public async Task Objects_are_found_by_their_ids()
    {
        var found = await _graph.DirectoryObjects.GetByIds.PostAsGetByIdsPostResponseAsync(
            new ByIds { Ids = [Alan, Inner, Company.Laptop.ToString(), Guid.Empty.ToString()], Types = ["user", "group"] },
            cancellationToken: Stop
        );
        Assert.Equal("Alan Turing", Assert.Single(found!.Value!.OfType<User>()).DisplayName);
        Assert.Equal("Inner", Assert.Single(found.Value!.OfType<Group>()).DisplayName);
        Assert.Equal(2, found.Value!.Count);
    }

    [Fact]
    [Supports("GET /directoryObjects/{id}", "any type")]
    public async Task An_object_is_found_by_its_id_alone()
    {
        var found = await _graph.DirectoryObjects[Alan].GetAsync(cancellationToken: Stop);
        Assert.Equal("Alan Turing", Assert.IsType<User>(found).DisplayName);
        Assert.IsType<OrgContact>(await _graph.DirectoryObjects[Company.Supplier.ToString()].GetAsync(cancellationToken: Stop));
    }

    [Fact]
    [Supports("POST /users/{id}/checkMemberGroups", "transitive")]
    [Supports("POST /users/{id}/checkMemberObjects", "transitive")]
    [Supports("POST /groups/{id}/checkMemberGroups", "transitive")]
    [Supports("POST /groups/{id}/checkMemberObjects", "transitive")]
    [Supports("POST /directoryObjects/{id}/checkMemberGroups", "transitive")]
    [Supports("POST /directoryObjects/{id}/checkMemberObjects", "transitive")]
    public async Task Membership_is_checked_of_users_groups_and_objects()
    {
        var user = _graph.Users[Alan];
        var group = _graph.Groups[Inner];
        var any = _graph.DirectoryObjects[Alan];
        List<string> asked = [Outer, Team];

        List<string>?[] answers =
        [
            (await user.CheckMemberGroups.PostAsCheckMemberGroupsPostResponseAsync(new UserGroups { GroupIds = asked }, null, Stop))!.Value,
            (await user.CheckMemberObjects.PostAsCheckMemberObjectsPostResponseAsync(new UserObjects { Ids = asked }, null, Stop))!.Value,
            (
                await group.CheckMemberGroups.PostAsCheckMemberGroupsPostResponseAsync(new GroupGroups { GroupIds = asked }, null, Stop)
            )!.Value,
            (await group.CheckMemberObjects.PostAsCheckMemberObjectsPostResponseAsync(new GroupObjects { Ids = asked }, null, Stop))!.Value,
            (
                await any.CheckMemberGroups.PostAsCheckMemberGroupsPostResponseAsync(new ObjectGroups { GroupIds = asked }, null, Stop)
            )!.Value,
            (await any.CheckMemberObjects.PostAsCheckMemberObjectsPostResponseAsync(new ObjectObjects { Ids = asked }, null, Stop))!.Value,
        ];

        Assert.All(answers, answer => Assert.Equal([Outer], answer));
    }

    [Fact]
    [Supports("POST /users/{id}/getMemberGroups", "transitive, `securityEnabledOnly`")]
    [Supports("POST /users/{id}/getMemberObjects", "transitive, `securityEnabledOnly`")]
    [Supports("POST /groups/{id}/getMemberGroups", "transitive")]
    [Supports("POST /groups/{id}/getMemberObjects", "transitive")]
    [Supports("POST /directoryObjects/{id}/getMemberGroups", "transitive")]
    [Supports("POST /directoryObjects/{id}/getMemberObjects", "transitive")]
    public async Task All_groups_of_users_groups_and_objects_are_told()
    {
        var user = _graph.Users[Alan];
        var group = _graph.Groups[Inner];
        var any = _graph.DirectoryObjects[Alan];

        List<string>?[] ofAlan =
        [
            (await user.GetMemberGroups.PostAsGetMemberGroupsPostResponseAsync(new() { SecurityEnabledOnly = true }, null, Stop))!.Value,
            (await user.GetMemberObjects.PostAsGetMemberObjectsPostResponseAsync(new() { SecurityEnabledOnly = true }, null, Stop))!.Value,
            (await any.GetMemberGroups.PostAsGetMemberGroupsPostResponseAsync(new() { SecurityEnabledOnly = false }, null, Stop))!.Value,
            (await any.GetMemberObjects.PostAsGetMemberObjectsPostResponseAsync(new() { SecurityEnabledOnly = false }, null, Stop))!.Value,
        ];
        List<string>?[] ofInner =
        [
            (await group.GetMemberGroups.PostAsGetMemberGroupsPostResponseAsync(new() { SecurityEnabledOnly = false }, null, Stop))!.Value,
            (
                await group.GetMemberObjects.PostAsGetMemberObjectsPostResponseAsync(new() { SecurityEnabledOnly = false }, null, Stop)
            )!.Value,
        ];

        Assert.All(ofAlan, answer => Assert.Equal(4, answer!.Count));
        Assert.All(ofInner, answer => Assert.Equal([Outer, Company.Crew.ToString()], answer!.Order(StringComparer.Ordinal)));
    }
}
