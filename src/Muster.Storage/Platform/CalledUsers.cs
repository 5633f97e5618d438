using Muster.Core.DirectoryObjects;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Finds the users that a setting names.</summary>
internal static class CalledUsers
{
    public static async Task<Dictionary<int, string>> FindAsync(
        SqlSession session,
        IReadOnlyCollection<string> names,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<int, string>();
        var principals = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
            if (!ObjectId.TryParse(name, out var id))
                principals[name] = name;
            else
                await session.EachAsync(
                    $"SELECT key FROM app_user WHERE workspace = {Database.Workspace} AND object_id = {id}",
                    row => found[row.GetInt32(0)] = name,
                    cancellationToken
                );
        // Compared here: databases disagree on what "without regard to case" means beyond ASCII.
        if (principals.Count > 0)
            await session.EachAsync(
                $"""
                SELECT user_key, user_principal_name FROM app_user_version
                WHERE workspace = {Database.Workspace} AND to_revision IS NULL AND user_principal_name IS NOT NULL
                """,
                row =>
                {
                    if (principals.TryGetValue(row.GetString(1), out var name))
                        found[row.GetInt32(0)] = name;
                },
                cancellationToken
            );
        return found;
    }
}
