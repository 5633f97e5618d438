using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace Muster.Storage.Sql;

/// <summary>Runs queries of the model, with faults of the database in Muster's words.</summary>
internal static class QueryRows
{
    public static async IAsyncEnumerable<T> RowsAsync<T>(
        this Database database,
        IQueryable<T> query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var rows = query.AsAsyncEnumerable().GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(database, rows))
            yield return rows.Current;
    }

    public static async Task<long> CountAsync<T>(this Database database, IQueryable<T> query, CancellationToken cancellationToken)
    {
        try
        {
            return await query.LongCountAsync(cancellationToken);
        }
        catch (DbException fault)
        {
            throw database.Provider.Translate(fault);
        }
    }

    private static async ValueTask<bool> NextAsync<T>(Database database, IAsyncEnumerator<T> rows)
    {
        try
        {
            return await rows.MoveNextAsync();
        }
        catch (DbException fault)
        {
            throw database.Provider.Translate(fault);
        }
    }
}
