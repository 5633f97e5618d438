using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Auditing;
using Muster.Engine.Platform;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Exporting;
using Muster.Server.Wording;

namespace Muster.Server.Api;

/// <summary>One line of an export. What does not apply to its type is left out.</summary>
/// <param name="Type">What the line is: <c>user</c>, <c>group</c>, <c>membership</c> or <c>subGroup</c>.</param>
/// <param name="Id">Object id of the user or group; null for a local one.</param>
/// <param name="UserPrincipalName">Sign-in name of the user.</param>
/// <param name="DisplayName">Name of the user.</param>
/// <param name="Mail">Mail address of the user.</param>
/// <param name="Active">Whether the user has access.</param>
/// <param name="Name">Name of the group.</param>
/// <param name="Link">How the group stands to the directory.</param>
/// <param name="Group">Name of the group that somebody, or another group, is in.</param>
/// <param name="User">The user, or who is in the group, by handle.</param>
/// <param name="Relation">Member or owner.</param>
/// <param name="Origin">Who decided.</param>
/// <param name="Child">Name of the sub-group.</param>
internal sealed record ExportLine(
    string Type,
    string? Id = null,
    string? UserPrincipalName = null,
    string? DisplayName = null,
    string? Mail = null,
    bool? Active = null,
    string? Name = null,
    LinkState? Link = null,
    string? Group = null,
    string? User = null,
    MembershipRelation? Relation = null,
    MembershipOrigin? Origin = null,
    string? Child = null
);

/// <summary>Takes everything out.</summary>
internal static class ExportEndpoints
{
    private const string JsonLines = "application/jsonl";
    private static readonly JsonSerializerOptions Lines = new(ApiJson.Options)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/export/state", ExportAsync)
            .As("exportState", Right.Export)
            .Costly()
            .Produces<ExportLine>(StatusCodes.Status200OK, JsonLines, ListExports.Csv, ListExports.Xlsx)
            .WithTags("Export");

    /// <summary>Sends users, groups in use, memberships and sub-groups, each by object id, as one JSON object a line; or as one table of memberships (<c>csv</c>, <c>xlsx</c>).</summary>
    /// <param name="format">The form; <c>jsonl</c> when left out.</param>
    /// <param name="at">The state of then: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    internal static async Task ExportAsync(
        HttpContext context,
        MusterInstance muster,
        IAuditLog audit,
        ExportDesk desk,
        TimeProvider clock,
        [Word(typeof(ExportFormat))] string? format,
        string? at,
        CancellationToken cancellationToken
    )
    {
        var moment = await Moments.FindAsync(muster, at, cancellationToken);
        var revision = moment.Revision;
        if (Words.Of<ExportFormat>(format, "format") is { } form and not ExportFormat.Jsonl)
        {
            var table = new ExportTable(
                "state",
                [
                    "group",
                    "groupId",
                    "link",
                    "user",
                    "userPrincipalName",
                    "displayName",
                    "mail",
                    "active",
                    "relation",
                    "origin",
                    "subGroup",
                ],
                TableAsync(LinesAsync(muster.Database.Platform, revision, cancellationToken), cancellationToken),
                [("List", "state"), .. new ExportedMoment(moment, moment.At ?? clock.GetUtcNow()).About]
            );
            await (await desk.SendAsync(context, table, JsonFormat.Word(form))).ExecuteAsync(context);
            return;
        }
        if (context.IsHead())
        {
            context.Response.ContentType = JsonLines;
            return;
        }
        await audit.AppendAsync(context.Caller().Name, "state.exported", $"revision {revision}", [("format", "jsonl")], cancellationToken);
        context.Response.ContentType = JsonLines;
        var written = 0;
        await foreach (var line in LinesAsync(muster.Database.Platform, revision, cancellationToken))
        {
            JsonSerializer.Serialize(context.Response.BodyWriter.AsStream(leaveOpen: true), line, Lines);
            context.Response.BodyWriter.GetSpan(1)[0] = (byte)'\n';
            context.Response.BodyWriter.Advance(1);
            if (++written % 100 == 0)
                await context.Response.BodyWriter.FlushAsync(cancellationToken);
        }
        await context.Response.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <summary>The same as one table: people in groups, groups without anybody, people without a group, sub-groups.</summary>
    private static async IAsyncEnumerable<object?[]> TableAsync(
        IAsyncEnumerable<ExportLine> lines,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (users, groups) = (
            new Dictionary<string, ExportLine>(StringComparer.Ordinal),
            new Dictionary<string, ExportLine>(StringComparer.Ordinal)
        );
        var (placed, filled) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        object?[] Group(string name) => [name, groups[name].Id, JsonFormat.Word(groups[name].Link!.Value)];
        object?[] Person(ExportLine user) =>
            [user.Id, user.UserPrincipalName, user.DisplayName, user.Mail, user.Active == true ? "true" : "false"];
        await foreach (var line in lines.WithCancellation(cancellationToken))
            switch (line.Type)
            {
                case "user":
                    users[line.User!] = line;
                    break;
                case "group":
                    groups[line.Name!] = line;
                    break;
                case "membership":
                    placed.Add(line.User!);
                    filled.Add(line.Group!);
                    yield return
                    [
                        .. Group(line.Group!),
                        .. Person(users[line.User!]),
                        JsonFormat.Word(line.Relation!.Value),
                        JsonFormat.Word(line.Origin!.Value),
                        null,
                    ];
                    break;
                default:
                    yield return [.. Group(line.Group!), null, null, null, null, null, null, null, line.Child];
                    break;
            }
        foreach (var name in groups.Keys.Where(name => !filled.Contains(name)))
            yield return [.. Group(name), null, null, null, null, null, null, null, null];
        foreach (var (handle, user) in users)
            if (!placed.Contains(handle))
                yield return [null, null, null, .. Person(user), null, null, null];
    }

    private static async IAsyncEnumerable<ExportLine> LinesAsync(
        IPlatformStore platform,
        long revision,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var users = (await platform.UserRowsAsync(revision, null, cancellationToken).ToListAsync(cancellationToken))
            .OrderBy(user => user.Id ?? default(ObjectId))
            .ThenBy(user => user.Key)
            .ToList();
        foreach (var user in users)
            yield return new ExportLine(
                "user",
                user.Id?.ToString(),
                user.Attributes.UserPrincipalName,
                user.Attributes.DisplayName,
                user.Attributes.Mail,
                user.Active,
                User: user.Handle
            );
        var groups = (await platform.GroupRowsAsync(revision, null, cancellationToken).ToListAsync(cancellationToken))
            .Where(group => group.Link != LinkState.Retired)
            .OrderBy(group => group.Id is null)
            .ThenBy(group => group.Id ?? default(ObjectId))
            .ThenBy(group => group.Name, StringComparer.Ordinal)
            .ToList();
        foreach (var group in groups)
            yield return new ExportLine("group", group.Id?.ToString(), Name: group.Name, Link: group.Link);
        var byKey = users.ToDictionary(user => user.Key);
        foreach (var group in groups)
        foreach (
            var row in (await platform.MembershipRowsAsync(revision, group.Key, null, cancellationToken).ToListAsync(cancellationToken))
                .OrderBy(row => byKey[row.User].Id ?? default(ObjectId))
                .ThenBy(row => row.User)
                .ThenBy(row => row.Relation)
        )
            yield return new ExportLine(
                "membership",
                Group: group.Name,
                User: byKey[row.User].Handle,
                Relation: row.Relation,
                Origin: row.Origin
            );
        var names = groups.ToDictionary(group => group.Key, group => group.Name);
        foreach (var pair in await platform.SubGroupsAsync(revision, cancellationToken))
            if (names.TryGetValue(pair.Group, out var name) && names.TryGetValue(pair.Child, out var child))
                yield return new ExportLine("subGroup", Group: name, Child: child);
    }
}
