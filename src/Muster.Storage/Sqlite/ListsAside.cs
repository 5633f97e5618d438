using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Muster.Storage.Sql;

namespace Muster.Storage.Sqlite;

/// <summary>Lists that a page asks for are found on another thread than the page's: <see cref="Aside"/>.</summary>
internal sealed class ListsAside : DbCommandInterceptor
{
    public static readonly ListsAside Instance = new();

    private ListsAside() { }

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    ) =>
        result.HasResult || SynchronizationContext.Current is null
            ? result
            : InterceptionResult<DbDataReader>.SuppressWithResult(
                await Aside.RunAsync(() => command.ExecuteReaderAsync(cancellationToken))
            );
}
