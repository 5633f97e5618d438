using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Muster.Server.Accounts;

/// <summary>Counts what this process writes to the accounts: whatever is remembered of an earlier count is out of date.</summary>
internal sealed class AccountChanges : DbCommandInterceptor, ISaveChangesInterceptor, IDbTransactionInterceptor
{
    private long _count;

    /// <summary>How much was written since the server started.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <inheritdoc />
    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command,
        CommandExecutedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    )
    {
        Interlocked.Increment(ref _count);
        return new(result);
    }

    /// <inheritdoc />
    public ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    )
    {
        Interlocked.Increment(ref _count);
        return new(result);
    }

    /// <summary>What was written before became true only now.</summary>
    public Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Interlocked.Increment(ref _count);
        return Task.CompletedTask;
    }
}
