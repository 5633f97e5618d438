using Muster.Core.DirectoryObjects;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>
/// Finds the users that a setting names. An object id means one person. A UPN means who has it now, and who had it when the setting named it, or first had it after that: when two people
/// swap their names, the setting goes on meaning the person it was made for.
/// </summary>
internal static class CalledUsers
{
    public static async Task<Dictionary<int, string>> FindAsync(
        SqlSession session,
        int connection,
        IReadOnlyCollection<string> names,
        CancellationToken cancellationToken
    )
    {
        var found = new Dictionary<int, string>();
        var principals = new Dictionary<string, Called>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
            if (!ObjectId.TryParse(name, out var id))
                principals[name] = new Called(name);
            else
                await session.EachAsync(
                    $"SELECT key FROM app_user WHERE workspace = {Database.Workspace} AND object_id = {id}",
                    row => found[row.GetInt32(0)] = name,
                    cancellationToken
                );
        if (principals.Count == 0)
            return found;
        var named = await NamedSince.LoadAsync(session, connection, cancellationToken);
        foreach (var called in principals.Values)
            called.Since = named.GetValueOrDefault(called.Name, long.MaxValue);
        var first = principals.Values.Min(called => called.Since);
        // Compared here: databases disagree on what "without regard to case" means beyond ASCII.
        await session.EachAsync(
            $"""
            SELECT user_key, user_principal_name, from_revision, to_revision FROM app_user_version
            WHERE workspace = {Database.Workspace} AND (to_revision IS NULL OR to_revision > {first}) AND user_principal_name IS NOT NULL
            """,
            row =>
            {
                if (!principals.TryGetValue(row.GetString(1), out var called))
                    return;
                var until = row.NumberOrNull(3);
                if (until is null)
                    found[row.GetInt32(0)] = called.Name;
                if ((until ?? long.MaxValue) > called.Since)
                    called.Meet(row.GetInt32(0), row.GetInt64(2));
            },
            cancellationToken
        );
        foreach (var called in principals.Values)
        foreach (var user in called.First)
            found.TryAdd(user, called.Name);
        return found;
    }

    /// <summary>A UPN that the setting names, and who had it first since.</summary>
    private sealed class Called(string name)
    {
        private long _start = long.MaxValue;

        public string Name { get; } = name;

        /// <summary>The revision that stood when the setting named it.</summary>
        public long Since { get; set; }

        public HashSet<int> First { get; } = [];

        public void Meet(int user, long from)
        {
            var start = Math.Max(from, Since);
            if (start > _start)
                return;
            if (start < _start)
                First.Clear();
            _start = start;
            First.Add(user);
        }
    }
}
