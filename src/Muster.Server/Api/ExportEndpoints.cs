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
/// <param name="User">Who is in it, by handle.</param>
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
            .Produces<ExportLine>(StatusCodes.Status200OK, JsonLines)
            .WithTags("Export");

    /// <summary>Sends users, groups in use, memberships and sub-groups, each by object id, as one JSON object a line.</summary>
    /// <param name="at">The state of then: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    internal static async Task ExportAsync(
        HttpContext context,
        MusterInstance muster,
        IAuditLog audit,
        string? at,
        CancellationToken cancellationToken
    )
    {
        var revision = (await Moments.FindAsync(muster, at, cancellationToken)).Revision;
        await audit.AppendAsync(
            context.Caller().Name,
            "state.exported",
            $"revision {revision}",
            [("format", "jsonl")],
            cancellationToken
        );
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

    private static async IAsyncEnumerable<ExportLine> LinesAsync(
        IPlatformStore platform,
        long revision,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
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
                user.Active
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
