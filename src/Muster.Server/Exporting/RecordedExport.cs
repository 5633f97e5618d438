using Muster.Engine.Auditing;

namespace Muster.Server.Exporting;

/// <summary>A list that leaves the house, with its two entries in the audit log: whoever asks for it, in a browser, by the API or on a command line.</summary>
internal sealed class RecordedExport(IAuditLog audit, string actor, ExportTable table, string format)
{
    private readonly List<(string Name, object? Value)> _facts =
    [
        ("format", format),
        .. table.About.Select(fact => (fact.Name.Replace(" ", "", StringComparison.Ordinal), (object?)fact.Value)),
    ];

    /// <summary>What is exported.</summary>
    public ExportTable Table => table;

    /// <summary>Who asked for it.</summary>
    public string Actor => actor;

    /// <summary>Notes it before it goes out, so that nobody takes a list away unseen.</summary>
    public Task BeginAsync(CancellationToken cancellationToken) =>
        audit.AppendAsync(actor, "list.exportBegun", table.Name, _facts, cancellationToken);

    /// <summary>Writes all rows, and notes what went out in the end.</summary>
    public async Task<Exported> WriteAsync(Stream to, CancellationToken cancellationToken)
    {
        using var writer = new ExportWriter(table);
        var whole = false;
        long entry;
        try
        {
            await writer.WriteAsync(format, to, cancellationToken);
            whole = true;
        }
        finally
        {
            // What was sent is gone out, even if the receiver hung up.
            entry = await audit.AppendAsync(
                actor,
                "list.exported",
                table.Name,
                [.. _facts, ("rows", writer.Count), ("sha256", writer.Hash), ("whole", whole)],
                CancellationToken.None
            );
        }
        return new Exported(writer.Count, writer.Hash, entry);
    }
}

/// <summary>What went out.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="Hash">SHA-256 of the rows as CSV.</param>
/// <param name="Entry">Number of the audit entry that says so.</param>
internal sealed record Exported(long Rows, string Hash, long Entry);
