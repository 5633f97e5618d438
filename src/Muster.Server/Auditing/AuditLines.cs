using System.Text.Json;
using Muster.Engine.Auditing;
using Muster.Server.Exporting;
using Muster.Server.Wording;

namespace Muster.Server.Auditing;

/// <summary>The audit log as JSON Lines, the oldest entry first, with the text of the details as it was hashed: the whole of it can be checked without Muster.</summary>
internal static class AuditLines
{
    /// <summary>Notes that the log goes out, and then sends it: to that note, which is the last line where the filter takes it.</summary>
    /// <param name="audit">The log; asked for page by page behind the last entry, so that nothing of the database is held while the receiver is slow.</param>
    /// <param name="actor">Who takes it.</param>
    /// <param name="filter">Which entries.</param>
    /// <param name="asked">The filter as it was asked for.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task SendAsync(
        IAuditLog audit,
        string actor,
        AuditFilter filter,
        string asked,
        Stream to,
        CancellationToken cancellationToken
    )
    {
        // Noted before it goes out, so that nobody takes the log away unseen.
        var note = await audit.AppendAsync(
            actor,
            "audit.exported",
            "audit",
            [("filter", asked), ("rows", await audit.CountAsync(filter, cancellationToken))],
            cancellationToken
        );
        using var line = new MemoryStream();
        await foreach (var entry in RecordTables.EntriesAsync(audit, filter, cancellationToken).TakeWhile(entry => entry.Number <= note))
        {
            line.SetLength(0);
            await using (var json = new Utf8JsonWriter(line, JsonFormat.Writer))
                AuditJson.Write(json, entry);
            line.WriteByte((byte)'\n');
            await to.WriteAsync(line.GetBuffer().AsMemory(0, (int)line.Length), cancellationToken);
        }
    }
}
