using System.Buffers;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Muster.Storage.Model;

/// <summary>Refuses queries of lists that do not say which workspace they are about (INV-24).</summary>
internal sealed class WorkspaceQueries : DbCommandInterceptor
{
    // As a database quotes names always, or only where it must.
    private static readonly SearchValues<string> WorkspaceIs = SearchValues.Create(
        [$"\"workspace\" = {Sql.Database.Workspace:D}", $".workspace = {Sql.Database.Workspace:D}"],
        StringComparison.Ordinal
    );

    public static readonly WorkspaceQueries Instance = new();

    private WorkspaceQueries() { }

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result
    )
    {
        Check(command);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        Check(command);
        return ValueTask.FromResult(result);
    }

    private static void Check(DbCommand command)
    {
        if (!command.CommandText.AsSpan().ContainsAny(WorkspaceIs))
            throw new InvalidOperationException(
                $"A list does not say which workspace it is about. It was not read; this is a fault of Muster's own, please report it (INV-24): {command.CommandText}"
            );
    }
}
