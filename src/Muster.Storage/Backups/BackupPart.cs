using System.Data.Common;
using Muster.Storage.Moving;
using Muster.Storage.Postgres;
using Muster.Storage.Sql;
using Muster.Storage.Sqlite;

namespace Muster.Storage.Backups;

/// <summary>Tables of an installation that lie in one place, in a transaction there.</summary>
/// <param name="Name">What of the installation they are.</param>
/// <param name="Provider">The place.</param>
/// <param name="Statements">The transaction.</param>
/// <param name="Tables">The tables, those first that others refer to.</param>
/// <param name="Workspace">Number of the workspace whose rows they are, where those of others lie beside them; null where they say it themselves, or lie alone.</param>
internal sealed record BackupPart(
    string Name,
    IDatabaseProvider Provider,
    Statements Statements,
    IReadOnlyList<TableCopy> Tables,
    int? Workspace = null
)
{
    /// <summary>The data itself, beside which are accounts.</summary>
    public const string Data = "data";

    /// <summary>The transaction, to enter workspaces by. It ends with the part.</summary>
    public SqlSession Session => new(new Database(Provider, TimeProvider.System), Statements.Connection, Statements.Transaction!);

    /// <summary>The accounts of a workspace that lie beside these tables.</summary>
    /// <param name="accounts">The accounts.</param>
    /// <param name="workspace">Its number.</param>
    public BackupPart Beside(IAccountParts accounts, int workspace) =>
        this with
        {
            Name = accounts.NameOf(workspace),
            Tables = MovedFile.Tables(accounts.OnFile, accounts.OnServer),
            Workspace = workspace,
        };

    /// <summary>Goes on with the rows of a workspace.</summary>
    public Task EnterAsync(int workspace, CancellationToken cancellationToken) =>
        Provider.EnterAsync(Statements.Connection, Statements.Transaction!, workspace, cancellationToken);

    /// <summary>The same tables in a file and on a server.</summary>
    public static async Task<IReadOnlyList<TableCopy>> DataTablesAsync()
    {
        await using var file = new Model.MusterContextFactory().CreateDbContext([]);
        await using var server = new PostgresContextFactory().CreateDbContext([]);
        return MovedFile.Tables(file.Model, server.Model);
    }

    /// <summary>What this version of Muster would write.</summary>
    /// <param name="accounts">The accounts.</param>
    /// <param name="from">Where the data is.</param>
    /// <param name="workspaces">Numbers of the workspaces.</param>
    /// <param name="at">Now.</param>
    public static BackupHead Head(IAccountParts accounts, string from, IReadOnlyList<int> workspaces, DateTimeOffset at) =>
        new(
            at,
            typeof(BackupPart).Assembly.GetName().Version?.ToString(3) ?? "",
            from,
            SqliteProvider.KnownSchema,
            PostgresProvider.KnownSchema,
            accounts.Schema,
            workspaces
        );
}

/// <summary>Connections and transactions that end together.</summary>
internal sealed class Opened : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _opened = [];

    public T Add<T>(T opened)
        where T : IAsyncDisposable
    {
        _opened.Add(opened);
        return opened;
    }

    /// <summary>The transactions, in the order in which they were begun.</summary>
    public IEnumerable<DbTransaction> Transactions => _opened.OfType<DbTransaction>();

    public async ValueTask DisposeAsync()
    {
        for (var at = _opened.Count - 1; at >= 0; at--)
            await _opened[at].DisposeAsync();
    }
}
