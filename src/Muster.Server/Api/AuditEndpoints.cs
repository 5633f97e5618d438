using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Engine.Auditing;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Auditing;
using Muster.Server.Exporting;

namespace Muster.Server.Api;

/// <summary>One entry of the audit log.</summary>
/// <param name="Number">Position in the chain, from 1.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who or what.</param>
/// <param name="Action">What was done, a stable word such as <c>run.applied</c>.</param>
/// <param name="Subject">To what.</param>
/// <param name="Detail">The rest: counts, reason, hashes.</param>
/// <param name="Through">Through what it was done: <c>app</c>, <c>api</c> (the actor names the token), <c>commandLine</c>, <c>schedule</c> or <c>notification</c>; null where it is not recorded.</param>
/// <param name="Address">From which address, of <c>app</c> and <c>api</c>; null where it is not recorded.</param>
/// <param name="PreviousHash">Hash of the entry before.</param>
/// <param name="Hash">SHA-256 over this entry and the previous hash.</param>
internal sealed record AuditItem(
    long Number,
    DateTimeOffset At,
    string Actor,
    string Action,
    string Subject,
    JsonElement Detail,
    string? Through,
    string? Address,
    string PreviousHash,
    string Hash
)
{
    public static AuditItem Of(AuditEntry entry)
    {
        var origin = DeedOrigin.In(entry);
        return new(
            entry.Number,
            entry.At,
            entry.Actor,
            entry.Action,
            entry.Subject,
            JsonElement.Parse(entry.Detail),
            origin?.Through,
            origin?.Address,
            entry.PreviousHash,
            entry.Hash
        );
    }
}

/// <summary>Notes that were made earlier and kept elsewhere.</summary>
/// <param name="Checkpoints">The notes, as <c>muster audit checkpoint</c> writes them: the log must still contain them.</param>
internal sealed record VerifyOrder(IReadOnlyList<string>? Checkpoints = null);

/// <summary>What a verification found.</summary>
/// <param name="Ok">Whether everything agrees.</param>
/// <param name="Entries">Entries checked.</param>
/// <param name="LastHash">Hash of the last entry.</param>
/// <param name="Checkpoints">How many notes were compared.</param>
/// <param name="Anchors">How many anchors were compared: signed notes in the place that the server keeps them in.</param>
/// <param name="Repairable">Whether what disagrees can be rebuilt.</param>
/// <param name="Faults">Disagreements, for people.</param>
internal sealed record Verification(
    bool Ok,
    long Entries,
    string LastHash,
    int Checkpoints,
    int Anchors,
    bool Repairable,
    IReadOnlyList<string> Faults
);

/// <summary>How it stands with the anchors of the audit log: signed notes outside, each hour and after every 1,000 entries.</summary>
/// <param name="Place">The folder; null where the server was started with none.</param>
/// <param name="Last">Number of the last entry that is anchored; null for none.</param>
/// <param name="At">When that was.</param>
/// <param name="File">Name of its file.</param>
/// <param name="EntriesSince">Entries added since.</param>
/// <param name="Lost">Number of an anchored entry that the log does not have any more, since its end was cut or a backup was restored; null for none.</param>
/// <param name="Failure">Why the last attempt failed; null when it did not.</param>
/// <param name="FailingSince">Since when every attempt has failed.</param>
internal sealed record AnchorsItem(
    string? Place,
    long? Last,
    DateTimeOffset? At,
    string? File,
    long EntriesSince,
    long? Lost,
    string? Failure,
    DateTimeOffset? FailingSince
);

/// <summary>The public key of the signatures of this installation.</summary>
/// <param name="KeyId">Its thumbprint (RFC 7638), as signatures name it in <c>kid</c>.</param>
/// <param name="Algorithm">What it signs with: <c>ES256</c>.</param>
/// <param name="PublicKey">The key as PEM.</param>
internal sealed record SigningKeyItem(string KeyId, string Algorithm, string PublicKey);

/// <summary>How far the audit log goes, to be kept where Muster's data cannot be changed from.</summary>
/// <param name="Format">The form of the note: <c>muster-checkpoint/1</c>.</param>
/// <param name="Workspace">Number of the workspace.</param>
/// <param name="Log">Hash of the first entry, by which a log is known.</param>
/// <param name="Number">Number of the last entry.</param>
/// <param name="Head">Hash of the last entry.</param>
/// <param name="At">When the note was made.</param>
internal sealed record CheckpointItem(string Format, int Workspace, string Log, long Number, string Head, DateTimeOffset At);

/// <summary>Why a repair is needed.</summary>
/// <param name="Reason">Why; kept in the audit log.</param>
internal sealed record RepairOrder(string? Reason = null);

/// <summary>What became of a repair.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Entry">Number of the audit entry that records it; null when nothing was done.</param>
/// <param name="Repaired">What was put right.</param>
internal sealed record RepairResult(RepairOutcomeWord Outcome, long? Entry, IReadOnlyList<string> Repaired);

/// <summary>What can become of a repair.</summary>
internal enum RepairOutcomeWord
{
    /// <summary>History and state agreed already.</summary>
    NothingToDo,

    /// <summary>What is derived from the history was rebuilt.</summary>
    Repaired,
}

/// <summary>The record of what was done.</summary>
internal static class AuditEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("Audit");
        audit.MapGet("", ListAsync).As("listAuditEntries", Right.ReadAudit);
        audit
            .MapGet("/export", ExportAsync)
            .As("exportAudit", Right.Export)
            .Costly(Cost.Export)
            .WithMetadata(new MayBeSigned())
            .Produces<AuditItem>(StatusCodes.Status200OK, "application/jsonl", ListExports.Csv, ListExports.Xlsx, ExportDesk.Zip);
        audit.MapPost("/verify", VerifyAsync).As("verifyAudit", Right.ReadAudit).Costly();
        audit.MapGet("/checkpoint", CheckpointAsync).As("getAuditCheckpoint", Right.ReadAudit);
        audit.MapGet("/anchors", AnchorsAsync).As("getAuditAnchors", Right.ReadAudit);
        audit.MapPost("/anchors", AnchorAsync).As("anchorAudit", Right.ConfigureGuards).Costly().Idempotent();
        audit.MapGet("/signing-key", Key).As("getSigningKey", Right.SignedIn);
        audit.MapPost("/repair", RepairAsync).As("repairAudit", Right.ConfigureGuards).Costly().Idempotent();
    }

    /// <summary>Lists entries in order.</summary>
    /// <param name="actor">Only what somebody did whose name contains this.</param>
    /// <param name="action">Only this action, or all that begin alike, such as <c>run.*</c>.</param>
    /// <param name="subject">Only what was done to things whose name contains this.</param>
    /// <param name="from">Not before this instant.</param>
    /// <param name="to">Not after this instant.</param>
    /// <param name="connection">Only what was done to this connection, also one that was removed.</param>
    internal static async Task<Page<AuditItem>> ListAsync(
        HttpContext context,
        MusterInstance muster,
        string? actor,
        string? action,
        string? subject,
        string? from,
        string? to,
        string? connection,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var filter = Filter(actor, action, subject, from, to) with
        {
            Connection = await AuditQuery.KeyAsync(connection, muster.Connections, muster.Database.Audit, cancellationToken),
            After = paging.AfterNumber ?? 0,
        };
        return await paging.PageAsync(
            await muster.Database.Audit.EntriesAsync(filter, cancellationToken).Take(paging.Fetched).ToListAsync(cancellationToken),
            AuditItem.Of,
            entry => [entry.Number.ToString(CultureInfo.InvariantCulture)],
            () => muster.Database.Audit.CountAsync(filter, cancellationToken)
        );
    }

    /// <summary>Sends entries in order. As JSON Lines (when no format is given) with the text of their details as it was hashed, so that the chain can be checked without Muster; as a table (<c>csv</c>, <c>xlsx</c>) for people. The export is itself on record.</summary>
    /// <param name="format">The form; <c>jsonl</c> when left out.</param>
    /// <param name="actor">Only what somebody did whose name contains this.</param>
    /// <param name="action">Only this action, or all that begin alike, such as <c>run.*</c>.</param>
    /// <param name="subject">Only what was done to things whose name contains this.</param>
    /// <param name="from">Not before this instant.</param>
    /// <param name="to">Not after this instant.</param>
    /// <param name="connection">Only what was done to this connection, also one that was removed.</param>
    internal static async Task<IResult> ExportAsync(
        HttpContext context,
        MusterInstance muster,
        ExportDesk desk,
        [Word(typeof(ExportFormat))] string? format,
        string? actor,
        string? action,
        string? subject,
        string? from,
        string? to,
        string? connection,
        CancellationToken cancellationToken
    )
    {
        context.Demand(Right.ReadAudit);
        var audit = muster.Database.Audit;
        var filter = Filter(actor, action, subject, from, to) with
        {
            Connection = await AuditQuery.KeyAsync(connection, muster.Connections, audit, cancellationToken),
        };
        var table = AuditLines.Of(audit, filter, context.Request.QueryString.Value ?? "", cancellationToken);
        return await ListExports.SendAsync(context, desk, Words.Of<ExportFormat>(format, "format") ?? ExportFormat.Jsonl, table);
    }

    private static AuditFilter Filter(string? actor, string? action, string? subject, string? from, string? to)
    {
        var filter = new AuditFilter
        {
            Actor = actor,
            Action = action,
            Subject = subject,
            From = Moments.Instant(from, "from"),
            To = Moments.Instant(to, "to"),
        };
        return filter.From > filter.To ? throw ApiException.Invalid("?from", "'from' lies after 'to'.") : filter;
    }

    /// <summary>Says how it stands with the anchors of the audit log.</summary>
    internal static async Task<AnchorsItem> AnchorsAsync(AnchorKeeper anchors, CancellationToken cancellationToken)
    {
        var standing = await anchors.StandingAsync(cancellationToken);
        return new AnchorsItem(
            standing.Place,
            standing.Last?.Checkpoint.Number,
            standing.Last?.Checkpoint.At,
            standing.Last?.File,
            standing.Since,
            standing.Lost?.Checkpoint.Number,
            standing.Failure?.Why,
            standing.Failure?.Since
        );
    }

    /// <summary>Anchors the audit log now.</summary>
    internal static async Task<AnchorsItem> AnchorAsync(AnchorKeeper anchors, CancellationToken cancellationToken)
    {
        if (anchors.Place is null)
            throw ApiException.Conflict("noPlace", "The server was started without a place for anchors, so there is nowhere to keep one.");
        try
        {
            await anchors.MakeAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw ApiException.Conflict("placeUnusable", $"The anchor could not be written: {fault.Message}");
        }
        return await AnchorsAsync(anchors, cancellationToken);
    }

    /// <summary>The public key with which signed exports and anchors of this installation are verified.</summary>
    internal static SigningKeyItem Key(MusterInstance muster) =>
        new(muster.Database.Signer.KeyId, "ES256", muster.Database.Signer.PublicKeyPem);

    /// <summary>Checks the hash chain, that history and state agree with it, and that it still has what the anchors say.</summary>
    internal static async Task<Verification> VerifyAsync(VerifyOrder order, AnchorKeeper anchors, CancellationToken cancellationToken)
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
        var (found, compared) = await anchors.VerifyAsync(notes, cancellationToken);
        return new Verification(
            found.Faults.Count == 0,
            found.Entries,
            found.LastHash,
            notes.Count,
            compared,
            found.IsRepairable,
            found.Faults
        );
    }

    /// <summary>Notes how far the audit log goes. Keep the answer elsewhere, as it is: a cut end of the log shows only against it.</summary>
    internal static async Task<CheckpointItem> CheckpointAsync(MusterInstance muster, CancellationToken cancellationToken) =>
        await muster.Database.Audit.CheckpointAsync(cancellationToken) is { } note
            ? new CheckpointItem(AuditCheckpoint.Format, note.Workspace, note.Log, note.Number, note.Head, note.At)
            : throw ApiException.NotFound("The audit log is empty: nothing was done yet, so there is nothing to note.");

    /// <summary>Rebuilds from the history what is only derived from it; refused when the log or the history itself is damaged.</summary>
    internal static async Task<RepairResult> RepairAsync(
        RepairOrder order,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    ) =>
        await muster.Repairs.RunAsync(
            context.Caller().Name,
            order.Reason is { } reason ? Named.Reason(reason) : null,
            cancellationToken
        ) switch
        {
            RepairOutcome.Done(var repaired, var entry) => new RepairResult(RepairOutcomeWord.Repaired, entry, repaired),
            RepairOutcome.Refused(var faults) => throw new ApiException(
                StatusCodes.Status409Conflict,
                "historyDamaged",
                "The log or the history itself is damaged, so nothing can be rebuilt from it, and nothing was changed. Restore the data folder from a backup.",
                [.. faults.Take(50).Select(fault => new ApiError("", "fault", fault))]
            ),
            _ => new RepairResult(RepairOutcomeWord.NothingToDo, null, []),
        };
}
