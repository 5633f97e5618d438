using System.Numerics;
using Muster.Core.DirectoryObjects;

namespace Muster.Core.Matching;

/// <summary>Finds names that differ only in case, spaces, Unicode form, look-alike letters or a small typo, and says which.</summary>
public sealed class NearMissIndex
{
    private const int MostShown = 5;
    private readonly ILookup<string, DirectoryGroup> _bySkeleton;
    private readonly Dictionary<int, List<Candidate>> _byLength = [];

    /// <summary>Indexes groups by the skeleton of their names.</summary>
    public NearMissIndex(IEnumerable<DirectoryGroup> groups)
    {
        var all = groups.ToList();
        _bySkeleton = all.ToLookup(group => NameSkeleton.Of(group.Name), StringComparer.Ordinal);
        foreach (var group in all)
        {
            if (!_byLength.TryGetValue(group.Name.Length, out var candidates))
                _byLength.Add(group.Name.Length, candidates = []);
            candidates.Add(new(group, Letters(group.Name)));
        }
    }

    /// <summary>At most five near misses, same skeleton before typos, then by name.</summary>
    public IReadOnlyList<NearMiss> Find(string name)
    {
        var same = _bySkeleton[NameSkeleton.Of(name)].Where(group => group.Name != name).ToList();
        var typos = same.Count >= MostShown ? [] : Typos(name, same);
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

    /// <summary>Groups whose names are a few edits away. Only names of about the same length and letters are compared.</summary>
    private List<DirectoryGroup> Typos(string name, List<DirectoryGroup> same)
    {
        var (allowed, letters, found) = (Allowed(name), Letters(name), new List<DirectoryGroup>());
        if (allowed == 0)
            return found;
        var known = same.Select(group => group.Key).ToHashSet();
        for (var length = name.Length - allowed; length <= name.Length + allowed; length++)
            foreach (var candidate in _byLength.GetValueOrDefault(length) ?? [])
                if (
                    candidate.MayBe(letters, allowed)
                    && candidate.Group.Name != name
                    && !known.Contains(candidate.Group.Key)
                    && EditDistance.AtMost(name, candidate.Group.Name, allowed)
                )
                    found.Add(candidate.Group);
        return found;
    }

    /// <summary>One typo in a name of up to seven characters, two in a longer one; names of one or two characters have no typos.</summary>
    private static int Allowed(string name) =>
        name.Length switch
        {
            < 3 => 0,
            < 8 => 1,
            _ => 2,
        };

    /// <summary>Which characters a name has, as far as 64 bits tell.</summary>
    private static ulong Letters(string name)
    {
        var letters = 0UL;
        foreach (var letter in name)
            letters |= 1UL << (letter & 63);
        return letters;
    }

    private readonly record struct Candidate(DirectoryGroup Group, ulong Letters)
    {
        /// <summary>An edit brings at most one character and takes at most one away.</summary>
        public bool MayBe(ulong letters, int edits) => BitOperations.PopCount(Letters ^ letters) <= 2 * edits;
    }
}
