using System.Data.Common;
using System.Runtime.CompilerServices;
using Muster.Engine.Auditing;
using Muster.Storage.Sql;

namespace Muster.Storage.Auditing;

internal sealed class AuditLog(Database database) : IAuditLog
{
    public async IAsyncEnumerable<AuditEntry> EntriesAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        await foreach (var entry in session.StreamAsync(Select(after), Map, cancellationToken))
            yield return entry;
    }

    public async Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken)
    {
        await using var session = await database.ReadAsync(cancellationToken);
        return await new Verification(session).RunAsync(cancellationToken);
    }

    internal static FormattableString Select(long after) =>
        $"""
            SELECT number, at, actor, action, subject, detail, previous_hash, hash FROM audit_entry
            WHERE workspace = {Database.Workspace} AND number > {after} ORDER BY number
            """;

    private static AuditEntry Map(DbDataReader row) =>
        new(
            row.GetInt64(0),
            row.Instant(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            Convert.ToHexStringLower(row.Bytes(6)),
            Convert.ToHexStringLower(row.Bytes(7))
        );
}
