using Muster.Engine.Auditing;
using Muster.Server.Exporting;
using Muster.Server.Wording;

namespace Muster.Server.Auditing;

/// <summary>The audit log on its way out, the oldest entry first. As JSON Lines it has the text of the details as it was hashed: the whole of it can be checked without Muster.</summary>
internal static class AuditLines
{
    /// <summary>Entries up to the note that the export itself makes before it goes out, which is the last line where the filter takes it.</summary>
    /// <param name="audit">The log; asked for page by page behind the last entry, so that nothing of the database is held while the receiver is slow.</param>
    /// <param name="filter">Which entries.</param>
    /// <param name="asked">The filter as it was asked for.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static ExportTable Of(IAuditLog audit, AuditFilter filter, string asked, CancellationToken cancellationToken) =>
        RecordTables.Audit(audit, filter, asked, cancellationToken) with
        {
            Lines = new(
                "application/jsonl",
                RecordTables
                    .EntriesAsync(audit, filter, cancellationToken)
                    .Select(entry => (Action<System.Text.Json.Utf8JsonWriter>)(json => AuditJson.Write(json, entry)))
            ),
        };
}
