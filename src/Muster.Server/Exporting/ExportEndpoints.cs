using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Groups;
using Muster.Engine.Platform;
using Muster.Server.Access;
using Muster.Server.Groups;
using Muster.Server.Past;

namespace Muster.Server.Exporting;

/// <summary>Lists of people and groups as files, as of any time, streamed. Each is recorded: who took what, by which filter, how many rows.</summary>
internal static class ExportEndpoints
{
    private const int NoConnection = -1;
    internal const string NoMoment = "The moment is not known.";

    /// <summary>Maps <c>/export/users.FORMAT</c>, <c>groups</c>, <c>members</c>, <c>memberships</c>, <c>candidates</c> and <c>differences</c>; formats are csv, xlsx and jsonl.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        Narrowed(routes.MapGet("/export/users.{format}", UsersAsync));
        Narrowed(routes.MapGet("/export/groups.{format}", GroupsAsync));
        Narrowed(routes.MapGet("/export/members.{format}", MembersAsync));
        Narrowed(routes.MapGet("/export/memberships.{format}", MembershipsAsync));
        Narrowed(routes.MapGet("/export/candidates.{format}", CandidatesAsync));
        // Under the person, so that it is there for whoever may look at them.
        routes.MapGet("/people/{key:int}/history.{format}", HistoryAsync).RequireAuthorization(new NeedsRightAttribute(Right.Export));
        // As the page of it, which is about the whole workspace.
        routes.MapGet("/export/differences.{format}", DifferencesAsync).RequireAuthorization(new NeedsRightAttribute(Right.Export));
    }

    /// <summary>The list is there for roles for single connections, and shows what belongs to them.</summary>
    internal static void Narrowed(RouteHandlerBuilder route) =>
        route.RequireAuthorization(new NeedsRightAttribute(Right.Export)).WithMetadata(new NarrowedAttribute());

    internal static async Task<IResult> UsersAsync(
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        string? search,
        string? state,
        string? at
    )
    {
        if (await desk.MomentAsync(at, context.RequestAborted) is not { } moment)
            return Wrong(NoMoment);
        var query = new UserQuery
        {
            Search = Asked(search),
            Within = await desk.WhereAsync(context),
            Active = state switch
            {
                "active" => true,
                "suspended" => false,
                _ => null,
            },
            Local = state == "local" ? true : null,
        };
        return await desk.SendAsync(
            context,
            PeopleTables.Users(muster, await desk.NamesAsync(context.RequestAborted), moment, query, context.RequestAborted),
            format
        );
    }

    internal static async Task<IResult> HistoryAsync(int key, HttpContext context, string format, ExportDesk desk, MusterInstance muster)
    {
        var cancellation = context.RequestAborted;
        var revision = await muster.Database.Platform.RevisionAsync(cancellation);
        if (!(await muster.Database.History.UsersByKeyAsync([key], revision, cancellation)).TryGetValue(key, out var user))
            return Missing("There is no such person.");
        var history = await muster.Database.History.UserVersionsAsync(key, cancellation);
        return await desk.SendAsync(context, PeopleTables.History(user, history), format);
    }

    internal static async Task<IResult> GroupsAsync(
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        string? search,
        string? link,
        string? connection,
        string? at
    )
    {
        if (await desk.MomentAsync(at, context.RequestAborted) is not { } moment)
            return Wrong(NoMoment);
        var query = new GroupQuery
        {
            Search = Asked(search),
            Within = await WithinAsync(context, desk, muster, connection),
            Link = Enum.TryParse<LinkState>(link, ignoreCase: true, out var state) ? state : null,
        };
        return await desk.SendAsync(
            context,
            PeopleTables.Groups(muster, await desk.NamesAsync(context.RequestAborted), moment, query, context.RequestAborted),
            format
        );
    }

    /// <summary>The connections whose groups go out: those where the caller may, and of them the one that is named.</summary>
    private static async Task<IReadOnlyList<int>?> WithinAsync(HttpContext context, ExportDesk desk, MusterInstance muster, string? name)
    {
        var within = await desk.WhereAsync(context);
        if (string.IsNullOrEmpty(name))
            return within;
        return await muster.Connections.FindAsync(name, context.RequestAborted) is { } only && within?.Contains(only.Key) != false
            ? [only.Key]
            : [NoConnection];
    }

    internal static async Task<IResult> MembersAsync(
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        int group,
        string? show,
        string? search,
        string? at
    )
    {
        if (await desk.MomentAsync(at, context.RequestAborted) is not { } moment)
            return Wrong(NoMoment);
        if (await muster.GroupAsync(group, moment.Moment.Revision, context.RequestAborted) is not { } row)
            return Missing("There is no such group at that moment.");
        var shown = show is "members" or "direct" or "through" or "owners" ? show : null;
        return await desk.SendAsync(
            context,
            PeopleTables.Members(muster, moment, row, shown, Asked(search), context.RequestAborted),
            format
        );
    }

    internal static async Task<IResult> MembershipsAsync(
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        string user,
        string? at
    )
    {
        if (await desk.MomentAsync(at, context.RequestAborted) is not { } moment)
            return Wrong(NoMoment);
        if (await PersonAsync(context, muster, user, moment.Moment.Revision) is not { } person)
            return Missing("There is no such person at that moment.");
        var query = new MembershipQuery(person.Key) { Within = await desk.WhereAsync(context) };
        return await desk.SendAsync(
            context,
            PeopleTables.Memberships(muster, await desk.NamesAsync(context.RequestAborted), moment, person, query, context.RequestAborted),
            format
        );
    }

    internal static async Task<IResult> CandidatesAsync(
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        KnownDirectories directories,
        string connection,
        string? search,
        string? kind,
        string? state
    )
    {
        if (await muster.Connections.FindAsync(connection, context.RequestAborted) is not { } found)
            return Missing("There is no such connection.");
        var filter = new DirectoryGroupFilter
        {
            Search = Asked(search),
            Kind = Enum.TryParse<DirectoryGroupKind>(kind, ignoreCase: true, out var one) ? one : null,
        };
        DiscoveryState? stands = Enum.TryParse<DiscoveryState>(state, ignoreCase: true, out var asked) ? asked : null;
        var known = await directories.OfAsync(found, context.RequestAborted);
        return await desk.SendAsync(context, RecordTables.Candidates(known, found.Name, filter, stands), format);
    }

    internal static async Task<IResult> DifferencesAsync(
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        string at,
        string? to,
        int? group,
        string? user
    )
    {
        var cancellation = context.RequestAborted;
        if (await desk.MomentAsync(at, cancellation) is not { } from || await desk.MomentAsync(to, cancellation) is not { } later)
            return Wrong(NoMoment);
        if (later.Moment.Revision < from.Moment.Revision)
            (from, later) = (later, from);
        UserRow? person = null;
        if (!string.IsNullOrWhiteSpace(user))
        {
            person =
                await PersonAsync(context, muster, user, from.Moment.Revision)
                ?? await PersonAsync(context, muster, user, later.Moment.Revision);
            if (person is null)
                return Missing("There is no such person at those moments.");
        }
        var comparison = new Comparison(
            muster.Database.History,
            from.Moment.Revision,
            later.Moment.Revision,
            group is { } key ? new HashSet<int> { key } : null,
            person
        );
        IReadOnlyList<(string, string)> asked = [("Group", group is { } only ? Wording.Numbers.Of(only) : ""), ("Person", user ?? "")];
        return await desk.SendAsync(context, RecordTables.Differences(comparison, from, later, asked, cancellation), format);
    }

    private static async Task<UserRow?> PersonAsync(HttpContext context, MusterInstance muster, string handle, long revision)
    {
        var found = await muster.Database.Platform.FindUsersAsync(handle, revision, context.RequestAborted);
        return found.FirstOrDefault(user => user.Handle == handle) ?? (found is [var only] ? only : null);
    }

    private static string? Asked(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static IResult Wrong(string why) => Results.Problem(why, statusCode: StatusCodes.Status400BadRequest);

    private static IResult Missing(string why) => Results.Problem(why, statusCode: StatusCodes.Status404NotFound);
}
