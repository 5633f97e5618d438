using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Muster.Storage.Model;

namespace Muster.Storage.Postgres;

/// <summary>Lets every query of a list run in its workspace: a statement alone is a transaction of its own, together with what is sent before it, in one message.</summary>
/// <param name="entry">What a transaction asks of the server first in a workspace, of <see cref="PostgresProvider"/>.</param>
internal sealed class InWorkspace(Func<int, string> entry) : DbCommandInterceptor
{
    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result
    )
    {
        Enter(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        Enter(command, eventData);
        return ValueTask.FromResult(result);
    }

    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        try
        {
            result.NextResult();
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        DbDataReader result,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            await result.NextResultAsync(cancellationToken);
            return result;
        }
        catch
        {
            await result.DisposeAsync();
            throw;
        }
    }

    private void Enter(DbCommand command, CommandEventData data) =>
        command.CommandText = $"SELECT {entry(((MusterContext)data.Context!).Workspace)}; {command.CommandText}";
}
