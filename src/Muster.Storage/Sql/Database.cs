using System.Data.Common;
using Muster.Storage.Model;

namespace Muster.Storage.Sql;

/// <summary>The opened database that all stores share.</summary>
internal sealed class Database(IDatabaseProvider provider, TimeProvider clock)
{
    /// <summary>The one workspace there is for now. Every key begins with it.</summary>
    public const int Workspace = 1;

    public IDatabaseProvider Provider => provider;

    public TimeProvider Clock => clock;

    /// <summary>Called before every statement, so that a test can fail at any of them.</summary>
    public Action<string>? BeforeStatement { get; set; }

    /// <summary>Begins reading one state of the database.</summary>
    public Task<SqlSession> ReadAsync(CancellationToken cancellationToken) => BeginAsync(null, write: false, cancellationToken);

    /// <summary>Begins writing; waits for another writer for as long as the provider is patient.</summary>
    public Task<SqlSession> WriteAsync(CancellationToken cancellationToken) => BeginAsync(null, write: true, cancellationToken);

    /// <summary>Begins writing, waiting for another writer only so long.</summary>
    public Task<SqlSession> WriteAsync(TimeSpan patience, CancellationToken cancellationToken) =>
        BeginAsync(patience, write: true, cancellationToken);

    /// <summary>Gives back disk space after a big transaction, as far as that goes: what the transaction stored stands whether it does or not.</summary>
    public async Task TidyAsync()
    {
        try
        {
            BeforeStatement?.Invoke("tidy");
            await provider.TidyAsync(CancellationToken.None);
        }
        catch (Exception fault) when (fault is DbException or StorageException or IOException)
        {
            // The next big transaction tries again.
        }
    }

    /// <summary>The model, for lists.</summary>
    public MusterContext Model() => provider.Model();

    private Task<SqlSession> BeginAsync(TimeSpan? patience, bool write, CancellationToken cancellationToken) =>
        Aside.RunAsync(() => OpenAsync(patience, write, cancellationToken));

    private async Task<SqlSession> OpenAsync(TimeSpan? patience, bool write, CancellationToken cancellationToken)
    {
        DbConnection? connection = null;
        try
        {
            connection = await provider.OpenAsync(patience, cancellationToken);
            var transaction = write
                ? await provider.BeginWriteAsync(connection, patience, cancellationToken)
                : await provider.BeginReadAsync(connection, cancellationToken);
            return new SqlSession(provider, connection, transaction, BeforeStatement);
        }
        catch (Exception failure)
        {
            // Also when the waiting was called off: a connection that is not given back is lost to everybody.
            if (connection is not null)
                await connection.DisposeAsync();
            if (failure is DbException fault)
                throw provider.Translate(fault);
            throw;
        }
    }
}
