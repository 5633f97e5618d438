using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Diagnosing;
using Muster.Server.Nodes;
using Muster.Server.Ui;

namespace Muster.Server.Api;

/// <summary>Everything that the installation rests on, as it was looked at just now.</summary>
/// <param name="At">When.</param>
/// <param name="Version">Version of the server.</param>
/// <param name="Worst">The worst of it.</param>
/// <param name="Checks">What was looked at.</param>
internal sealed record SystemItem(DateTimeOffset At, string Version, Finding Worst, IReadOnlyList<SystemCheck> Checks);

/// <summary>One thing that was looked at.</summary>
/// <param name="Check">Its stable name, such as <c>disk</c>.</param>
/// <param name="Of">What of several it is about, such as the name of a connection; null for the installation.</param>
/// <param name="Finding">What it came to.</param>
/// <param name="Found">What was found.</param>
/// <param name="Advice">What to do; null where there is nothing to do.</param>
internal sealed record SystemCheck(string Check, string? Of, Finding Finding, string Found, string? Advice);

/// <summary>Why plans may be applied again.</summary>
/// <param name="Reason">Why; kept in the audit log.</param>
internal sealed record ReleaseOrder(string Reason);

/// <summary>What the installation rests on.</summary>
internal static class SystemEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var system = api.MapGroup("/system").WithTags("Server");
        system.MapGet("", ExamineAsync).As("examineSystem", Right.ReadAudit).Costly();
        system.MapGet("/nodes", NodesAsync).As("listNodes", Right.ReadAudit);
        system.MapPost("/release", ReleaseAsync).As("releaseRestored", Right.ConfigureGuards);
    }

    /// <summary>Looks at database, folder, keys, connections, schedules, backups and audit log, and says of each what is wrong and what to do. Directories are asked; nothing is changed.</summary>
    internal static async Task<SystemItem> ExamineAsync(Surgery surgery, CancellationToken cancellationToken)
    {
        var examined = await surgery.ExamineAsync(Texts.English, cancellationToken);
        return new(
            examined.At,
            examined.Version,
            examined.Worst,
            [.. examined.Checks.Select(check => new SystemCheck(check.Check, check.Of, check.Finding, check.Found, check.Advice))]
        );
    }

    /// <summary>Lists the processes that serve the installation and how they are, who holds the right to write in the workspace, and which connections are due or carried out by their schedule. From another workspace than the first, where processes listen and how much they do is left out.</summary>
    internal static async Task<NodesItem> NodesAsync(MusterInstance muster, ServingNode self, CancellationToken cancellationToken) =>
        NodesItem.Of(await muster.NodesAsync(cancellationToken), self);

    /// <summary>Lets plans be applied again after the data was restored from a backup, or found to be older than it was.</summary>
    internal static async Task<IResult> ReleaseAsync(
        ReleaseOrder order,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrWhiteSpace(order.Reason))
            throw ApiException.Invalid("/reason", "Say why it is right to apply plans again.");
        return await muster.Database.Restorations.ReleaseAsync(context.Caller().Name, order.Reason.Trim(), cancellationToken)
            ? Results.NoContent()
            : throw ApiException.Conflict("notRestored", "Nothing keeps plans from being applied. Nothing was changed.");
    }
}
