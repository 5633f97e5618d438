using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Muster.Storage.Postgres;

/// <summary>Lets every query alone run in the workspace of its context: it is a transaction of its own, together with what is sent before it, in one message. One in a transaction is where that is.</summary>
/// <param name="entry">What a transaction asks of the server first in the workspace of a context.</param>
internal sealed class InWorkspace(Func<DbContext, string> entry) : DbCommandInterceptor
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
        if (command.Transaction is not null)
            return result;
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
        if (command.Transaction is not null)
            return result;
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

    private void Enter(DbCommand command, CommandEventData data)
    {
        if (command.Transaction is null)
            command.CommandText = $"SELECT {entry(data.Context!)}; {command.CommandText}";
    }
}
