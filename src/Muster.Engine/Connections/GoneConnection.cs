using System.Text.Json;
using Muster.Engine.Auditing;

namespace Muster.Engine.Connections;

/// <summary>A connection that was removed: what the audit log knows of it.</summary>
/// <param name="Key">The key it had; its entries, plans and runs still name it.</param>
/// <param name="Name">What it was called.</param>
/// <param name="RemovedAt">When it was removed.</param>
/// <param name="RemovedBy">Who removed it.</param>
public sealed record GoneConnection(int Key, string Name, DateTimeOffset RemovedAt, string RemovedBy)
{
    private const string Removed = "connection.removed";

    /// <summary>The last one of a name, without regard to case, that was removed; null when none ever was.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="name">The name that a link, a person or a program still has.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static async Task<GoneConnection?> FindAsync(IAuditLog audit, string name, CancellationToken cancellationToken)
    {
        var filter = new AuditFilter
        {
            Action = Removed,
            Subject = name,
            NewestFirst = true,
        };
        await foreach (var entry in audit.EntriesAsync(filter, cancellationToken))
            if (string.Equals(entry.Subject, name, StringComparison.OrdinalIgnoreCase))
                return Of(entry);
        return null;
    }

    /// <summary>All that ever were removed, in the order in which they were.</summary>
    /// <param name="audit">The log.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static IAsyncEnumerable<GoneConnection> AllAsync(IAuditLog audit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(audit);
        return audit.EntriesAsync(new AuditFilter { Action = Removed }, cancellationToken).Select(Of);
    }

    private static GoneConnection Of(AuditEntry entry)
    {
        using var detail = JsonDocument.Parse(entry.Detail);
        return new(detail.RootElement.GetProperty("connection").GetInt32(), entry.Subject, entry.At, entry.Actor);
    }
}
