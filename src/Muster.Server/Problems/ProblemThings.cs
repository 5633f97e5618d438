using Muster.Server.Watching;

namespace Muster.Server.Problems;

/// <summary>Finds the one group or person that a problem is about, so that it leads there and not to a search.</summary>
internal sealed class ProblemThings(MusterInstance muster, SharedReads shared)
{
    private readonly Dictionary<(string Code, string Subject), string?> _known = [];
    private long _revision = -1;

    /// <summary>The page of it; null where it is not here, where there are several, and for whom it is not to see.</summary>
    public string? Of(string code, string subject) => _known.GetValueOrDefault((code, subject));

    /// <summary>Looks for what some problems are about, all of them at once and each once for a state of the platform.</summary>
    /// <param name="problems">The problems.</param>
    /// <param name="within">Keys of the connections whose things the reader may look at; null for all.</param>
    /// <param name="isRefresh">Whether an open list is drawn anew for a change, which is read once for all who look at it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task FindAsync(
        IEnumerable<(string Code, string Subject)> problems,
        IReadOnlyList<int>? within,
        bool isRefresh,
        CancellationToken cancellationToken
    )
    {
        var revision = await shared.OfAsync(isRefresh, "revision", () => muster.Database.Platform.RevisionAsync(cancellationToken));
        if (revision != _revision)
            _known.Clear();
        _revision = revision;
        var missing = problems.Distinct().Where(about => !_known.ContainsKey(about)).ToList();
        IReadOnlyList<string> groups =
        [
            .. missing.Where(about => ProblemWords.IsOfGroup(about.Code)).Select(about => about.Subject).Distinct(),
        ];
        IReadOnlyList<string> people =
        [
            .. missing.Where(about => ProblemWords.IsOfPerson(about.Code)).Select(about => about.Subject).Distinct(),
        ];
        var pages = await shared.OfAsync(
            isRefresh,
            new
            {
                groups,
                people,
                within,
                revision,
            },
            async () =>
                (Groups: await GroupsAsync(groups, within, cancellationToken), People: await PeopleAsync(people, within, cancellationToken))
        );
        foreach (var about in missing)
            _known[about] =
                ProblemWords.IsOfGroup(about.Code) ? pages.Groups.GetValueOrDefault(about.Subject)
                : ProblemWords.IsOfPerson(about.Code) ? pages.People.GetValueOrDefault(about.Subject)
                : null;
    }

    private async Task<IReadOnlyDictionary<string, string>> GroupsAsync(
        IReadOnlyList<string> names,
        IReadOnlyList<int>? within,
        CancellationToken cancellationToken
    )
    {
        var found = await muster.Database.Platform.GroupsNamedAsync(names, _revision, cancellationToken);
        return await PagesAsync("/groups", found, within, keys => muster.Database.Whereabouts.OfGroupsAsync(keys, cancellationToken));
    }

    private async Task<IReadOnlyDictionary<string, string>> PeopleAsync(
        IReadOnlyList<string> handles,
        IReadOnlyList<int>? within,
        CancellationToken cancellationToken
    )
    {
        var found = await muster.Database.Platform.UsersCalledAsync(handles, _revision, cancellationToken);
        return await PagesAsync("/people", found, within, keys => muster.Database.Whereabouts.OfUsersAsync(keys, cancellationToken));
    }

    /// <summary>The pages of what was found and may be seen, by subject.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> PagesAsync(
        string list,
        IReadOnlyDictionary<string, int> found,
        IReadOnlyList<int>? within,
        Func<IReadOnlyCollection<int>, Task<IReadOnlyDictionary<int, int>>> whereabouts
    )
    {
        var placed = within is null || found.Count == 0 ? null : await whereabouts([.. found.Values.Distinct()]);
        return found
            .Where(one => within is null || (placed!.TryGetValue(one.Value, out var connection) && within.Contains(connection)))
            .ToDictionary(one => one.Key, one => FormattableString.Invariant($"{list}/{one.Value}"), StringComparer.Ordinal);
    }
}
