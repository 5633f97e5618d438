using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Muster.Storage.Postgres;

/// <summary>
/// Lets one transaction or statement at a time write through contexts of a workspace, as a file does by itself: what a transaction has read stays true until it ends, on whichever node it runs.
/// A context that uses it saves in transactions always.
/// </summary>
/// <param name="lock">Names the lock, among the advisory locks of the database: two numbers.</param>
/// <param name="entry">What a transaction asks of the server to be in the workspace.</param>
internal sealed class OneWriter(string @lock, string entry) : DbCommandInterceptor, IDbTransactionInterceptor
{
    private const int UsualTimeout = 30;

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Begin(command);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        Begin(command);
        return ValueTask.FromResult(result);
    }

    public DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result)
    {
        using var command = Command(result);
        command.ExecuteNonQuery();
        return result;
    }

    public async ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection,
        TransactionEndEventData eventData,
        DbTransaction result,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = Command(result);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return result;
    }

    /// <summary>A statement alone is a transaction of its own, together with what is sent before it.</summary>
    private void Begin(DbCommand command)
    {
        if (command.Transaction is null)
            command.CommandText = $"{Lock(command.CommandTimeout)}; {command.CommandText}";
    }

    private DbCommand Command(DbTransaction transaction)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Lock(UsualTimeout);
        return command;
    }

    /// <summary>Enters the workspace, and waits half as long as the statement may take, so that it can still say why.</summary>
    private string Lock(int timeout) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT set_config('lock_timeout', '{timeout * 500}', true), pg_advisory_xact_lock({@lock}), {entry}"
        );
}
