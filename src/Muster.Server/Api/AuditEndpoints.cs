using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Engine.Auditing;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>One entry of the audit log.</summary>
/// <param name="Number">Position in the chain, from 1.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who or what.</param>
/// <param name="Action">What was done, a stable word such as <c>run.applied</c>.</param>
/// <param name="Subject">To what.</param>
/// <param name="Detail">The rest: counts, reason, hashes.</param>
/// <param name="PreviousHash">Hash of the entry before.</param>
/// <param name="Hash">SHA-256 over this entry and the previous hash.</param>
internal sealed record AuditItem(
    long Number,
    DateTimeOffset At,
    string Actor,
    string Action,
    string Subject,
    JsonElement Detail,
    string PreviousHash,
    string Hash
)
{
    public static AuditItem Of(AuditEntry entry) =>
        new(
            entry.Number,
            entry.At,
            entry.Actor,
            entry.Action,
            entry.Subject,
            JsonElement.Parse(entry.Detail),
            entry.PreviousHash,
            entry.Hash
        );
}

/// <summary>Notes that were made earlier and kept elsewhere.</summary>
/// <param name="Checkpoints">The notes, as <c>muster audit checkpoint</c> writes them: the log must still contain them.</param>
internal sealed record VerifyOrder(IReadOnlyList<string>? Checkpoints = null);

/// <summary>What a verification found.</summary>
/// <param name="Ok">Whether everything agrees.</param>
/// <param name="Entries">Entries checked.</param>
/// <param name="LastHash">Hash of the last entry.</param>
/// <param name="Checkpoints">How many notes were compared.</param>
/// <param name="Repairable">Whether what disagrees can be rebuilt.</param>
/// <param name="Faults">Disagreements, for people.</param>
internal sealed record Verification(
    bool Ok,
    long Entries,
    string LastHash,
    int Checkpoints,
    bool Repairable,
    IReadOnlyList<string> Faults
);

/// <summary>The record of what was done.</summary>
internal static class AuditEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("Audit");
        audit.MapGet("", ListAsync).As("listAuditEntries", Right.ReadAudit);
        audit.MapPost("/verify", VerifyAsync).As("verifyAudit", Right.ReadAudit).Costly();
    }

    /// <summary>Lists entries in order.</summary>
    /// <param name="actor">Only what somebody did whose name contains this.</param>
    /// <param name="action">Only this action, or all that begin alike, such as <c>run.*</c>.</param>
    /// <param name="subject">Only what was done to things whose name contains this.</param>
    /// <param name="from">Not before this instant.</param>
    /// <param name="to">Not after this instant.</param>
    internal static async Task<Page<AuditItem>> ListAsync(
        HttpContext context,
        MusterInstance muster,
        string? actor,
        string? action,
        string? subject,
        string? from,
        string? to,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var filter = new AuditFilter
        {
            After = paging.AfterNumber ?? 0,
            Actor = actor,
            Action = action,
            Subject = subject,
            From = Moments.Instant(from, "from"),
            To = Moments.Instant(to, "to"),
        };
        if (filter.From > filter.To)
            throw ApiException.Invalid("?from", "'from' lies after 'to'.");
        return await paging.PageAsync(
            await muster
                .Database.Audit.EntriesAsync(filter, cancellationToken)
                .Take(paging.Fetched)
                .ToListAsync(cancellationToken),
            AuditItem.Of,
            entry => [entry.Number.ToString(CultureInfo.InvariantCulture)],
            () => muster.Database.Audit.CountAsync(filter, cancellationToken)
        );
    }

    /// <summary>Checks the hash chain, and that history and state agree with it.</summary>
    internal static async Task<Verification> VerifyAsync(
        VerifyOrder order,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var notes = new List<AuditCheckpoint>();
        foreach (var (index, note) in (order.Checkpoints ?? []).Index())
            try
            {
                notes.Add(AuditCheckpoint.Parse(note));
            }
            catch (FormatException wrong)
            {
                throw ApiException.Invalid($"/checkpoints/{index}", $"This is no checkpoint: {wrong.Message}.");
            }
        var found = await muster.Database.Audit.VerifyAsync(notes, cancellationToken);
        return new Verification(
            found.Faults.Count == 0,
            found.Entries,
            found.LastHash,
            notes.Count,
            found.IsRepairable,
            found.Faults
        );
    }
}
