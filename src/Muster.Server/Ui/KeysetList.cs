namespace Muster.Server.Ui;

/// <summary>A list without an end, of which a window is kept: pages are asked of the database behind the last row, and the first rows are left behind as it goes on.</summary>
/// <remarks>
/// A place in the list is the number of rows up to and with the last one shown, so that an address with it shows the same window again, where no more than <see cref="MostAhead"/> rows come before its end. The way back up begins at
/// a row that was noted when it was passed, one in <see cref="Most"/>.
/// </remarks>
/// <typeparam name="T">A row.</typeparam>
public sealed class KeysetList<T> : IWindow
    where T : class
{
    /// <summary>Rows of a page.</summary>
    public const int Page = 50;

    /// <summary>Most rows that are kept and shown at once.</summary>
    public const int Most = 1000;

    /// <summary>Most rows that are read at once on the way to a place.</summary>
    public const int MostAhead = 50_000;

    private readonly List<T> _rows = [];
    private readonly List<T> _passed = [];
    private IReadOnlyList<T>? _left;
    private Task _growing = Task.CompletedTask;
    private int _begun;

    /// <summary>What is shown; what was shown before it begins anew until that has loaded.</summary>
    public IReadOnlyList<T> Rows => _left ?? _rows;

    /// <inheritdoc />
    public int Before { get; private set; }

    /// <inheritdoc />
    public long Total { get; private set; }

    /// <inheritdoc />
    public int Shown => Rows.Count;

    private int End => Before + _rows.Count;

    /// <inheritdoc />
    public int Earlier => End - Page;

    /// <inheritdoc />
    public int Further => End + Page;

    /// <summary>Begins anew, for other filters.</summary>
    public void Clear()
    {
        _left ??= [.. _rows];
        _rows.Clear();
        _passed.Clear();
        Before = 0;
        _begun++;
    }

    /// <summary>Loads until a place is shown, or the end.</summary>
    /// <param name="wanted">The place; that of the first page at least, and at most <see cref="MostAhead"/> rows further than what is shown.</param>
    /// <param name="after">Rows behind a row, or from the first, at most so many.</param>
    /// <param name="count">Counts all that fit.</param>
    /// <remarks>Whoever asks while it still loads waits for that to end; what loads when it begins anew is left.</remarks>
    public Task GrowAsync(int wanted, Func<T?, int, IAsyncEnumerable<T>> after, Func<Task<long>> count)
    {
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(count);
        return _growing = AfterAsync(_growing, _begun);

        async Task AfterAsync(Task before, int begun)
        {
            // Its failure is told to whoever asked for it.
            await Task.WhenAny(before);
            if (begun == _begun)
                await LoadAsync(wanted, after, count);
        }
    }

    private async Task LoadAsync(int wanted, Func<T?, int, IAsyncEnumerable<T>> after, Func<Task<long>> count)
    {
        var begun = _begun;
        var end = Math.Max(wanted, Page);
        if (Before > 0 && end - Most < Before)
            Return(Math.Max(0, end - Most));
        end = Math.Min(end, End + MostAhead);
        for (var more = true; more && End < end; )
        {
            var most = Math.Min(end - End, Most);
            var last =
                _rows.Count > 0 ? _rows[^1]
                : Before > 0 ? _passed[(Before / Most) - 1]
                : null;
            var came = 0;
            await foreach (var row in after(last, most))
            {
                if (begun != _begun)
                    return;
                Add(row);
                came++;
            }
            if (begun != _begun)
                return;
            more = came == most;
            LeaveBehind(_rows.Count - Most);
        }
        if (_rows.Count == 0 && Before > 0)
        {
            // So much is gone that nothing is left where it was: what is left is shown from its end.
            Clear();
            await LoadAsync(wanted, after, count);
            return;
        }
        var total = await count();
        if (begun == _begun)
            (Total, _left) = (total, null);
    }

    /// <summary>Shows a place of a list that is known whole.</summary>
    /// <param name="wanted">The place; that of the first page at least.</param>
    /// <param name="all">The list.</param>
    public void Show(int wanted, IReadOnlyList<T> all)
    {
        ArgumentNullException.ThrowIfNull(all);
        Clear();
        var end = Math.Min(Math.Max(wanted, Page), all.Count);
        Before = Math.Max(0, end - Most);
        for (var row = Before; row < end; row++)
            _rows.Add(all[row]);
        (Total, _left) = (all.Count, null);
    }

    private void Add(T row)
    {
        _rows.Add(row);
        if (End % Most == 0 && End / Most > _passed.Count)
            _passed.Add(row);
    }

    private void LeaveBehind(int rows)
    {
        if (rows <= 0)
            return;
        _rows.RemoveRange(0, rows);
        Before += rows;
    }

    /// <summary>Back to the last row noted before one.</summary>
    private void Return(int row)
    {
        _rows.Clear();
        Before = row / Most * Most;
    }
}
