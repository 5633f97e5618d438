using Muster.Server.Groups;
using Muster.Server.Watching;

namespace Muster.Server.Problems;

/// <summary>Finds the one group or person that a problem is about, so that it leads there and not to a search.</summary>
internal sealed class ProblemThings(MusterInstance muster, SharedReads shared)
{
    private readonly Dictionary<(string Code, string Subject), string?> _known = [];
    private long _revision = -1;

    /// <summary>The page of it; null where it is not here, where there are several, and for whom it is not to see.</summary>
    public string? Of(string code, string subject) => _known.GetValueOrDefault((code, subject));

    /// <summary>Looks for what some problems are about, each once for a state of the platform.</summary>
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
        foreach (var about in problems.Distinct().Where(about => !_known.ContainsKey(about)).ToList())
            _known[about] =
                ProblemWords.IsOfGroup(about.Code)
                    ? await AskAsync(about, within, isRefresh, () => GroupAsync(about.Subject, within, cancellationToken))
                : ProblemWords.IsOfPerson(about.Code)
                    ? await AskAsync(about, within, isRefresh, () => PersonAsync(about.Subject, within, cancellationToken))
                : null;
    }

    private Task<string?> AskAsync(
        (string Code, string Subject) about,
        IReadOnlyList<int>? within,
        bool isRefresh,
        Func<Task<string?>> ask
    ) =>
        shared.OfAsync(
            isRefresh,
            new
            {
                about.Code,
                about.Subject,
                within,
                _revision,
            },
            ask
        );

    private async Task<string?> GroupAsync(string name, IReadOnlyList<int>? within, CancellationToken cancellationToken) =>
        await muster.GroupNamedAsync(name, _revision, cancellationToken) is { } group
        && (
            within is null
            || await muster.FollowedByAsync(group.Key, cancellationToken) is { } connection && within.Contains(connection.Key)
        )
            ? FormattableString.Invariant($"/groups/{group.Key}")
            : null;

    private async Task<string?> PersonAsync(string handle, IReadOnlyList<int>? within, CancellationToken cancellationToken) =>
        await muster.Database.Platform.FindUsersAsync(handle, _revision, cancellationToken) is [var only]
        && (
            within is null
            || await muster.Database.Whereabouts.OfUserAsync(only.Key, cancellationToken) is { } connection && within.Contains(connection)
        )
            ? FormattableString.Invariant($"/people/{only.Key}")
            : null;
}
