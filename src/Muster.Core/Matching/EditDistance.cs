namespace Muster.Core.Matching;

/// <summary>Edit distance with insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).</summary>
public static class EditDistance
{
    /// <summary>Whether two texts are at most so many edits apart.</summary>
    public static bool AtMost(string left, string right, int limit)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var twoAgo = new int[right.Length + 1];
        var previous = new int[right.Length + 1];
        var current = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
            previous[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            var best = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                var distance = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    distance = Math.Min(distance, twoAgo[j - 2] + 1);
                current[j] = distance;
                best = Math.Min(best, distance);
            }
            if (best > limit)
                return false;
            (twoAgo, previous, current) = (previous, current, twoAgo);
        }
        return previous[right.Length] <= limit;
    }
}
