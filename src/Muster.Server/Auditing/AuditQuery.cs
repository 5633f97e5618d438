using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Muster.Engine.Auditing;
using Muster.Engine.Connections;
using Muster.Server.Wording;

namespace Muster.Server.Auditing;

/// <summary>Which audit entries somebody wants to see, as it stands in the address.</summary>
/// <param name="Actor">Part of who did it.</param>
/// <param name="Action">What was done; with a star at its end all that begin alike.</param>
/// <param name="Subject">Part of to what.</param>
/// <param name="From">First day, UTC.</param>
/// <param name="To">Last day, UTC.</param>
/// <param name="Connection">Name of the only connection.</param>
internal sealed record AuditQuery(string? Actor, string? Action, string? Subject, string? From, string? To, string? Connection = null)
{
    /// <summary>A key that no connection has.</summary>
    private const int Nothing = -1;

    private int? _key;

    /// <summary>Whether anything is asked for.</summary>
    public bool IsAll => Parts.All(part => string.IsNullOrWhiteSpace(part.Value));

    /// <summary>What is wrong with the days; null when nothing is.</summary>
    public string? Fault => Wrong(From) ?? Wrong(To) ?? (Day(From) > Day(To) ? "The first day lies after the last." : null);

    /// <summary>The same with the connection looked up, one that was removed too; of one that never was, nothing is found.</summary>
    public async Task<AuditQuery> ResolvedAsync(IConnectionStore connections, IAuditLog audit, CancellationToken cancellationToken) =>
        this with
        {
            _key = await KeyAsync(Connection, connections, audit, cancellationToken),
        };

    /// <summary>The key of a connection, one that was removed too; of one that never was, a key that no entry has. Null where none is named.</summary>
    public static async Task<int?> KeyAsync(
        string? connection,
        IConnectionStore connections,
        IAuditLog audit,
        CancellationToken cancellationToken
    ) =>
        Text(connection) is not { } name ? null
        : await connections.FindAsync(name, cancellationToken) is { } there ? there.Key
        : (await GoneConnection.FindAsync(audit, name, cancellationToken))?.Key ?? Nothing;

    /// <summary>The filter.</summary>
    public AuditFilter Filter =>
        new()
        {
            NewestFirst = true,
            Actor = Text(Actor),
            Action = Text(Action),
            Subject = Text(Subject),
            Connection = _key ?? (Text(Connection) is null ? null : Nothing),
            From = Day(From) is { } from ? Days.StartOf(from) : null,
            To = Days.EndOf(Day(To)),
        };

    /// <summary>The query of an address, with its question mark; empty for all.</summary>
    public string Address
    {
        get
        {
            var query = new QueryBuilder();
            foreach (var (name, value) in Parts)
                if (!string.IsNullOrWhiteSpace(value))
                    query.Add(name, value.Trim());
            return query.ToString();
        }
    }

    private IEnumerable<(string Name, string? Value)> Parts =>
        [("actor", Actor), ("action", Action), ("subject", Subject), ("from", From), ("to", To), ("connection", Connection)];

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string? Wrong(string? day) =>
        string.IsNullOrWhiteSpace(day) || Day(day) is not null ? null : $"'{day}' is no day; write it as 2026-01-31.";

    private static DateOnly? Day(string? day) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
