using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;

namespace Muster.Storage.Mirror;

/// <summary>What a round has said about one group: its latest facts, and its edge entries in page order.</summary>
internal sealed class GroupWord
{
    private const int KindBits = 2;
    private const uint KindMask = (1 << KindBits) - 1;

    // Index of the target, two bits of kind, one bit for "removed".
    private uint[] _entries = [];
    private int _count;

    /// <summary>Latest facts; null when the round has only said that the group is gone.</summary>
    public GroupFacts? Facts { get; private set; }

    /// <summary>The latest word is that the group is gone.</summary>
    public bool Gone { get; private set; }

    /// <summary>Nothing at all was said.</summary>
    public bool IsEmpty => Facts is null && !Gone && _count == 0;

    /// <summary>At some point of the round it was gone.</summary>
    public bool WasGone { get; private set; }

    public void Take(GroupFacts? facts)
    {
        Gone = facts is null;
        WasGone |= Gone;
        Facts = facts ?? Facts;
    }

    public void Take(EdgeKind kind, int target, bool removed)
    {
        if (_count == _entries.Length)
            Array.Resize(ref _entries, Math.Max(4, _count * 2));
        _entries[_count++] = ((uint)target << (KindBits + 1)) | ((uint)kind << 1) | (removed ? 1u : 0u);
    }

    /// <summary>Calls <paramref name="visit"/> with kind and target of every entry.</summary>
    public void Visit(Action<EdgeKind, int> visit)
    {
        for (var i = 0; i < _count; i++)
            visit(KindOf(_entries[i]), TargetOf(_entries[i]));
    }

    /// <summary>The last word on every edge of one kind.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="keys">Dense keys at the indexes of the targets.</param>
    public EdgeWords Of(EdgeKind kind, int[] keys)
    {
        var ordered = new long[_count];
        var count = 0;
        for (var i = 0; i < _count; i++)
            if (KindOf(_entries[i]) == kind)
                ordered[count++] = ((long)keys[TargetOf(_entries[i])] << 32) | ((long)i << 1) | (_entries[i] & 1);
        var entries = ordered.AsSpan(0, count);
        entries.Sort();
        var (present, removed) = (new List<int>(count), new List<int>());
        for (var i = 0; i < count; i++)
        {
            var key = (int)(entries[i] >> 32);
            if (i + 1 == count || (int)(entries[i + 1] >> 32) != key)
                ((entries[i] & 1) == 0 ? present : removed).Add(key);
        }
        return new EdgeWords(KeySet.FromAscending([.. present]), KeySet.FromAscending([.. removed]));
    }

    private static EdgeKind KindOf(uint entry) => (EdgeKind)((entry >> 1) & KindMask);

    private static int TargetOf(uint entry) => (int)(entry >> (KindBits + 1));

    /// <summary>Kinds of edges that are kept; owners that are not users are left out.</summary>
    public static readonly EdgeKind[] Kinds = [EdgeKind.UserMember, EdgeKind.GroupMember, EdgeKind.OtherMember, EdgeKind.UserOwner];
}

/// <summary>The last word of a round on the edges of one kind of one group.</summary>
/// <param name="Present">Targets said to be there.</param>
/// <param name="Removed">Targets said to be gone.</param>
internal sealed record EdgeWords(KeySet Present, KeySet Removed)
{
    /// <summary>Compares with what is stored.</summary>
    /// <param name="stored">The targets as stored.</param>
    /// <param name="whole">Whether the round told all targets, so that the others are gone.</param>
    public EdgeDifference Against(KeySet stored, bool whole)
    {
        var now = whole ? Present : stored.Union(Present).Except(Removed);
        var gone = stored.Except(now);
        var inferred = gone.Except(Removed);
        return new EdgeDifference(now, Returned: now.Except(stored), Stated: gone.Except(inferred), Inferred: inferred);
    }
}

/// <summary>How the targets of one kind changed.</summary>
/// <param name="Now">All targets from now on.</param>
/// <param name="Returned">Targets that were not there before.</param>
/// <param name="Stated">Targets that are gone because the directory said so.</param>
/// <param name="Inferred">Targets that a full round did not mention.</param>
internal sealed record EdgeDifference(KeySet Now, KeySet Returned, KeySet Stated, KeySet Inferred)
{
    public bool IsEmpty => Returned.IsEmpty && Stated.IsEmpty && Inferred.IsEmpty;
}
