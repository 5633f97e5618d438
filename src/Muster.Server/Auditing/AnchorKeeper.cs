using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Muster.Engine.Auditing;
using Muster.Storage.Auditing;

namespace Muster.Server.Auditing;

/// <summary>Anchors the audit log outside: signed notes of how far it goes, each hour and after every thousand entries, in the folder that the server was started with.</summary>
internal sealed partial class AnchorKeeper(MusterInstance muster, ServerOptions options, TimeProvider clock, ILogger<AnchorKeeper> log)
    : BackgroundService
{
    /// <summary>So old the last anchor may be when entries were added since.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>So many entries may be added since the last anchor.</summary>
    public const long Entries = 1000;

    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    private readonly AnchorFolder? _folder = options.AuditAnchors is { } folder
        ? new AnchorFolder(folder, options.AuditAnchorsOfAll)
        : null;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Anchor? _last;
    private Anchor? _farthest;
    private Anchor? _lost;
    private AnchorFailure? _failure;

    /// <summary>Where anchors are kept; null where the server was told of no place.</summary>
    public string? Place => _folder?.Folder;

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public AnchorFailure? Failure => Volatile.Read(ref _failure);

    /// <summary>The anchor that went farthest, when the log does not have its entry any more: the end was cut, or a backup restored.</summary>
    public Anchor? Lost => Volatile.Read(ref _lost);

    /// <summary>How it stands.</summary>
    public async Task<AnchorStanding> StandingAsync(CancellationToken cancellationToken)
    {
        var last = Volatile.Read(ref _last);
        var end = await EndAsync(cancellationToken);
        return new AnchorStanding(Place, last, Math.Max(0, end - (last?.Checkpoint.Number ?? 0)), Lost, Failure);
    }

    /// <summary>Makes an anchor now.</summary>
    /// <returns>It; null where there is no place, or nothing to anchor.</returns>
    public async Task<Anchor?> MakeAsync(CancellationToken cancellationToken)
    {
        if (_folder is null || await muster.Database.Audit.CheckpointAsync(cancellationToken) is not { } checkpoint)
            return null;
        var anchor = new Anchor(await _folder.WriteAsync(checkpoint, muster.Database.Signer, cancellationToken), checkpoint);
        if (!(_farthest?.Checkpoint.Number > checkpoint.Number))
            _farthest = anchor;
        Volatile.Write(ref _last, anchor);
        Volatile.Write(ref _failure, null);
        return anchor;
    }

    /// <summary>Checks the log, and that it still has what all anchors say.</summary>
    public async Task<(AuditVerification Found, int Anchors)> VerifyAsync(
        IReadOnlyList<AuditCheckpoint> notes,
        CancellationToken cancellationToken
    )
    {
        if (_folder is null)
            return (await muster.Database.Audit.VerifyAsync(notes, cancellationToken), 0);
        AnchorsRead read;
        try
        {
            read = await _folder.ReadAsync(muster.Database.Signer.PublicKeyPem, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            read = new AnchorsRead([], [$"The anchors in {_folder.Folder} cannot be read: {fault.Message}"]);
        }
        var found = await muster.Database.Audit.VerifyAsync(
            [.. notes, .. read.Anchors.Select(anchor => anchor.Checkpoint)],
            cancellationToken
        );
        return (read.With(found), read.Anchors.Count);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _turn.Dispose();
        base.Dispose();
    }

    /// <summary>Makes one when it is time.</summary>
    internal async Task TickAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_last is null || !_folder!.Has(_last) || !_folder.Has(_farthest!))
                await ReadAsync(cancellationToken);
            Volatile.Write(ref _lost, await HasAsync(_farthest, cancellationToken) ? null : _farthest);
            if (await IsDueAsync(cancellationToken))
                await MakeAsync(cancellationToken);
            Volatile.Write(ref _failure, null);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The server goes on, and everybody who looks is told.
            if (_failure is null)
                Failed(log, _folder!.Folder, fault.Message);
            Volatile.Write(ref _failure, new AnchorFailure(fault.Message, _failure?.Since ?? clock.GetUtcNow()));
        }
        finally
        {
            _turn.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_folder is null)
            return;
        using var timer = new PeriodicTimer(Look, clock);
        do await TickAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Looks which anchors there are: at first, and when one is not there any more.</summary>
    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var anchors = (await _folder!.ReadAsync(muster.Database.Signer.PublicKeyPem, cancellationToken)).Anchors;
        foreach (var gone in new[] { _last, _farthest }.OfType<Anchor>().Distinct().Where(anchor => !_folder.Has(anchor)))
            Vanished(log, gone.File, _folder.Folder);
        // After a restore the newest is not the one that went farthest.
        Volatile.Write(ref _last, anchors.MaxBy(anchor => anchor.Checkpoint.At));
        _farthest = anchors.MaxBy(anchor => anchor.Checkpoint.Number);
    }

    private async Task<bool> HasAsync(Anchor? anchor, CancellationToken cancellationToken) =>
        anchor is null
        || (
            await muster.Database.Audit.EntriesAsync(anchor.Checkpoint.Number - 1, cancellationToken).FirstOrDefaultAsync(cancellationToken)
        )?.Hash == anchor.Checkpoint.Head;

    /// <summary>With no entry since, the last anchor still says everything. A log that is shorter than it is anchored anew at once.</summary>
    private async Task<bool> IsDueAsync(CancellationToken cancellationToken)
    {
        var added = await EndAsync(cancellationToken) - (_last?.Checkpoint.Number ?? 0);
        return added is < 0 or >= Entries || (added > 0 && (_last is null || clock.GetUtcNow() - _last.Checkpoint.At >= Every));
    }

    private async Task<long> EndAsync(CancellationToken cancellationToken) =>
        (
            await muster
                .Database.Audit.EntriesAsync(new AuditFilter { NewestFirst = true }, cancellationToken)
                .FirstOrDefaultAsync(cancellationToken)
        )?.Number
        ?? 0;

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit log cannot be anchored in {Folder}: {Why}")]
    private static partial void Failed(ILogger log, string folder, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "The anchor {File} of the audit log is not in {Folder} any more")]
    private static partial void Vanished(ILogger log, string file, string folder);
}

/// <summary>How it stands with the anchors of the audit log.</summary>
/// <param name="Place">The folder; null for none.</param>
/// <param name="Last">The last one; null for none.</param>
/// <param name="Since">Entries since.</param>
/// <param name="Lost">The one whose entry the log does not have any more; null for none.</param>
/// <param name="Failure">Why the last attempt failed; null when it did not.</param>
internal sealed record AnchorStanding(string? Place, Anchor? Last, long Since, Anchor? Lost, AnchorFailure? Failure);

/// <summary>An attempt that failed.</summary>
/// <param name="Why">Why.</param>
/// <param name="Since">Since when every attempt has.</param>
internal sealed record AnchorFailure(string Why, DateTimeOffset Since);
