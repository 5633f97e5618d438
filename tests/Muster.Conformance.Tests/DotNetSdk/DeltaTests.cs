using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions.Serialization;
using Muster.Conformance.Tests.Declaring;
using Muster.Conformance.Tests.Running;
using GroupDelta = Microsoft.Graph.Groups.Delta.DeltaGetResponse;
using UserDelta = Microsoft.Graph.Users.Delta.DeltaGetResponse;

namespace Muster.Conformance.Tests.DotNetSdk;

[Through(ThroughAttribute.DotNetSdk)]
public sealed class DeltaTests : IAsyncLifetime
{
    private ConformanceTenant _tenant = null!;
    private GraphServiceClient _graph = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>One of its own for each test, since every test moves the tenant on.</summary>
    public async ValueTask InitializeAsync()
    {
        _tenant = await ConformanceTenant.StartedAsync(ConformanceTenant.Options);
        _graph = _tenant.Sdk();
    }

    public ValueTask DisposeAsync() => _tenant.DisposeAsync();

    [Fact]
    [Supports("GET /users/delta", "a round to its delta link, `$select`; later rounds with changes and `@removed`")]
    public async Task Users_are_followed_over_two_rounds()
    {
        var (users, link, pages) = await UsersAsync(
            await _graph.Users.Delta.GetAsDeltaGetResponseAsync(request => request.QueryParameters.Select = ["displayName"], Stop)
        );
        Assert.Equal((Company.Users, 3), (users.Count, pages));

        await _tenant.AdvanceAsync(2);
        var (changed, next, _) = await UsersAsync(
            await _graph.Users.Delta.WithUrl(link).GetAsDeltaGetResponseAsync(cancellationToken: Stop)
        );

        Assert.Equal("Ada King", changed.Single(user => user.Id == Company.Ada.ToString()).DisplayName);
        Assert.Equal("changed", RemovalOf(changed.Single(user => user.Id == Company.Alan.ToString())));
        Assert.Equal(2, changed.Count);

        var (nothing, _, _) = await UsersAsync(await _graph.Users.Delta.WithUrl(next).GetAsDeltaGetResponseAsync(cancellationToken: Stop));
        Assert.Empty(nothing);
    }

    [Fact]
    [Supports("GET /users/delta", "dates, `onPremisesExtensionAttributes` and directory extensions, where selected")]
    public async Task Dates_and_extensions_of_users_are_told_where_selected()
    {
        string[] select = ["companyName", "employeeHireDate", "employeeLeaveDateTime", "onPremisesExtensionAttributes", Company.Extension];
        var (users, _, _) = await UsersAsync(
            await _graph.Users.Delta.GetAsDeltaGetResponseAsync(request => request.QueryParameters.Select = select, Stop)
        );

        var grace = users.Single(user => user.Id == Company.Grace.ToString());
        Assert.Equal("Contoso", grace.CompanyName);
        Assert.Equal(365, (grace.EmployeeLeaveDateTime - grace.EmployeeHireDate)?.TotalDays);
        Assert.Equal("cost 2", grace.OnPremisesExtensionAttributes?.ExtensionAttribute7);
        Assert.Equal("badge 2", grace.AdditionalData[Company.Extension]);
        Assert.Null(users.Single(user => user.Id == Company.Ada.ToString()).EmployeeLeaveDateTime);
    }

    [Fact]
    [Supports(
        "GET /groups/delta",
        "a round to its delta link, `$select` with `members`, `owners`; later rounds with changes and `@removed`"
    )]
    public async Task Groups_and_their_members_are_followed_over_two_rounds()
    {
        var (groups, link, pages) = await GroupsAsync(
            await _graph.Groups.Delta.GetAsDeltaGetResponseAsync(
                request => request.QueryParameters.Select = ["displayName", "members", "owners"],
                Stop
            )
        );
        Assert.True(pages >= 4, $"{pages} pages");
        Assert.Equal(Company.Groups, groups.Select(group => group.Id).Distinct(StringComparer.Ordinal).Count());
        // A large group comes in slices, under the same id.
        Assert.Equal(Company.Users, EdgesOf(groups, Company.Everyone, "members@delta").Distinct().Count());
        Assert.Equal([(Company.Ada.ToString(), false)], EdgesOf(groups, Company.Crew, "owners@delta"));

        await _tenant.AdvanceAsync(2);
        var (changed, _, _) = await GroupsAsync(
            await _graph.Groups.Delta.WithUrl(link).GetAsDeltaGetResponseAsync(cancellationToken: Stop)
        );

        Assert.Equal(
            [(Company.Edsger.ToString(), false), (Company.Grace.ToString(), true)],
            EdgesOf(changed, Company.Crew, "members@delta").OrderBy(edge => edge.Removed)
        );
        Assert.NotNull(RemovalOf(changed.Single(group => group.Id == Company.FirstProject.ToString())));
    }

    [Fact]
    [Supports("GET /users/delta", "`$deltatoken=latest`, `Prefer: return=minimal`")]
    public async Task A_round_can_begin_now_and_tell_only_what_changed()
    {
        var url = $"{_tenant.Host.GraphUrl}/users/delta?$deltatoken=latest&$select=displayName,mail";
        var start = await _graph.Users.Delta.WithUrl(url).GetAsDeltaGetResponseAsync(cancellationToken: Stop);
        Assert.Empty(start!.Value!);
        await _tenant.AdvanceAsync(2);

        var changes = await _graph
            .Users.Delta.WithUrl(start.OdataDeltaLink!)
            .GetAsDeltaGetResponseAsync(request => request.Headers.Add("Prefer", "return=minimal"), Stop);

        var ada = changes!.Value!.Single(user => user.Id == Company.Ada.ToString());
        Assert.Equal(("Ada King", null), (ada.DisplayName, ada.Mail));
    }

    [Fact]
    [Supports("GET /groups/delta", "`$filter` by `id eq`")]
    public async Task A_round_can_be_about_some_groups_alone()
    {
        var (groups, _, _) = await GroupsAsync(
            await _graph.Groups.Delta.GetAsDeltaGetResponseAsync(
                request =>
                {
                    request.QueryParameters.Select = ["displayName", "members"];
                    request.QueryParameters.Filter = $"id eq '{Company.Crew}' or id eq '{Company.Inner}'";
                },
                Stop
            )
        );
        Assert.Equal(["Crew", "Inner"], groups.Select(group => group.DisplayName).Order(StringComparer.Ordinal));
    }

    private async Task<(List<User> Rows, string Link, int Pages)> UsersAsync(UserDelta? page)
    {
        var rows = new List<User>();
        for (var pages = 1; ; pages++)
        {
            rows.AddRange(page!.Value!);
            if (page.OdataNextLink is null)
                return (rows, page.OdataDeltaLink!, pages);
            page = await _graph.Users.Delta.WithUrl(page.OdataNextLink).GetAsDeltaGetResponseAsync(cancellationToken: Stop);
        }
    }

    private async Task<(List<Group> Rows, string Link, int Pages)> GroupsAsync(GroupDelta? page)
    {
        var rows = new List<Group>();
        for (var pages = 1; ; pages++)
        {
            rows.AddRange(page!.Value!);
            if (page.OdataNextLink is null)
                return (rows, page.OdataDeltaLink!, pages);
            page = await _graph.Groups.Delta.WithUrl(page.OdataNextLink).GetAsDeltaGetResponseAsync(cancellationToken: Stop);
        }
    }

    /// <summary>The SDK has no property for these and keeps them as untyped data.</summary>
    private static List<(string Id, bool Removed)> EdgesOf(List<Group> groups, Guid id, string annotation) =>
        [
            .. groups
                .Where(group => group.Id == id.ToString() && group.AdditionalData.ContainsKey(annotation))
                .SelectMany(group => ((UntypedArray)group.AdditionalData[annotation]).GetValue())
                .Cast<UntypedObject>()
                .Select(entry => entry.GetValue())
                .Select(entry => (((UntypedString)entry["id"]).GetValue()!, entry.ContainsKey("@removed"))),
        ];

    private static string? RemovalOf(DirectoryObject row) =>
        row.AdditionalData.TryGetValue("@removed", out var removed)
            ? ((UntypedString)((UntypedObject)removed).GetValue()["reason"]).GetValue()
            : null;
}
