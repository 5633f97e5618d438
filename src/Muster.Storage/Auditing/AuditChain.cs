using System.Security.Cryptography;
using Muster.Engine.Auditing;
using Muster.Storage.Packing;
using Muster.Storage.Postgres;
using Muster.Storage.Sql;

namespace Muster.Storage.Auditing;

/// <summary>Adds entries to the end of the chain, in the transaction whose work they record.</summary>
internal sealed class AuditChain
{
    /// <summary>What the first entry follows: no entry.</summary>
    public static byte[] FirstHash => new byte[SHA256.HashSizeInBytes];

    private readonly SqlSession _session;
    private readonly List<ChainedEntry> _entries = [];
    private readonly DeedOrigin? _origin = DeedOrigin.Current;
    private long _number;
    private byte[] _head;

    private AuditChain(SqlSession session, long number, byte[] head) => (_session, _number, _head) = (session, number, head);

    /// <summary>Number the next entry gets.</summary>
    public long Next => _number + 1;

    public static async Task<AuditChain> OpenAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var (number, head) = await session.FirstAsync(
            $"SELECT audit_entries, audit_head FROM workspace WHERE workspace = {Database.Workspace}",
            row => (row.GetInt64(0), row.Bytes(1)),
            cancellationToken
        );
        await CheckEndAsync(session, number, head, cancellationToken);
        return new AuditChain(session, number, head);
    }

    /// <summary>Nothing is added to a chain whose end is not where it was left (INV-20). The rest is left to 'muster audit verify'.</summary>
    private static async Task CheckEndAsync(SqlSession session, long number, byte[] head, CancellationToken cancellationToken)
    {
        var last = await session.FirstAsync(
            $"""
            SELECT number, at, actor, action, subject, detail, previous_hash FROM audit_entry
            WHERE workspace = {Database.Workspace} ORDER BY number DESC LIMIT 1
            """,
            row => new ChainedEntry(
                row.GetInt64(0),
                row.GetInt64(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetString(5),
                row.Bytes(6)
            ),
            cancellationToken
        );
        if ((last?.Number ?? 0) != number || (last is not null && !last.Hash.AsSpan().SequenceEqual(head)))
            throw Invariants.Disagrees("INV-20", $"The audit log does not end with entry {number} as it was written");
    }

    /// <summary>Adds one entry and writes it.</summary>
    /// <returns>Its number.</returns>
    public static async Task<long> AppendAsync(
        SqlSession session,
        DateTimeOffset at,
        string actor,
        string action,
        string subject,
        string detail,
        CancellationToken cancellationToken
    )
    {
        var chain = await OpenAsync(session, cancellationToken);
        chain.Append(at, actor, action, subject, detail);
        await chain.WriteAsync(cancellationToken);
        return chain._number;
    }

    /// <summary>Adds one entry, with through what and from where it was done as far as it does not say so itself.</summary>
    /// <remarks>Its texts are such as every database can hold, so that the chain stays whole when it is moved.</remarks>
    public void Append(DateTimeOffset at, string actor, string action, string subject, string detail)
    {
        var said = AuditDetail.From(detail, _origin);
        var entry = new ChainedEntry(
            _number + 1,
            at.ToUnixTimeMilliseconds(),
            PostgresText.Storable(actor),
            action,
            PostgresText.Storable(subject),
            said,
            _head
        );
        (_number, _head) = (entry.Number, entry.Hash);
        _entries.Add(entry);
    }

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        _session.InsertAll(
            "audit_entry",
            ["workspace", "number", "at", "actor", "action", "subject", "detail", "previous_hash", "hash"],
            _entries,
            static (row, entry) =>
                row.Integer(entry.Number)
                    .Integer(entry.At)
                    .Text(entry.Actor)
                    .Text(entry.Action)
                    .Text(entry.Subject)
                    .Text(entry.Detail)
                    .Blob(entry.PreviousHash)
                    .Blob(entry.Hash)
        );
        _entries.Clear();
        await _session.ExecuteAsync(
            $"UPDATE workspace SET audit_entries = {_number}, audit_head = {_head} WHERE workspace = {Database.Workspace}",
            cancellationToken
        );
    }
}

/// <summary>An entry with its place in the chain.</summary>
internal sealed record ChainedEntry(long Number, long At, string Actor, string Action, string Subject, string Detail, byte[] PreviousHash)
{
    /// <summary>SHA-256 over a version byte, the numbers, the length-prefixed texts and the previous hash.</summary>
    public byte[] Hash { get; } = Compute(Number, At, [Actor, Action, Subject, Detail], PreviousHash);

    private static byte[] Compute(long number, long at, string[] texts, byte[] previous)
    {
        var writer = new ByteWriter();
        writer.Number(1);
        writer.Number(number);
        writer.Number(at);
        foreach (var text in texts)
            writer.Text(text);
        writer.Raw(previous);
        return SHA256.HashData(writer.Written);
    }
}
