using Microsoft.Graph;
using Microsoft.Graph.Models;
using Muster.Conformance.Tests.Declaring;
using Muster.Conformance.Tests.Running;

namespace Muster.Conformance.Tests.DotNetSdk;

[Through(ThroughAttribute.DotNetSdk)]
public sealed class ListTests(ConformanceTenant tenant) : IClassFixture<ConformanceTenant>
{
    private readonly GraphServiceClient _graph = tenant.Sdk();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    [Supports("GET /users", "pages to the end")]
    public async Task Users_come_page_by_page_to_the_last()
    {
        var first = await _graph.Users.GetAsync(request => request.QueryParameters.Top = 100, Stop);
        Assert.Equal(100, first!.Value!.Count);
        var ids = new List<string>();
        var pages = PageIterator<User, UserCollectionResponse>.CreatePageIterator(
            _graph,
            first,
            user =>
            {
                ids.Add(user.Id!);
                return true;
            }
        );

        await pages.IterateAsync(Stop);

        Assert.Equal(PagingState.Complete, pages.State);
        Assert.Equal(Company.Users, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Company.Users, ids.Count);
    }

    [Fact]
    [Supports("GET /groups", "pages to the end")]
    public async Task Groups_come_page_by_page_to_the_last()
    {
        var first = await _graph.Groups.GetAsync(request => request.QueryParameters.Top = 7, Stop);
        var names = new List<string>();
        var pages = PageIterator<Group, GroupCollectionResponse>.CreatePageIterator(
            _graph,
            first!,
            group =>
            {
                names.Add(group.DisplayName!);
                return true;
            }
        );

        await pages.IterateAsync(Stop);

        Assert.Equal(Company.Groups, names.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains("Project 25", names);
    }

    [Fact]
    [Supports("GET /users", "`$select`, `$top`")]
    public async Task A_selection_brings_what_was_selected_and_no_more()
    {
        var page = await _graph.Users.GetAsync(
            request =>
            {
                request.QueryParameters.Select = ["id", "displayName", "department"];
                request.QueryParameters.Top = 5;
            },
            Stop
        );

        Assert.Equal(5, page!.Value!.Count);
        var ada = page.Value.Single(user => user.Id == Company.Ada.ToString());
        Assert.Equal(("Ada Lovelace", "Research", null), (ada.DisplayName, ada.Department, ada.UserPrincipalName));
    }

    [Fact]
    [Supports("GET /users", "`$filter` by `eq`, `in`, `startswith`, `and`, `or`")]
    public async Task Plain_filters_find_users()
    {
        Assert.Equal(Company.Users / 2, await CountAsync("department eq 'Sales'"));
        Assert.Equal(10, await CountAsync("startswith(displayName,'Person 01')"));
        Assert.Equal(2, await CountAsync($"id in ('{Company.Ada}','{Company.Grace}')"));
        Assert.Equal(2, await CountAsync("displayName eq 'Ada Lovelace' or displayName eq 'Alan Turing'"));
        Assert.Equal(23, await CountAsync("userType eq 'Guest' and department eq 'Sales'"));

        async Task<int> CountAsync(string filter)
        {
            var page = await _graph.Users.GetAsync(
                request =>
                {
                    request.QueryParameters.Filter = filter;
                    request.QueryParameters.Top = 999;
                },
                Stop
            );
            return page!.Value!.Count;
        }
    }

    [Fact]
    [Supports("GET /users", "advanced queries: `$filter` by `ne`, `not`, `endswith`, `$orderby`, `$count`")]
    public async Task Advanced_filters_count_and_order()
    {
        var page = await _graph.Users.GetAsync(
            request =>
            {
                request.QueryParameters.Filter = "endswith(mail,'@contoso.com') and userType ne 'Guest' and not(department eq 'Sales')";
                request.QueryParameters.Orderby = ["displayName desc"];
                request.QueryParameters.Count = true;
                request.QueryParameters.Top = 10;
                request.Headers.Add("ConsistencyLevel", "eventual");
            },
            Stop
        );

        Assert.Equal(Company.Users / 2, page!.OdataCount);
        Assert.Equal("Person 229", page.Value![0].DisplayName);
        Assert.Equal(
            page.Value.Select(user => user.DisplayName).OrderDescending(StringComparer.Ordinal),
            page.Value.Select(user => user.DisplayName)
        );
    }

    [Fact]
    [Supports("GET /groups", "`$select`, `$filter`, advanced queries with `$count`, `$orderby`")]
    public async Task Groups_are_filtered_by_a_list_they_hold()
    {
        var unified = await _graph.Groups.GetAsync(request => request.QueryParameters.Filter = "groupTypes/any(c:c eq 'Unified')", Stop);
        Assert.Equal("Team", Assert.Single(unified!.Value!).DisplayName);

        var others = await _graph.Groups.GetAsync(
            request =>
            {
                request.QueryParameters.Filter = "NOT groupTypes/any(c:c eq 'Unified')";
                request.QueryParameters.Orderby = ["displayName"];
                request.QueryParameters.Select = ["displayName"];
                request.QueryParameters.Count = true;
                request.Headers.Add("ConsistencyLevel", "eventual");
            },
            Stop
        );
        Assert.Equal(Company.Groups - 1, others!.OdataCount);
        Assert.Equal("Crew", others.Value![0].DisplayName);
    }

    [Fact]
    [Supports("GET /users/$count", "with `ConsistencyLevel: eventual`, `$filter`")]
    [Supports("GET /groups/$count", "with `ConsistencyLevel: eventual`, `$filter`")]
    public async Task Counts_are_plain_numbers()
    {
        Assert.Equal(
            Company.Users,
            await _graph.Users.Count.GetAsync(request => request.Headers.Add("ConsistencyLevel", "eventual"), Stop)
        );
        Assert.Equal(
            25,
            await _graph.Groups.Count.GetAsync(
                request =>
                {
                    request.QueryParameters.Filter = "startswith(displayName,'Project')";
                    request.Headers.Add("ConsistencyLevel", "eventual");
                },
                Stop
            )
        );
    }

    [Fact]
    [Supports("GET /users/{id}", "by id and by UPN, `$select`")]
    [Supports("GET /groups/{id}", "`$select`")]
    public async Task One_object_is_read_by_its_key()
    {
        var byId = await _graph.Users[Company.Ada.ToString()].GetAsync(cancellationToken: Stop);
        var byName = await _graph
            .Users[Company.Upn(1)]
            .GetAsync(request => request.QueryParameters.Select = ["id", "accountEnabled"], Stop);
        var crew = await _graph.Groups[Company.Crew.ToString()].GetAsync(request => request.QueryParameters.Select = ["displayName"], Stop);

        Assert.Equal("Ada Lovelace", byId!.DisplayName);
        Assert.Equal((byId.Id, true), (byName!.Id, byName.AccountEnabled));
        Assert.Equal("Crew", crew!.DisplayName);
    }

    [Fact]
    [Supports("GET /organization", "list and single")]
    public async Task The_organization_tells_its_name()
    {
        var organizations = await _graph.Organization.GetAsync(cancellationToken: Stop);
        var one = Assert.Single(organizations!.Value!);
        Assert.Equal((tenant.Host.TenantId, "Contoso"), (one.Id, one.DisplayName));
        Assert.Equal("Contoso", (await _graph.Organization[one.Id].GetAsync(cancellationToken: Stop))!.DisplayName);
    }

    [Fact]
    [Supports("GET /devices", "pages, `$select`")]
    [Supports("GET /devices/{id}", "`$select`")]
    [Supports("GET /contacts", "pages, `$select`")]
    [Supports("GET /contacts/{id}", "`$select`")]
    [Supports("GET /servicePrincipals", "pages, `$select`")]
    [Supports("GET /servicePrincipals/{id}", "`$select`")]
    public async Task Objects_of_the_other_kinds_are_listed_and_read()
    {
        var devices = await _graph.Devices.GetAsync(cancellationToken: Stop);
        Assert.Equal("Laptop", Assert.Single(devices!.Value!).DisplayName);
        Assert.Equal("Laptop", (await _graph.Devices[Company.Laptop.ToString()].GetAsync(cancellationToken: Stop))!.DisplayName);

        var contacts = await _graph.Contacts.GetAsync(cancellationToken: Stop);
        Assert.Equal("Supplier", Assert.Single(contacts!.Value!).DisplayName);
        Assert.Equal("Supplier", (await _graph.Contacts[Company.Supplier.ToString()].GetAsync(cancellationToken: Stop))!.DisplayName);

        var apps = await _graph.ServicePrincipals.GetAsync(request => request.QueryParameters.Select = ["id", "appId"], Stop);
        var own = Assert.Single(apps!.Value!);
        Assert.Equal(tenant.Host.ClientId, own.AppId);
        Assert.Equal(own.AppId, (await _graph.ServicePrincipals[own.Id].GetAsync(cancellationToken: Stop))!.AppId);
    }

    [Fact]
    [Supports("GET /users", "`$search`")]
    [Supports("GET /groups", "`$search`")]
    public async Task Searches_find_words_of_names()
    {
        var users = await _graph.Users.GetAsync(
            request =>
            {
                request.QueryParameters.Search = "\"displayName:lovel\" OR \"displayName:turing\"";
                request.QueryParameters.Count = true;
                request.Headers.Add("ConsistencyLevel", "eventual");
            },
            Stop
        );
        var groups = await _graph.Groups.GetAsync(
            request =>
            {
                request.QueryParameters.Search = "\"displayName:Project\"";
                request.QueryParameters.Count = true;
                request.Headers.Add("ConsistencyLevel", "eventual");
            },
            Stop
        );

        Assert.Equal(["Ada Lovelace", "Alan Turing"], users!.Value!.Select(user => user.DisplayName).Order(StringComparer.Ordinal));
        Assert.Equal((2, 25), (users.OdataCount, groups!.OdataCount));
    }

    [Fact]
    [Supports("GET /users", "`$expand` of one level, up to 20 objects")]
    [Supports("GET /groups", "`$expand` of one level, up to 20 objects")]
    [Supports("GET /users/{id}", "`$expand`")]
    [Supports("GET /groups/{id}", "`$expand`")]
    public async Task Expansions_bring_what_is_related()
    {
        var groups = await _graph.Groups.GetAsync(request => request.QueryParameters.Expand = ["members"], Stop);
        Assert.Equal(20, groups!.Value!.Single(group => group.DisplayName == "Everyone").Members!.Count);
        var crew = await _graph.Groups[Company.Crew.ToString()].GetAsync(request => request.QueryParameters.Expand = ["owners"], Stop);
        Assert.Equal("Ada Lovelace", Assert.IsType<User>(Assert.Single(crew!.Owners!)).DisplayName);
        var users = await _graph.Users.GetAsync(request => request.QueryParameters.Expand = ["memberOf"], Stop);
        var ada = users!.Value!.Single(user => user.DisplayName == "Ada Lovelace");
        Assert.Contains(ada.MemberOf!, group => group.Id == Company.Crew.ToString());
        var alan = await _graph.Users[Company.Alan.ToString()].GetAsync(request => request.QueryParameters.Expand = ["memberOf"], Stop);
        Assert.Equal(2, alan!.MemberOf!.Count);
    }

    [Fact]
    [Supports("GET /devices/$count", "with `ConsistencyLevel: eventual`")]
    [Supports("GET /contacts/$count", "with `ConsistencyLevel: eventual`")]
    [Supports("GET /servicePrincipals/$count", "with `ConsistencyLevel: eventual`")]
    [Supports("GET /directory/deletedItems/microsoft.graph.user/$count", "`/$count`")]
    [Supports("GET /directory/deletedItems/microsoft.graph.group/$count", "`/$count`")]
    [Supports("GET /directory/deletedItems/microsoft.graph.device", "pages, `$select`")]
    [Supports("GET /directory/deletedItems/microsoft.graph.servicePrincipal", "pages, `$select`")]
    public async Task Objects_of_the_other_kinds_and_deleted_ones_are_counted()
    {
        Assert.Equal(1, await _graph.Devices.Count.GetAsync(request => request.Headers.Add("ConsistencyLevel", "eventual"), Stop));
        Assert.Equal(1, await _graph.Contacts.Count.GetAsync(request => request.Headers.Add("ConsistencyLevel", "eventual"), Stop));
        Assert.Equal(
            1,
            await _graph.ServicePrincipals.Count.GetAsync(request => request.Headers.Add("ConsistencyLevel", "eventual"), Stop)
        );
        var deleted = _graph.Directory.DeletedItems;
        Assert.Equal(0, await deleted.GraphUser.Count.GetAsync(request => request.Headers.Add("ConsistencyLevel", "eventual"), Stop));
        Assert.Equal(0, await deleted.GraphGroup.Count.GetAsync(request => request.Headers.Add("ConsistencyLevel", "eventual"), Stop));
        Assert.Empty((await deleted.GraphDevice.GetAsync(cancellationToken: Stop))!.Value!);
        Assert.Empty((await deleted.GraphServicePrincipal.GetAsync(cancellationToken: Stop))!.Value!);
    }

    [Fact]
    [Supports("GET /devices", "`$filter`")]
    [Supports("GET /contacts", "`$filter`")]
    [Supports("GET /servicePrincipals", "`$filter`")]
    public async Task Objects_of_the_other_kinds_are_filtered()
    {
        var devices = await _graph.Devices.GetAsync(request => request.QueryParameters.Filter = "displayName eq 'Laptop'", Stop);
        var contacts = await _graph.Contacts.GetAsync(request => request.QueryParameters.Filter = "startswith(displayName,'X')", Stop);
        var apps = await _graph.ServicePrincipals.GetAsync(
            request => request.QueryParameters.Filter = $"appId eq '{tenant.Host.ClientId}'",
            Stop
        );
        Assert.Equal((1, 0, 1), (devices!.Value!.Count, contacts!.Value!.Count, apps!.Value!.Count));
    }
}
