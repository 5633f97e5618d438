using System.Text.Json;
using Muster.Storage.Runs;
using Muster.Storage.Sql;

namespace Muster.Storage.Auditing;

/// <summary>Recomputes the chain from its first entry and notes the digests that the entries record.</summary>
internal sealed class ChainCheck(SqlSession session, RecordedDigests recorded, Action<string> fault, CheckpointCheck? checkpoints = null)
{
    private byte[] _head = new byte[32];

    public long Entries { get; private set; }

    public byte[] Head => _head;

    /// <summary>Hash of the first entry.</summary>
    public byte[] First { get; private set; } = new byte[32];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await session.EachAsync(AuditLog.Select(0), Take, cancellationToken);
        var (count, head) = await session.FirstAsync(
            $"SELECT audit_entries, audit_head FROM workspace WHERE workspace = {Database.Workspace}",
            row => (row.GetInt64(0), row.Bytes(1)),
            cancellationToken
        );
        checkpoints?.End(Entries, fault);
        if (count != Entries || !head.AsSpan().SequenceEqual(_head))
            fault($"The audit log ends at entry {Entries}, but the workspace has noted entry {count} as its last.");
    }

    private void Take(System.Data.Common.DbDataReader row)
    {
        var entry = new ChainedEntry(
            row.GetInt64(0),
            row.GetInt64(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.Bytes(6)
        );
        if (entry.Number != ++Entries)
            fault($"Audit entry {Entries} is missing before entry {entry.Number}.");
        if (!entry.PreviousHash.AsSpan().SequenceEqual(_head))
            fault($"Audit entry {entry.Number} does not continue the entry before it.");
        if (!entry.Hash.AsSpan().SequenceEqual(row.Bytes(7)))
            fault($"Audit entry {entry.Number} was changed: its hash does not fit its content.");
        checkpoints?.Take(entry, fault);
        if (entry.Number == 1)
            First = entry.Hash;
        (Entries, _head) = (entry.Number, entry.Hash);
        try
        {
            recorded.Take(entry);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            fault($"Audit entry {entry.Number} was changed: its detail cannot be read.");
        }
    }
}

/// <summary>What the audit log says about each revision.</summary>
internal sealed class RecordedDigests
{
    private readonly Dictionary<(string Action, long Revision, int Group), string> _digests = [];
    private readonly Dictionary<long, (long Run, long At, long? Entry)> _revisions = [];
    private readonly Dictionary<long, (string? Hash, string? Digest)> _plans = [];
    private readonly HashSet<long> _decided = [];

    /// <summary>What was last recorded of each run.</summary>
    public RecordedRuns Runs { get; } = new();

    /// <summary>What was recorded of each version of the settings.</summary>
    public RecordedSettings Settings { get; } = new();

    /// <summary>What was last recorded of each connection.</summary>
    public RecordedConnections Connections { get; } = new();

    public void Take(ChainedEntry entry)
    {
        if (entry.Action is AuditActions.PlanMade or AuditActions.PlanHeld or AuditActions.RunHeld or AuditActions.RunApplied)
            TakePlan(entry);
        if (entry.Action is AuditActions.PlanDiscarded or AuditActions.RunRejected or AuditActions.RunApplied)
            TakeDecision(entry);
        if (entry.Action.StartsWith(AuditActions.OfConnections, StringComparison.Ordinal))
        {
            using var connection = JsonDocument.Parse(entry.Detail);
            Connections.Take(entry.Action, entry.Subject, connection.RootElement);
        }
        var ofRun = entry.Action.StartsWith(AuditActions.OfRuns, StringComparison.Ordinal);
        if (
            !ofRun
            && entry.Action
                is not (
                    AuditActions.UserVersions
                    or AuditActions.GroupVersions
                    or AuditActions.SubGroups
                    or AuditActions.GroupMemberships
                    or AuditActions.SettingsChanged
                    or AuditActions.ExceptionVersions
                )
        )
            return;
        using var detail = JsonDocument.Parse(entry.Detail);
        if (ofRun)
            TakeRun(entry, detail.RootElement);
        else if (entry.Action == AuditActions.SettingsChanged)
            Settings.Take(detail.RootElement);
        else
            TakeDigest(entry, detail.RootElement);
    }

    private void TakeRun(ChainedEntry entry, JsonElement detail)
    {
        var run = detail.GetProperty("run").GetInt64();
        var digested = detail.TryGetProperty(RowDigest.Name, out var row);
        if (digested)
            Runs.Take(run, row.GetString() ?? "", detail.GetProperty(RunSeal.LastName).GetInt64());
        // Revisions note their entry since runs are digested.
        if (entry.Action == AuditActions.RunApplied)
            _revisions[detail.GetProperty("revision").GetInt64()] = (
                run,
                detail.GetProperty("at").GetInt64(),
                digested ? entry.Number : null
            );
    }

    private void TakeDigest(ChainedEntry entry, JsonElement detail)
    {
        var group = entry.Action == AuditActions.GroupMemberships ? detail.GetProperty("group").GetInt32() : 0;
        _digests[(entry.Action, detail.GetProperty("revision").GetInt64(), group)] =
            detail.GetProperty(AuditActions.Digest).GetString() ?? "";
    }

    public void CheckPlan(long id, bool waits, string? hash, string digest, Action<string> fault)
    {
        if (!_plans.TryGetValue(id, out var recorded))
            fault($"Plan {id} is not in the audit log.");
        else if (recorded != (hash, digest))
            fault($"Plan {id} was changed: what is stored is not what the audit log recorded.");
        if (waits && _decided.Contains(id))
            fault($"Plan {id} waits for a decision, but the audit log has one: it was applied, rejected or discarded.");
    }

    public void CheckRevision(long revision, long run, long at, long? entry, Action<string> fault)
    {
        if (!_revisions.Remove(revision, out var recorded))
            fault($"Revision {revision} is not in the audit log.");
        else if (recorded != (run, at, entry))
            fault($"Revision {revision} was changed: the audit log has another run, instant or entry for it.");
    }

    public void Check(string action, long revision, int group, string digest, Action<string> fault)
    {
        var subject = group == 0 ? $"Revision {revision}" : $"Revision {revision}, group {group}";
        if (!_digests.Remove((action, revision, group), out var recorded))
            fault($"{subject}: changes are stored that the audit log does not have ({action}).");
        else if (recorded != digest)
            fault($"{subject}: what is stored is not what the audit log recorded ({action}).");
    }

    private void TakeDecision(ChainedEntry entry)
    {
        using var detail = JsonDocument.Parse(entry.Detail);
        if (detail.RootElement.TryGetProperty("planId", out var number) && number.ValueKind == JsonValueKind.Number)
            _decided.Add(number.GetInt64());
    }

    /// <summary>A plan's digest is recorded when it is stored or held; an entry without one leaves the digest of before.</summary>
    private void TakePlan(ChainedEntry entry)
    {
        using var detail = JsonDocument.Parse(entry.Detail);
        string? Text(string name) =>
            detail.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (detail.RootElement.TryGetProperty("planId", out var number) && number.ValueKind == JsonValueKind.Number)
            _plans[number.GetInt64()] = (Text("plan"), Text("planDigest") ?? _plans.GetValueOrDefault(number.GetInt64()).Digest);
    }

    /// <summary>Records that nothing was compared with.</summary>
    public IEnumerable<string> Unused() =>
        _digests
            .Keys.Select(key =>
                key.Group == 0 ? $"Revision {key.Revision} ({key.Action})" : $"Revision {key.Revision}, group {key.Group} ({key.Action})"
            )
            .Concat(_revisions.Keys.Select(revision => $"Revision {revision}"))
            .Concat(Runs.Unused.Select(run => $"Run {run}"))
            .Concat(Settings.Unused)
            .Concat(Connections.Unused)
            .Order(StringComparer.Ordinal);
}

/// <summary>Digests under way, one a revision.</summary>
internal sealed class DigestsByRevision : IDisposable
{
    private readonly SortedDictionary<long, IntervalDigest> _digests = [];

    public IntervalDigest Of(long revision) =>
        _digests.TryGetValue(revision, out var digest) ? digest : _digests[revision] = new IntervalDigest();

    /// <summary>Hands over every digest and forgets it.</summary>
    public void Compare(Action<long, string> compare)
    {
        foreach (var (revision, digest) in _digests)
            compare(revision, digest.Hex());
        Dispose();
    }

    public void Dispose()
    {
        foreach (var digest in _digests.Values)
            digest.Dispose();
        _digests.Clear();
    }
}

/// <summary>Checks that the versions of one thing follow each other without gap or overlap, and that the last one has no end.</summary>
internal sealed class VersionOrder(string what, Action<string> fault)
{
    private int _key;
    private long? _to;

    /// <summary>Takes the next version, ordered by key and start.</summary>
    /// <returns>True at the first version of each key.</returns>
    public bool Next(int key, long from, long? to)
    {
        var first = key != _key;
        if (first)
            End();
        else if (_to != from)
            fault($"{what} {key}: the version that begins at revision {from} does not follow the one before.");
        if (to <= from)
            fault($"{what} {key}: a version ends at revision {to}, before it begins at {from}.");
        (_key, _to) = (key, to);
        return first;
    }

    /// <summary>No more versions follow.</summary>
    public void End()
    {
        if (_key != 0 && _to is not null)
            fault($"{what} {_key} has no current version.");
    }
}
