using System.Runtime.CompilerServices;

namespace Muster.Server.Exporting;

/// <summary>All rows of a list, asked of the database page by page behind the last one: neither is the list in memory, nor does a slow reader keep a transaction open.</summary>
internal static class Keyset
{
    /// <summary>Rows of a page.</summary>
    public const int Page = 500;

    /// <summary>All rows.</summary>
    /// <param name="after">Rows behind a row, or from the first, at most so many.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async IAsyncEnumerable<T> AllAsync<T>(
        Func<T?, int, IAsyncEnumerable<T>> after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : class
    {
        T? last = null;
        for (var more = true; more; )
        {
            var rows = await after(last, Page).ToListAsync(cancellationToken);
            foreach (var row in rows)
                yield return last = row;
            more = rows.Count == Page;
        }
    }

    /// <summary>The same of a list that comes page by page.</summary>
    public static IAsyncEnumerable<T> AllAsync<T>(Func<T?, int, Task<IReadOnlyList<T>>> after, CancellationToken cancellationToken)
        where T : class => AllAsync((T? last, int most) => Of(() => after(last, most)), cancellationToken);

    /// <summary>Rows with what is looked up beside them, once for as many as a page has.</summary>
    public static async IAsyncEnumerable<(T Row, TBeside Beside)> BesideAsync<T, TBeside>(
        this IAsyncEnumerable<T> rows,
        Func<IReadOnlyList<T>, Task<TBeside>> look,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var page in rows.Chunk(Page).WithCancellation(cancellationToken))
        {
            var beside = await look(page);
            foreach (var row in page)
                yield return (row, beside);
        }
    }

    /// <summary>A page as it is enumerated.</summary>
    public static async IAsyncEnumerable<T> Of<T>(Func<Task<IReadOnlyList<T>>> page)
    {
        foreach (var row in await page())
            yield return row;
    }
}
