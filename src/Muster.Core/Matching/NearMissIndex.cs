using Muster.Core.DirectoryObjects;

namespace Muster.Core.Matching;

/// <summary>Finds names that differ only in case, spaces, Unicode form, look-alike letters or a small typo, and says which.</summary>
public sealed class NearMissIndex
{
    private const int MostShown = 5;
    private readonly ILookup<string, DirectoryGroup> _bySkeleton;
    private readonly List<DirectoryGroup> _all;

    /// <summary>Indexes groups by the skeleton of their names.</summary>
    public NearMissIndex(IEnumerable<DirectoryGroup> groups)
    {
        _all = [.. groups];
        _bySkeleton = _all.ToLookup(group => NameSkeleton.Of(group.Name), StringComparer.Ordinal);
    }

    /// <summary>At most five near misses, same skeleton before typos, then by name.</summary>
    public IReadOnlyList<NearMiss> Find(string name)
    {
        var same = _bySkeleton[NameSkeleton.Of(name)].Where(group => group.Name != name).ToList();
        var typos = same.Count >= MostShown ? [] : _all.Where(group => !same.Contains(group) && IsTypo(name, group.Name));
        return
        [
            .. same.Select(group => new NearMiss(group, NameSkeleton.Difference(name, group.Name)))
                .Concat(typos.Select(group => new NearMiss(group, "spelled slightly differently")))
                .OrderBy(miss => miss.Difference == "spelled slightly differently")
                .ThenBy(miss => miss.Group.Name, StringComparer.Ordinal)
                .ThenBy(miss => miss.Group.Id)
                .Take(MostShown),
        ];
    }

    /// <summary>One typo in a name of up to seven characters, two in a longer one; names of one or two characters have no typos.</summary>
    private static bool IsTypo(string asked, string name)
    {
        var allowed = asked.Length switch
        {
            < 3 => 0,
            < 8 => 1,
            _ => 2,
        };
        return allowed > 0 && asked != name && Math.Abs(asked.Length - name.Length) <= allowed && EditDistance.AtMost(asked, name, allowed);
    }
}
