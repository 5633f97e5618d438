using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Platform;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Exporting;

namespace Muster.Server.Api;

/// <summary>One line of an export. What does not apply to its type is left out.</summary>
/// <param name="Type">What the line is: <c>user</c>, <c>group</c>, <c>membership</c> or <c>subGroup</c>.</param>
/// <param name="Id">Object id of the user or group; null for a local one.</param>
/// <param name="UserPrincipalName">Sign-in name of the user; of a membership, only where the user is a local one.</param>
/// <param name="DisplayName">Name of the user.</param>
/// <param name="Mail">Mail address of the user.</param>
/// <param name="Active">Whether the user has access.</param>
/// <param name="Name">Name of the group.</param>
/// <param name="Link">How the group stands to the directory.</param>
/// <param name="OwnerPermissions">What owners of the group may do.</param>
/// <param name="Attributes">Attributes of the group by name, where it has some.</param>
/// <param name="Group">Name of the group that somebody, or another group, is in.</param>
/// <param name="User">Object id of who is in the group; null for a local user.</param>
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
    IReadOnlyList<string>? OwnerPermissions = null,
    IReadOnlyDictionary<string, string>? Attributes = null,
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

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/export/state", ExportAsync)
            .As("exportState", Right.Export)
            .Costly(Cost.Export)
            .Produces<ExportLine>(StatusCodes.Status200OK, JsonLines, ListExports.Csv, ListExports.Xlsx)
            .WithTags("Export");

    /// <summary>Sends users, groups in use, memberships and sub-groups, each by object id, as one JSON object a line; or as one table of memberships (<c>csv</c>, <c>xlsx</c>).</summary>
    /// <param name="format">The form; <c>jsonl</c> when left out.</param>
    /// <param name="at">The state of then: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    internal static async Task<IResult> ExportAsync(
        HttpContext context,
        MusterInstance muster,
        ExportDesk desk,
        TimeProvider clock,
        [Word(typeof(ExportFormat))] string? format,
        string? at,
        CancellationToken cancellationToken
    )
    {
        var form = Words.Of<ExportFormat>(format, "format") ?? ExportFormat.Jsonl;
        var moment = await ListExports.MomentAsync(muster, at, clock, cancellationToken);
        var state = await ExportedState.LoadAsync(muster, moment.Moment, cancellationToken);
        return await ListExports.SendAsync(context, desk, form, StateTable.Of(state, moment, cancellationToken));
    }
}
