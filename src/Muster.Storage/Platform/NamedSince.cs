using System.Globalization;
using Muster.Core.Configuration;
using Muster.Storage.Auditing;
using Muster.Storage.Configuration;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Since which revision the setting <c>protectedUsers</c> of a connection has named whom it names now, without interruption.</summary>
internal static class NamedSince
{
    /// <summary>The revision that stood when each was named, by the word that names it.</summary>
    public static async Task<Dictionary<string, long>> LoadAsync(SqlSession session, int connection, CancellationToken cancellationToken)
    {
        var versions = await session.RowsAsync(
            $"""
            SELECT version, body FROM setting_version
            WHERE workspace = {Database.Workspace} AND connection = {connection} ORDER BY version DESC
            """,
            row => (Version: row.GetInt64(0), Names: Names(row.GetString(1))),
            cancellationToken
        );
        var since = new Dictionary<string, long>(StringComparer.Ordinal);
        if (versions is not [var now, ..])
            return since;
        foreach (var name in now.Names)
            since[name] = versions.TakeWhile(version => version.Names.Contains(name)).Last().Version;
        var revisions = new Dictionary<long, long>();
        foreach (var version in since.Values.Distinct())
            revisions[version] = await RevisionAsync(session, connection, version, cancellationToken);
        return since.ToDictionary(name => name.Key, name => revisions[name.Value], StringComparer.Ordinal);
    }

    private static HashSet<string> Names(string body) =>
        FlatJson.Decode(body) is { } values && values.ContainsKey("protectedUsers")
            ? [.. Settings.OfConnection.FromValues(values).ProtectedUsers]
            : [];

    /// <summary>Told by the order of the audit log: clocks may stand still or go back.</summary>
    private static async Task<long> RevisionAsync(SqlSession session, int connection, long version, CancellationToken cancellationToken)
    {
        var pattern = string.Create(CultureInfo.InvariantCulture, $"{{\"connection\":{connection},\"version\":{version},%");
        var entry = await session.NumberAsync(
            $"""
            SELECT max(number) FROM audit_entry
            WHERE workspace = {Database.Workspace} AND action = {AuditActions.SettingsChanged} AND detail LIKE {pattern}
            """,
            cancellationToken
        );
        // An entry that is no longer kept lies before all that are.
        return await session.NumberAsync(
                $"SELECT max(number) FROM revision WHERE workspace = {Database.Workspace} AND entry < {entry ?? 0}",
                cancellationToken
            ) ?? 0;
    }
}
