using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Server.Access;
using Muster.Server.Groups;
using Muster.Server.Wording;

namespace Muster.Server.Exporting;

/// <summary>Lists as files, streamed. Each is recorded: who took what, by which filter, how many rows.</summary>
internal static class ExportEndpoints
{
    private const int NoConnection = -1;

    /// <summary>Maps <c>/export/groups.FORMAT</c> and <c>/export/members.FORMAT</c>; formats are csv, xlsx and jsonl.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/export/groups.{format}", GroupsAsync)
            .RequireAuthorization(new NeedsRightAttribute(Right.Export))
            .WithMetadata(new NarrowedAttribute());
        routes
            .MapGet("/export/members.{format}", MembersAsync)
            .RequireAuthorization(new NeedsRightAttribute(Right.Export))
            .WithMetadata(new NarrowedAttribute());
    }

    private static async Task<IResult> GroupsAsync(
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        Callers callers,
        string? search,
        string? link,
        string? connection,
        string? at
    )
    {
        var cancellation = context.RequestAborted;
        if (await desk.MomentAsync(at, cancellation) is not { Moment: { } moment } found)
            return Results.Problem("The moment is not known.", statusCode: StatusCodes.Status400BadRequest);
        LinkState? state = Enum.TryParse<LinkState>(link, ignoreCase: true, out var asked) ? asked : null;
        var caller = await callers.FindAsync(context.User, cancellation);
        var query = new GroupQuery
        {
            Search = string.IsNullOrEmpty(search) ? null : search,
            Within = await WithinAsync(muster, caller, connection, cancellation),
            Link = state,
        };
        var rows = muster
            .Database.Platform.GroupPageAsync(moment.Revision, query, cancellation)
            .Select(group =>
                new object?[]
                {
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
        string[] columns = ["name", "id", "link", "members", "owners", "purpose", "accountable", "reviewOn"];
        var table = new ExportTable(
            "groups",
            columns,
            rows,
            [
                ("List", "groups"),
                .. found.About,
                ("Search", search ?? ""),
                ("State", state is { } one ? JsonFormat.Word(one) : ""),
                ("Connection", connection ?? ""),
            ]
        );
        return await desk.SendAsync(context, table, format);
    }

    /// <summary>The connections whose groups go out: those where the caller may, and of them the one that is named.</summary>
    private static async Task<IReadOnlyList<int>?> WithinAsync(
        MusterInstance muster,
        Caller? caller,
        string? name,
        CancellationToken cancellationToken
    )
    {
        var within = caller is null ? [] : caller.Where(Right.Export);
        if (string.IsNullOrEmpty(name))
            return within;
        return await muster.Connections.FindAsync(name, cancellationToken) is { } only && within?.Contains(only.Key) != false
            ? [only.Key]
            : [NoConnection];
    }

    private static async Task<IResult> MembersAsync(
        HttpContext context,
        string format,
        ExportDesk desk,
        MusterInstance muster,
        int group,
        string? at
    )
    {
        var cancellation = context.RequestAborted;
        if (await desk.MomentAsync(at, cancellation) is not { Moment: { } moment } found)
            return Results.Problem("The moment is not known.", statusCode: StatusCodes.Status400BadRequest);
        if (await muster.GroupAsync(group, moment.Revision, cancellation) is not { } row)
            return Results.Problem("There is no such group at that moment.", statusCode: StatusCodes.Status404NotFound);
        string[] columns = ["group", "id", "userPrincipalName", "displayName", "mail", "active", "relation", "origin", "through", "since"];
        var table = new ExportTable(
            "members",
            columns,
            PeopleAsync(muster, row, moment.Revision, cancellation),
            [("List", "members"), ("Group", row.Name), .. found.About]
        );
        return await desk.SendAsync(context, table, format);
    }

    private static async IAsyncEnumerable<object?[]> PeopleAsync(
        MusterInstance muster,
        GroupRow group,
        long revision,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (names, since) = (new Dictionary<int, string?>(), new Dictionary<long, DateTimeOffset?>());
        foreach (var relation in new[] { MembershipRelation.Member, MembershipRelation.Owner })
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
}
