using System.Globalization;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Verifying;
using Muster.Engine.Inbox;
using Muster.Engine.Reading;

namespace Muster.Engine.Verifying;

/// <summary>Says what differed, with the names of the people concerned.</summary>
internal sealed class MirrorDifferenceWords
{
    private const int Shown = 50;
    private const int PeopleShown = 5;
    private readonly IReadOnlyList<MirrorDifference> _differences;
    private readonly DirectoryMirror _read;
    private readonly Dictionary<int, DirectoryUser> _people;

    private MirrorDifferenceWords(
        IReadOnlyList<MirrorDifference> differences,
        DirectoryMirror read,
        Dictionary<int, DirectoryUser> people
    ) => (_differences, _read, _people) = (differences, read, people);

    /// <summary>Loads the names that the words need.</summary>
    public static async Task<MirrorDifferenceWords> LoadAsync(
        IMirrorStore mirror,
        int connection,
        IReadOnlyList<MirrorDifference> differences,
        DirectoryMirror read,
        CancellationToken cancellationToken
    )
    {
        var people = KeySet.Of(differences.Take(Shown).SelectMany(PeopleOf));
        var named = await mirror
            .UsersAsync(connection, people, cancellationToken)
            .ToDictionaryAsync(user => user.Key, cancellationToken: cancellationToken);
        return new MirrorDifferenceWords(differences, read, named);
    }

    /// <summary>One problem for each difference, the first fifty of them, and one for the rest.</summary>
    public IEnumerable<PlanProblem> Problems(DateTimeOffset from, DateTimeOffset to)
    {
        var cause = string.Create(
            CultureInfo.InvariantCulture,
            $"Either it changed in the directory while the check ran ({from:HH:mm:ss} to {to:HH:mm:ss} UTC), or a read of changes before had not been told of it. The copy is right now, and the next sync plans with it."
        );
        foreach (var difference in _differences.Take(Shown))
            yield return new PlanProblem(ProblemCauses.MirrorDiffers, SubjectOf(difference), $"{What(difference)} {cause}");
        if (_differences.Count > Shown)
            yield return new PlanProblem(
                ProblemCauses.MirrorDiffers,
                "directory",
                $"{_differences.Count - Shown} more objects differed. {cause}"
            );
    }

    private static IEnumerable<int> PeopleOf(MirrorDifference difference) =>
        difference switch
        {
            MirrorDifference.User user => [user.Key],
            MirrorDifference.Edges { Kind: not EdgeWord.NestedGroups } edges => edges
                .Missing.AsList.Take(PeopleShown)
                .Concat(edges.Extra.AsList.Take(PeopleShown)),
            _ => [],
        };

    private string SubjectOf(MirrorDifference difference) =>
        difference switch
        {
            MirrorDifference.User(var key, _, _) => Person(key),
            MirrorDifference.Group(var group, _) => group.Name,
            MirrorDifference.Edges(var group, _, _, _) => group.Name,
            _ => "directory",
        };

    private string What(MirrorDifference difference) =>
        difference switch
        {
            MirrorDifference.User(var key, var kept, var now) when kept == now =>
                $"{Person(key)}: the stored copy had other properties than the directory.",
            MirrorDifference.User(var key, var kept, var now) =>
                $"{Person(key)}: the stored copy said {Word(kept)}, the directory says {Word(now)}.",
            MirrorDifference.Group(var group, var what) => $"Directory group '{group.Name}' ({group.Id}) {what}.",
            MirrorDifference.Edges edges => $"Directory group '{edges.Of.Name}' ({edges.Of.Id}), {Word(edges.Kind)}: {Sides(edges)}.",
            _ => "",
        };

    private string Sides(MirrorDifference.Edges edges)
    {
        string?[] sides =
        [
            edges.Missing.IsEmpty ? null : $"the stored copy lacked {Names(edges.Kind, edges.Missing)}",
            edges.Extra.IsEmpty ? null : $"the stored copy still had {Names(edges.Kind, edges.Extra)}",
        ];
        return string.Join("; ", sides.Where(side => side is not null));
    }

    private string Names(EdgeWord kind, KeySet keys)
    {
        var names = keys.AsList.Take(PeopleShown).Select(key => kind == EdgeWord.NestedGroups ? Nested(key) : Person(key));
        return string.Join(", ", names) + (keys.Count > PeopleShown ? $" and {keys.Count - PeopleShown} more" : "");
    }

    private string Nested(int key) => _read.Group(key) is { } group ? $"'{group.Name}'" : $"group {key}";

    private string Person(int key) =>
        _people.TryGetValue(key, out var user) ? user.Facts.UserPrincipalName ?? user.Id.ToString() : $"user {key}";

    private static string Word(EdgeWord kind) =>
        kind switch
        {
            EdgeWord.Members => "members",
            EdgeWord.Owners => "owners",
            _ => "nested groups",
        };

    private static string Word(DirectoryUserState state) =>
        state switch
        {
            DirectoryUserState.Enabled => "enabled",
            DirectoryUserState.Disabled => "disabled",
            DirectoryUserState.Unseen => "not known yet",
            _ => "gone",
        };
}
