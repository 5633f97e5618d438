using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Exporting;
using Muster.Server.Groups;
using Muster.Server.Wording;

namespace Muster.Server.Api;

/// <summary>Forms of a file.</summary>
internal enum ExportFormat
{
    /// <summary>JSON Lines.</summary>
    Jsonl,

    /// <summary>Comma-separated values, safe for spreadsheets.</summary>
    Csv,

    /// <summary>A workbook whose cells are texts.</summary>
    Xlsx,
}

/// <summary>Lists as files, as of any time, streamed and recorded.</summary>
internal static class ListExports
{
    /// <summary>Media type of CSV.</summary>
    public const string Csv = "text/csv";

    /// <summary>Media type of a workbook.</summary>
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private const string JsonLines = "application/x-ndjson";

    public static void Map(IEndpointRouteBuilder api)
    {
        var export = api.MapGroup("/export").WithTags("Export");
        Shape(export.MapGet("/users", UsersAsync), "exportUsers");
        Shape(export.MapGet("/groups", GroupsAsync), "exportGroups");
        Shape(export.MapGet("/members", MembersAsync), "exportMembers");
    }

    /// <summary>Sends the users as a file.</summary>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    /// <param name="search">Only users whose name, UPN or mail contains this.</param>
    /// <param name="state">Only users in this state.</param>
    /// <param name="at">The state of then: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    internal static async Task<IResult> UsersAsync(
        HttpContext context,
        MusterInstance muster,
        ExportDesk desk,
        TimeProvider clock,
        [Word(typeof(ExportFormat))] string? format,
        string? search,
        [Word(typeof(UserState))] string? state,
        string? at,
        CancellationToken cancellationToken
    )
    {
        var (form, moment) = (Form(format), await MomentAsync(muster, at, clock, cancellationToken));
        var wanted = Words.Of<UserState>(state, "state");
        var query = new UserQuery
        {
            Search = search,
            Within = context.Where(Right.Export),
            Active = wanted is null ? null : wanted == UserState.Active,
        };
        string[] columns =
        [
            "user",
            "id",
            "userPrincipalName",
            "displayName",
            "mail",
            "active",
            "givenName",
            "surname",
            "department",
            "jobTitle",
            "officeLocation",
            "employeeId",
            "userType",
        ];
        var rows = muster
            .Database.Platform.UserPageAsync(moment.Moment.Revision, query, cancellationToken)
            .Select(user =>
            {
                var of = user.Attributes;
                return new object?[]
                {
                    user.Handle,
                    user.Id?.ToString(),
                    of.UserPrincipalName,
                    of.DisplayName,
                    of.Mail,
                    user.Active ? "true" : "false",
                    of.GivenName,
                    of.Surname,
                    of.Department,
                    of.JobTitle,
                    of.OfficeLocation,
                    of.EmployeeId,
                    of.UserType,
                };
            });
        return await SendAsync(context, desk, form, "users", columns, rows, moment, ("Search", search), ("State", state));
    }

    /// <summary>Sends the groups in use as a file.</summary>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    /// <param name="search">Only groups whose name contains this.</param>
    /// <param name="link">Only groups that stand so to the directory.</param>
    /// <param name="at">The state of then: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    internal static async Task<IResult> GroupsAsync(
        HttpContext context,
        MusterInstance muster,
        ExportDesk desk,
        TimeProvider clock,
        [Word(typeof(ExportFormat))] string? format,
        string? search,
        [Word(typeof(LinkState))] string? link,
        string? at,
        CancellationToken cancellationToken
    )
    {
        var (form, moment) = (Form(format), await MomentAsync(muster, at, clock, cancellationToken));
        var query = new GroupQuery
        {
            Search = search,
            Link = Words.Of<LinkState>(link, "link"),
            Within = context.Where(Right.Export),
        };
        string[] columns = ["key", "name", "id", "link", "members", "owners", "purpose", "accountable", "reviewOn"];
        var rows = muster
            .Database.Platform.GroupPageAsync(moment.Moment.Revision, query, cancellationToken)
            .Select(group =>
                new object?[]
                {
                    group.Key,
                    group.Name,
                    group.Id?.ToString(),
                    JsonFormat.Word(group.Link),
                    group.Members,
                    group.Owners,
                    group.Settings.Purpose,
                    group.Settings.Accountable,
                    group.Settings.ReviewOn?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                }
            );
        return await SendAsync(context, desk, form, "groups", columns, rows, moment, ("Search", search), ("State", link));
    }

    /// <summary>Sends the members and owners of a group as a file.</summary>
    /// <param name="group">Number of the group.</param>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    /// <param name="at">The state of then: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    internal static async Task<IResult> MembersAsync(
        int group,
        HttpContext context,
        MusterInstance muster,
        ExportDesk desk,
        TimeProvider clock,
        [Word(typeof(ExportFormat))] string? format,
        string? at,
        CancellationToken cancellationToken
    )
    {
        var (form, moment) = (Form(format), await MomentAsync(muster, at, clock, cancellationToken));
        var row = await Named.GroupAsync(muster, group, moment.Moment.Revision, cancellationToken);
        string[] columns =
        [
            "group",
            "user",
            "id",
            "userPrincipalName",
            "displayName",
            "mail",
            "active",
            "relation",
            "origin",
            "through",
            "since",
        ];
        var rows = PeopleAsync(muster, row, moment.Moment.Revision, cancellationToken);
        return await SendAsync(context, desk, form, "members", columns, rows, moment, ("Group", row.Name));
    }

    private static async IAsyncEnumerable<object?[]> PeopleAsync(
        MusterInstance muster,
        GroupRow group,
        long revision,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (names, since) = (new Dictionary<int, string?>(), new Dictionary<long, DateTimeOffset?>());
        foreach (var relation in Enum.GetValues<MembershipRelation>())
        await foreach (var member in muster.Database.Platform.MemberPageAsync(revision, new(group.Key, relation), cancellationToken))
        {
            var (user, row) = (member.User, member.Row);
            if (row.Via != 0 && !names.ContainsKey(row.Via))
                names[row.Via] = (await muster.SourceNamesAsync([row.Via], cancellationToken)).GetValueOrDefault(row.Via);
            if (!since.ContainsKey(row.FromRevision))
                since[row.FromRevision] = (await muster.Database.History.RevisionAsync(row.FromRevision, cancellationToken))?.At;
            yield return
            [
                group.Name,
                user.Handle,
                user.Id?.ToString(),
                user.Attributes.UserPrincipalName,
                user.Attributes.DisplayName,
                user.Attributes.Mail,
                user.Active ? "true" : "false",
                JsonFormat.Word(row.Relation),
                JsonFormat.Word(row.Origin),
                row.Via == 0 ? null : names[row.Via],
                since[row.FromRevision],
            ];
        }
    }

    private static Task<IResult> SendAsync(
        HttpContext context,
        ExportDesk desk,
        ExportFormat form,
        string name,
        string[] columns,
        IAsyncEnumerable<object?[]> rows,
        ExportedMoment moment,
        params (string Name, string? Value)[] filter
    )
    {
        if (context.IsHead())
            return Task.FromResult<IResult>(TypedResults.Bytes([], ExportWriter.Types[JsonFormat.Word(form)]));
        return desk.SendAsync(
            context,
            new ExportTable(
                name,
                columns,
                rows,
                [("List", name), .. moment.About, .. filter.Select(fact => (fact.Name, fact.Value ?? ""))]
            ),
            JsonFormat.Word(form)
        );
    }

    private static ExportFormat Form(string? format) => Words.Of<ExportFormat>(format, "format") ?? ExportFormat.Csv;

    private static async Task<ExportedMoment> MomentAsync(
        MusterInstance muster,
        string? at,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var moment = await Moments.FindAsync(muster, at, cancellationToken);
        return new ExportedMoment(moment, moment.At ?? clock.GetUtcNow());
    }

    private static void Shape(RouteHandlerBuilder export, string operation) =>
        export.As(operation, Right.Export).Narrowed().Costly().Produces<Stream>(StatusCodes.Status200OK, Csv, Xlsx, JsonLines);
}
