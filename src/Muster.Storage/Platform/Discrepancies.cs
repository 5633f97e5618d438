using Muster.Engine.Runs;

namespace Muster.Storage.Platform;

/// <summary>What reading back finds that is not as planned: how much, and where the first few are.</summary>
internal sealed class Discrepancies
{
    private readonly List<string> _where = [];

    public long Count { get; private set; }

    public IReadOnlyList<string> Where => _where;

    /// <summary>Notes so many at a place; none are no place.</summary>
    public void Note(string where, long differing = 1)
    {
        Count += differing;
        if (differing > 0 && _where.Count < RunVerification.MostNamed)
            _where.Add(where);
    }
}
