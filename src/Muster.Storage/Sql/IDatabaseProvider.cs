using System.Data.Common;
using Muster.Storage.Connections;
using Muster.Storage.Model;
using Muster.Storage.Moving;

namespace Muster.Storage.Sql;

/// <summary>Everything in which databases differ. All other SQL in this project is meant to run on any of them.</summary>
internal interface IDatabaseProvider : IAsyncDisposable
{
    /// <summary>How long a write waits for another process's lock.</summary>
    TimeSpan Patience { get; }

    /// <summary>Where the database is, for messages: a file, or a server and a name. Never a password.</summary>
    string Place { get; }

    /// <summary>An expression for the milliseconds since 1970 by a clock of the database; null where it has none but that of whoever uses it.</summary>
    string? Present { get; }

    /// <summary>How many migrations this version knows; stored with the database, so that a current one is recognised without the model.</summary>
    int Schema { get; }

    /// <summary>Whether an index that would slow down the filling of a table may be dropped and made anew: only where nobody else uses the table.</summary>
    bool MayRebuildIndexes { get; }

    /// <summary>The model: migrations and lists. Its connections know the functions of <see cref="TextMatch"/>.</summary>
    /// <param name="workspace">Number of the workspace that lists are about.</param>
    MusterContext Model(int workspace);

    /// <summary>Opens a connection, which knows the functions of <see cref="TextMatch"/>.</summary>
    /// <param name="patience">How long statements wait for a lock; null for the usual.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    Task<DbConnection> OpenAsync(TimeSpan? patience, CancellationToken cancellationToken);

    /// <summary>Begins a transaction that sees one state of the database and does not write.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="workspace">Number of the workspace it is about.</param>
    /// <param name="cancellationToken">Cancels the beginning.</param>
    Task<DbTransaction> BeginReadAsync(DbConnection connection, int workspace, CancellationToken cancellationToken);

    /// <summary>Begins a transaction that holds the right to write from its first moment, so that nothing read in it can go stale.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="workspace">Number of the workspace it is about.</param>
    /// <param name="patience">How long it waits for another writer; null for the usual.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    Task<DbTransaction> BeginWriteAsync(DbConnection connection, int workspace, TimeSpan? patience, CancellationToken cancellationToken);

    /// <summary>Begins a transaction that writes rows which only their own process changes, beside whoever holds the right to write where the database lets several write.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="workspace">Number of the workspace it is about.</param>
    /// <param name="patience">How long it waits for a lock.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    Task<DbTransaction> BeginBesideAsync(DbConnection connection, int workspace, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Lets a transaction go on in another workspace.</summary>
    Task EnterAsync(DbConnection connection, DbTransaction transaction, int workspace, CancellationToken cancellationToken);

    /// <summary>Begins a transaction in which the schema alone is changed, by one process at a time. It is about the first workspace until it enters another one.</summary>
    Task<DbTransaction> BeginMigrationAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>A text as it can be stored; the same one, unless the database has no place for something in it.</summary>
    string Storable(string text);

    /// <summary>Starts inserting many rows into a table; no other statement may run on the connection until it is disposed.</summary>
    IBulkInsert BulkInsert(DbConnection connection, string table, ReadOnlySpan<string> columns);

    /// <summary>The version of the schema; 0 for a new database.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction it is asked in; null for none.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    Task<int> SchemaVersionAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken);

    /// <summary>The oldest schema whose programs may still work on the one that there is, which is newer than this version knows.</summary>
    Task<int> OldestBesideAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Notes the version of the schema, in the transaction that made it.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="version">The version.</param>
    /// <param name="oldest">The oldest schema whose programs may still work on it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    Task SetSchemaVersionAsync(
        DbConnection connection,
        DbTransaction transaction,
        int version,
        int oldest,
        CancellationToken cancellationToken
    );

    /// <summary>Sees that whoever opens the database has the rights that work on it needs, once the schema is there, and gives them where that is possible.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction that changed the schema; null when nothing has.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="StorageException">A right is missing; the message says who has to give it and how.</exception>
    Task PrepareAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken);

    /// <summary>How the database keeps workspaces apart; null where statements alone do. Changes nothing.</summary>
    Task<IsolationStatus?> IsolationAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Gives disk space back that a big transaction needed only while it ran.</summary>
    Task TidyAsync(CancellationToken cancellationToken);

    /// <summary>Where encrypted keys lie.</summary>
    /// <param name="folder">The folder for them, where they lie in one.</param>
    /// <param name="store">Which keys, where all lie together.</param>
    IKeyStore Keys(string folder, string store);

    /// <summary>Puts a fault into words a person can act on.</summary>
    StorageException Translate(DbException fault);

    /// <summary>Whether the fault means that somebody else holds a lock.</summary>
    bool IsBusy(DbException fault);
}

/// <summary>Rows on their way into a table, one column after the other, without an allocation for each.</summary>
internal interface IBulkInsert : IDisposable
{
    /// <summary>Sets the next column.</summary>
    IBulkInsert Integer(long value);

    /// <summary>Sets the next column; null for no value.</summary>
    IBulkInsert Integer(long? value);

    /// <summary>Sets the next column; null for no value.</summary>
    IBulkInsert Text(string? value);

    /// <summary>Sets the next column to the 16 bytes of an object id.</summary>
    IBulkInsert Id(Guid value);

    /// <summary>Sets the next column.</summary>
    IBulkInsert Blob(ReadOnlySpan<byte> value);

    /// <summary>Ends the row whose columns have been set; it may be written later, together with others.</summary>
    void EndRow();

    /// <summary>Writes what is left. Without it, disposing leaves rows out.</summary>
    void Complete();
}
