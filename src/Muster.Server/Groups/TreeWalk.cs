namespace Muster.Server.Groups;

/// <summary>Walks along nested groups, depth first. A group that comes again is not opened again, so there are never more steps than relations; one that comes again on its own path closes a circle.</summary>
internal static class TreeWalk
{
    /// <summary>The steps from a group down.</summary>
    /// <param name="root">Where to begin.</param>
    /// <param name="key">Names a group.</param>
    /// <param name="children">The groups directly below one, in their order.</param>
    /// <param name="opened">Keys of the groups that were walked through before; grows.</param>
    public static IEnumerable<TreeStep<T>> From<T>(T root, Func<T, int> key, Func<T, IReadOnlyList<T>> children, HashSet<int> opened) =>
        From(root, key, children, opened, []);

    private static IEnumerable<TreeStep<T>> From<T>(
        T group,
        Func<T, int> key,
        Func<T, IReadOnlyList<T>> children,
        HashSet<int> opened,
        IReadOnlyList<T> above
    )
    {
        var circle = above.Any(other => key(other) == key(group));
        var below = children(group);
        var again = !opened.Add(key(group)) && below.Count > 0;
        IReadOnlyList<T> path = [.. above, group];
        yield return new TreeStep<T>(group, circle, again, path);
        if (circle || again)
            yield break;
        foreach (var child in below)
        foreach (var step in From(child, key, children, opened, path))
            yield return step;
    }
}

/// <summary>One step.</summary>
/// <param name="Group">The group.</param>
/// <param name="Circle">Whether it stands above itself, so that the tree ends here.</param>
/// <param name="Again">Whether what is below it was walked through before.</param>
/// <param name="Path">From the beginning down to the group.</param>
internal sealed record TreeStep<T>(T Group, bool Circle, bool Again, IReadOnlyList<T> Path);
