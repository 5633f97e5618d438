using Microsoft.EntityFrameworkCore;
using Muster.Core.Platform;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Finds what many names mean with as many statements as for one.</summary>
internal sealed class PlatformNames(Database database)
{
    /// <summary>Texts of one statement.</summary>
    private const int Several = 100;

    public async Task<IReadOnlyDictionary<string, int>> GroupsAsync(
        IReadOnlyCollection<string> names,
        long revision,
        CancellationToken cancellationToken
    )
    {
        var keys = new Dictionary<string, int>(StringComparer.Ordinal);
        if (names.Count == 0)
            return keys;
        await using var model = database.Model();
        var found = PlatformLists
            .InForce(model, revision)
            .Where(version => names.Contains(version.Name))
            .OrderBy(version => version.Link == (int)LinkState.Retired)
            .ThenBy(version => version.GroupKey)
            .Select(version => new { version.Name, version.GroupKey });
        await foreach (var group in database.RowsAsync(found, cancellationToken))
            keys.TryAdd(group.Name, group.GroupKey);
        return keys;
    }

    public async Task<IReadOnlyDictionary<string, int>> UsersAsync(
        IReadOnlyCollection<string> texts,
        long revision,
        CancellationToken cancellationToken
    )
    {
        var keys = new Dictionary<string, int>(StringComparer.Ordinal);
        if (texts.Count == 0)
            return keys;
        await using var model = database.Model();
        var users = PlatformLists.InForceUsers(model, revision);
        foreach (var some in texts.Distinct(StringComparer.Ordinal).Chunk(Several))
        {
            var meant = some.Select((text, index) => PlatformLists.Called(users, text).Select(user => new { Index = index, user.UserKey }))
                .Aggregate((before, next) => before.Concat(next));
            var found = await database.RowsAsync(meant, cancellationToken).ToListAsync(cancellationToken);
            foreach (var same in found.GroupBy(user => user.Index).Where(same => same.Count() == 1))
                keys[some[same.Key]] = same.Single().UserKey;
        }
        return keys;
    }
}
