namespace Muster.Core.Matching;

/// <summary>Edit distance with insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).</summary>
public static class EditDistance
{
    private const int LongestOnStack = 300;

    /// <summary>Whether two texts are at most so many edits apart.</summary>
    public static bool AtMost(string left, string right, int limit)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var width = right.Length + 1;
        var rows = width <= LongestOnStack ? stackalloc int[3 * width] : new int[3 * width];
        var twoAgo = rows[..width];
        var previous = rows[width..(2 * width)];
        var current = rows[(2 * width)..];
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
            var oldest = twoAgo;
            twoAgo = previous;
            previous = current;
            current = oldest;
        }
        return previous[right.Length] <= limit;
    }
}
