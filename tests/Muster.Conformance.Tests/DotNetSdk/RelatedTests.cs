using Microsoft.Graph;
using Microsoft.Graph.Models;
using Muster.Conformance.Tests.Declaring;
using Muster.Conformance.Tests.Running;

namespace Muster.Conformance.Tests.DotNetSdk;

[Through(ThroughAttribute.DotNetSdk)]
public sealed class RelatedTests(ConformanceTenant tenant) : IClassFixture<ConformanceTenant>
{
    private readonly GraphServiceClient _graph = tenant.Sdk();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    [Supports("GET /groups/{id}/members", "mixed types, each with its `@odata.type`")]
    public async Task Members_come_as_the_type_they_are()
    {
        var members = await _graph.Groups[Company.Crew.ToString()].Members.GetAsync(cancellationToken: Stop);

        Assert.Equal(
            ["Ada Lovelace", "Grace Hopper"],
            members!.Value!.OfType<User>().Select(user => user.DisplayName).Order(StringComparer.Ordinal)
        );
        Assert.Equal("Inner", Assert.Single(members.Value!.OfType<Group>()).DisplayName);
        Assert.Equal("Laptop", Assert.Single(members.Value!.OfType<Device>()).DisplayName);
        Assert.Equal(4, members.Value!.Count);
    }

    [Fact]
    [Supports("GET /groups/{id}/members", "pages, casts, `$select`, `$top`, `$count`, `/$count`")]
    public async Task Members_are_cast_paged_and_counted()
    {
        var everyone = _graph.Groups[Company.Everyone.ToString()].Members;
        var first = await everyone.GraphUser.GetAsync(
            request =>
            {
                request.QueryParameters.Select = ["id", "displayName"];
                request.QueryParameters.Top = 100;
                request.QueryParameters.Count = true;
                request.Headers.Add("ConsistencyLevel", "eventual");
            },
            Stop
        );
        Assert.Equal(Company.Users, first!.OdataCount);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var pages = PageIterator<User, UserCollectionResponse>.CreatePageIterator(_graph, first, user => ids.Add(user.Id!));
        await pages.IterateAsync(Stop);
        Assert.Equal(Company.Users, ids.Count);

        Assert.Equal(Company.Users, await everyone.Count.GetAsync(request => request.Headers.Add("ConsistencyLevel", "eventual"), Stop));
        var crew = _graph.Groups[Company.Crew.ToString()].Members;
        Assert.Equal(2, await crew.GraphUser.Count.GetAsync(request => request.Headers.Add("ConsistencyLevel", "eventual"), Stop));
        Assert.Equal("Inner", Assert.Single((await crew.GraphGroup.GetAsync(cancellationToken: Stop))!.Value!).DisplayName);
    }

    [Fact]
    [Supports("GET /groups/{id}/owners", "mixed types, casts")]
    public async Task Owners_are_listed()
    {
        var owners = await _graph.Groups[Company.Crew.ToString()].Owners.GetAsync(cancellationToken: Stop);
        Assert.Equal("Ada Lovelace", Assert.IsType<User>(Assert.Single(owners!.Value!)).DisplayName);
        var users = await _graph.Groups[Company.Crew.ToString()].Owners.GraphUser.GetAsync(cancellationToken: Stop);
        Assert.Equal(Company.Ada.ToString(), Assert.Single(users!.Value!).Id);
    }

    [Fact]
    [Supports("GET /groups/{id}/transitiveMembers", "mixed types, casts, `/$count`")]
    public async Task Transitive_members_reach_through_nested_groups()
    {
        var outer = _graph.Groups[Company.Outer.ToString()].TransitiveMembers;
        var all = await outer.GetAsync(cancellationToken: Stop);
        var users = await outer.GraphUser.GetAsync(cancellationToken: Stop);
        var groups = await outer.GraphGroup.GetAsync(cancellationToken: Stop);

        Assert.Equal(6, all!.Value!.Count);
        Assert.Equal(
            ["Ada Lovelace", "Alan Turing", "Grace Hopper"],
            users!.Value!.Select(user => user.DisplayName).Order(StringComparer.Ordinal)
        );
        Assert.Equal(["Crew", "Inner"], groups!.Value!.Select(group => group.DisplayName).Order(StringComparer.Ordinal));
        Assert.Equal(6, await outer.Count.GetAsync(request => request.Headers.Add("ConsistencyLevel", "eventual"), Stop));
    }

    [Fact]
    [Supports("GET /users/{id}/memberOf", "casts, `$select`")]
    [Supports("GET /users/{id}/transitiveMemberOf", "casts, `$select`")]
    public async Task The_groups_of_a_user_are_listed()
    {
        var alan = _graph.Users[Company.Alan.ToString()];
        var direct = await alan.MemberOf.GetAsync(cancellationToken: Stop);
        var cast = await alan.MemberOf.GraphGroup.GetAsync(request => request.QueryParameters.Select = ["displayName"], Stop);
        var transitive = await alan.TransitiveMemberOf.GraphGroup.GetAsync(cancellationToken: Stop);

        Assert.Equal(2, direct!.Value!.OfType<Group>().Count());
        Assert.Equal(["Everyone", "Inner"], cast!.Value!.Select(group => group.DisplayName).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["Crew", "Everyone", "Inner", "Outer"],
            transitive!.Value!.Select(group => group.DisplayName).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    [Supports("GET /groups/{id}/memberOf", "casts, `$select`")]
    [Supports("GET /groups/{id}/transitiveMemberOf", "casts, `$select`")]
    public async Task The_groups_of_a_group_are_listed()
    {
        var inner = _graph.Groups[Company.Inner.ToString()];
        var direct = await inner.MemberOf.GetAsync(cancellationToken: Stop);
        var transitive = await inner.TransitiveMemberOf.GraphGroup.GetAsync(
            request => request.QueryParameters.Select = ["displayName"],
            Stop
        );

        Assert.Equal("Crew", Assert.IsType<Group>(Assert.Single(direct!.Value!)).DisplayName);
        Assert.Equal(["Crew", "Outer"], transitive!.Value!.Select(group => group.DisplayName).Order(StringComparer.Ordinal));
    }

    [Fact]
    [Supports("GET /groups/{id}/members", "advanced queries: `$filter`, `$orderby`, `$search`")]
    public async Task Members_are_filtered_ordered_and_searched()
    {
        var everyone = _graph.Groups[Company.Everyone.ToString()].Members.GraphUser;
        var guests = await everyone.GetAsync(
            request =>
            {
                request.QueryParameters.Filter = "userType eq 'Guest'";
                request.QueryParameters.Orderby = ["displayName desc"];
                request.QueryParameters.Count = true;
                request.Headers.Add("ConsistencyLevel", "eventual");
            },
            Stop
        );
        var found = await everyone.GetAsync(
            request =>
            {
                request.QueryParameters.Search = "\"displayName:Hopper\"";
                request.QueryParameters.Count = true;
                request.Headers.Add("ConsistencyLevel", "eventual");
            },
            Stop
        );

        Assert.Equal(23, guests!.OdataCount);
        Assert.Equal("Person 230", guests.Value![0].DisplayName);
        Assert.Equal("Grace Hopper", Assert.Single(found!.Value!).DisplayName);
    }

    [Fact]
    [Supports("GET /users/{id}/ownedObjects", "mixed types, casts")]
    public async Task What_a_user_owns_is_listed()
    {
        var owned = await _graph.Users[Company.Ada.ToString()].OwnedObjects.GetAsync(cancellationToken: Stop);
        Assert.Equal("Crew", Assert.IsType<Group>(Assert.Single(owned!.Value!)).DisplayName);
    }

    [Fact]
    [Supports("GET /devices/{id}/memberOf", "casts")]
    [Supports("GET /devices/{id}/transitiveMemberOf", "casts")]
    [Supports("GET /contacts/{id}/memberOf", "casts")]
    [Supports("GET /contacts/{id}/transitiveMemberOf", "casts")]
    [Supports("GET /servicePrincipals/{id}/memberOf", "casts")]
    [Supports("GET /servicePrincipals/{id}/transitiveMemberOf", "casts")]
    public async Task The_groups_of_objects_of_the_other_kinds_are_listed()
    {
        var laptop = _graph.Devices[Company.Laptop.ToString()];
        var direct = await laptop.MemberOf.GetAsync(cancellationToken: Stop);
        Assert.Equal("Crew", Assert.IsType<Group>(Assert.Single(direct!.Value!)).DisplayName);
        Assert.Equal(2, (await laptop.TransitiveMemberOf.GraphGroup.GetAsync(cancellationToken: Stop))!.Value!.Count);
        var supplier = _graph.Contacts[Company.Supplier.ToString()];
        Assert.Empty((await supplier.MemberOf.GetAsync(cancellationToken: Stop))!.Value!);
        Assert.Empty((await supplier.TransitiveMemberOf.GetAsync(cancellationToken: Stop))!.Value!);
        var own = (await _graph.ServicePrincipals.GetAsync(cancellationToken: Stop))!.Value!.Single();
        Assert.Empty((await _graph.ServicePrincipals[own.Id].MemberOf.GetAsync(cancellationToken: Stop))!.Value!);
        Assert.Empty((await _graph.ServicePrincipals[own.Id].TransitiveMemberOf.GetAsync(cancellationToken: Stop))!.Value!);
    }
}
