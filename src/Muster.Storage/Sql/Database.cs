using System.Data.Common;
using Muster.Storage.Model;

namespace Muster.Storage.Sql;

/// <summary>The opened database as one workspace has it, which all its stores share. Those of other workspaces share the connections with it.</summary>
/// <param name="provider">The database.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="workspace">Number of the workspace.</param>
internal sealed class Database(IDatabaseProvider provider, TimeProvider clock, int workspace = Database.FirstWorkspace)
{
    /// <inheritdoc cref="Engine.Workspaces.Workspace.First" />
    public const int FirstWorkspace = Engine.Workspaces.Workspace.First;

    /// <summary>In a statement: the workspace of the transaction it runs in, which puts its number there. No statement can name another one.</summary>
    public static readonly OwnWorkspace Workspace = new();

    /// <summary>In a statement: the present, by a clock that all processes have in common (INV-25). On a server that is its own: those of the machines may differ by any amount.</summary>
    public static readonly Present Now = new();

    private static readonly TimeSpan ShortPatience = TimeSpan.FromSeconds(1);

    public IDatabaseProvider Provider => provider;

    public int WorkspaceNumber => workspace;

    public TimeProvider Clock => clock;

    /// <summary>The expression for the present, where the database has a clock for all; null where all go by the same one anyway.</summary>
    public string? PresentSql => clock is ICommonClock ? null : provider.Present;

    /// <summary>Called before every statement, so that a test can fail at any of them.</summary>
    public Action<string>? BeforeStatement { get; set; }

    /// <summary>Begins reading one state of the database.</summary>
    public Task<SqlSession> ReadAsync(CancellationToken cancellationToken) => BeginAsync(null, write: false, cancellationToken);

    /// <summary>Begins writing; waits for another writer for as long as the provider is patient.</summary>
    public Task<SqlSession> WriteAsync(CancellationToken cancellationToken) => BeginAsync(null, write: true, cancellationToken);

    /// <summary>Begins writing, waiting for another writer only so long.</summary>
    public Task<SqlSession> WriteAsync(TimeSpan patience, CancellationToken cancellationToken) =>
        BeginAsync(patience, write: true, cancellationToken);

    /// <summary>Begins writing what one process says of itself, which no other changes: on a server it waits for nobody who writes in the workspace. A file has one writer at a time, who is waited for only shortly.</summary>
    public Task<SqlSession> WriteBesideAsync(CancellationToken cancellationToken) => WriteBesideAsync(ShortPatience, cancellationToken);

    /// <summary>The same for what several processes change in single statements, each of which says how it was before.</summary>
    /// <param name="patience">How long a file's one writer, or who changes the same row, is waited for.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    public Task<SqlSession> WriteBesideAsync(TimeSpan patience, CancellationToken cancellationToken) =>
        Aside.RunAsync(() =>
            OpenAsync(
                patience,
                connection => provider.BeginBesideAsync(connection, workspace, patience, cancellationToken),
                cancellationToken
            )
        );

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
    public MusterContext Model() => provider.Model(workspace);

    /// <summary>The same database as another workspace has it.</summary>
    public Database Of(int other) => new(provider, clock, other) { BeforeStatement = BeforeStatement };

    private Task<SqlSession> BeginAsync(TimeSpan? patience, bool write, CancellationToken cancellationToken) =>
        Aside.RunAsync(() =>
            OpenAsync(
                patience,
                connection =>
                    write
                        ? provider.BeginWriteAsync(connection, workspace, patience, cancellationToken)
                        : provider.BeginReadAsync(connection, workspace, cancellationToken),
                cancellationToken
            )
        );

    private async Task<SqlSession> OpenAsync(
        TimeSpan? patience,
        Func<DbConnection, Task<DbTransaction>> begin,
        CancellationToken cancellationToken
    )
    {
        DbConnection? connection = null;
        try
        {
            connection = await provider.OpenAsync(patience, cancellationToken);
            return new SqlSession(this, connection, await begin(connection));
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

/// <summary>A clock that whoever uses the database goes by, on whatever machine: the time of a simulation.</summary>
internal interface ICommonClock;

/// <summary>Stands in statements for the present.</summary>
internal sealed class Present
{
    public override string ToString() => "now";
}

/// <summary>Stands in statements for the workspace of the transaction.</summary>
internal sealed class OwnWorkspace
{
    public override string ToString() => "its own";
}
