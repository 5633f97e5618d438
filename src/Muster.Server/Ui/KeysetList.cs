namespace Muster.Server.Ui;

/// <summary>Rows of a list that grows page by page, each page asked of the database behind the last row.</summary>
/// <typeparam name="T">A row.</typeparam>
internal sealed class KeysetList<T>
    where T : class
{
    /// <summary>Rows of a page.</summary>
    public const int Page = 50;

    /// <summary>Most rows that one address shows at once.</summary>
    public const int Most = 5000;

    private readonly List<T> _rows = [];

    /// <summary>What is shown.</summary>
    public IReadOnlyList<T> Rows => _rows;

    /// <summary>How many there are, counted by the database.</summary>
    public long Total { get; private set; }

    /// <summary>Begins anew, for other filters.</summary>
    public void Clear() => _rows.Clear();

    /// <summary>Loads until so many rows are shown, or all.</summary>
    /// <param name="wanted">Rows wanted; a page at least.</param>
    /// <param name="after">Rows behind a row, or from the first, at most so many.</param>
    /// <param name="count">Counts all that fit.</param>
    public async Task GrowAsync(int wanted, Func<T?, int, IAsyncEnumerable<T>> after, Func<Task<long>> count)
    {
        var most = Math.Clamp(wanted, Page, Most);
        if (_rows.Count < most)
            await foreach (var row in after(_rows.Count == 0 ? null : _rows[^1], most - _rows.Count))
                _rows.Add(row);
        Total = await count();
    }
}
