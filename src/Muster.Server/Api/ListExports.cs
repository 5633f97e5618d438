using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Exporting;
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

/// <summary>Which people of a group are sent.</summary>
internal enum MembersShown
{
    /// <summary>Its members.</summary>
    Members,

    /// <summary>Members who are in it themselves, not through a nested group.</summary>
    Direct,

    /// <summary>Members who are in it through a nested group.</summary>
    Through,

    /// <summary>Its owners.</summary>
    Owners,
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
        Shape(export.MapGet("/users", UsersAsync), "exportUsers").Narrowed();
        Shape(export.MapGet("/groups", GroupsAsync), "exportGroups").Narrowed();
        Shape(export.MapGet("/members", MembersAsync), "exportMembers").Narrowed();
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
        var query = new UserQuery { Search = search, Within = context.Where(Right.Export) }.In(Words.Of<UserState>(state, "state"));
        return await SendAsync(
            context,
            desk,
            form,
            PeopleTables.Users(muster, await desk.NamesAsync(cancellationToken), moment, query, cancellationToken)
        );
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
        return await SendAsync(
            context,
            desk,
            form,
            PeopleTables.Groups(muster, await desk.NamesAsync(cancellationToken), moment, query, cancellationToken)
        );
    }

    /// <summary>Sends the members and owners of a group as a file.</summary>
    /// <param name="group">Number of the group.</param>
    /// <param name="format">The form; <c>csv</c> when left out.</param>
    /// <param name="show">Only members, only those who are in it directly or through a nested group, or only owners; members and owners when left out.</param>
    /// <param name="search">Only people whose name, UPN or mail contains this.</param>
    /// <param name="at">The state of then: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    internal static async Task<IResult> MembersAsync(
        int group,
        HttpContext context,
        MusterInstance muster,
        ExportDesk desk,
        TimeProvider clock,
        [Word(typeof(ExportFormat))] string? format,
        [Word(typeof(MembersShown))] string? show,
        string? search,
        string? at,
        CancellationToken cancellationToken
    )
    {
        var (form, moment) = (Form(format), await MomentAsync(muster, at, clock, cancellationToken));
        var row = await Named.GroupAsync(muster, group, moment.Moment.Revision, cancellationToken);
        var shown = Words.Of<MembersShown>(show, "show") is { } asked ? JsonFormat.Word(asked) : null;
        return await SendAsync(context, desk, form, PeopleTables.Members(muster, moment, row, shown, search, cancellationToken));
    }

    /// <summary>Sends a table, or says only how it would be sent.</summary>
    internal static Task<IResult> SendAsync(HttpContext context, ExportDesk desk, ExportFormat form, ExportTable table) =>
        context.IsHead()
            ? Task.FromResult<IResult>(
                TypedResults.Bytes(
                    [],
                    context.Request.Query[ExportDesk.Signed] == "true" ? ExportDesk.Zip : table.Type(JsonFormat.Word(form))
                )
            )
            : desk.SendAsync(context, table, JsonFormat.Word(form));

    /// <summary>The form that is asked for.</summary>
    internal static ExportFormat Form(string? format) => Words.Of<ExportFormat>(format, "format") ?? ExportFormat.Csv;

    /// <summary>The state that is asked for.</summary>
    internal static async Task<ExportedMoment> MomentAsync(
        MusterInstance muster,
        string? at,
        TimeProvider clock,
        CancellationToken cancellationToken,
        string name = "at"
    )
    {
        var moment = await Moments.FindAsync(muster, at, cancellationToken, name);
        return new ExportedMoment(moment, moment.At ?? clock.GetUtcNow());
    }

    /// <summary>What all files have in common.</summary>
    internal static RouteHandlerBuilder Shape(RouteHandlerBuilder export, string operation, Right right = Right.Export) =>
        export
            .As(operation, right)
            .Costly(Cost.Export)
            .WithMetadata(new MayBeSigned())
            .Produces<Stream>(StatusCodes.Status200OK, Csv, Xlsx, JsonLines, ExportDesk.Zip);
}
