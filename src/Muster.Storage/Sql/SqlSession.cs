using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Muster.Core.DirectoryObjects;
using Muster.Storage.Moving;

namespace Muster.Storage.Sql;

/// <summary>One transaction. Disposing it before <see cref="CommitAsync"/> leaves the database as it was.</summary>
/// <param name="database">The database as the workspace has it that it is about.</param>
/// <param name="connection">Its connection.</param>
/// <param name="transaction">The transaction.</param>
/// <remarks>Statements are interpolated strings whose holes become parameters; text never becomes SQL. Prepared ones are kept until the end.</remarks>
internal sealed class SqlSession(Database database, DbConnection connection, DbTransaction transaction) : IAsyncDisposable
{
    private const int KeysAtOnce = 100;

    private readonly Dictionary<string, Prepared> _prepared = [];

    /// <summary>Whether the transaction is another session's.</summary>
    private bool _isPart;

    public DbConnection Connection => connection;

    public int WorkspaceNumber => database.WorkspaceNumber;

    /// <summary>The same transaction for statements about whole tables.</summary>
    public Statements Statements => new(connection, transaction, database.BeforeStatement);

    /// <inheritdoc cref="IDatabaseProvider.MayRebuildIndexes" />
    public bool MayRebuildIndexes => database.Provider.MayRebuildIndexes;

    /// <summary>What the statements of this transaction keep to.</summary>
    public SessionRules Rules { get; } = new();

    /// <summary>Lets the transaction go on in another workspace, where nothing of runs is written. It ends with this session, which must not be used before it has come back.</summary>
    public async Task<SqlSession> EnterAsync(int other, CancellationToken cancellationToken)
    {
        await database.Provider.EnterAsync(connection, transaction, other, cancellationToken);
        return new SqlSession(database.Of(other), connection, transaction) { _isPart = true };
    }

    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it touched.</returns>
    public Task<int> ExecuteAsync(FormattableString sql, CancellationToken cancellationToken) =>
        Aside.RunAsync(async () =>
        {
            var command = Prepare(sql);
            try
            {
                return await command.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (DbException fault)
            {
                throw database.Provider.Translate(fault);
            }
        });

    /// <summary>Runs a statement that is all text.</summary>
    /// <remarks>Has a name of its own: an overload taking text would win over the one above, and holes would become SQL.</remarks>
    public Task<int> DefineAsync(string sql, CancellationToken cancellationToken) =>
        ExecuteAsync(FormattableStringFactory.Create(sql), cancellationToken);

    /// <summary>Hands each row to <paramref name="take"/>.</summary>
    public Task EachAsync(FormattableString sql, Action<DbDataReader> take, CancellationToken cancellationToken) =>
        Aside.RunAsync(async () =>
        {
            var command = Prepare(sql);
            try
            {
                await using var reader = await command.ExecuteReaderAsync(cancellationToken);
                var row = 0;
                for (; await reader.ReadAsync(CancellationToken.None); row++)
                {
                    if ((row & 0xFFF) == 0)
                        cancellationToken.ThrowIfCancellationRequested();
                    take(reader);
                }
                return row;
            }
            catch (DbException fault)
            {
                throw database.Provider.Translate(fault);
            }
        });

    /// <summary>Hands the rows of some keys to <paramref name="take"/>, many keys a statement.</summary>
    /// <param name="sql">
    /// A selection <c>FROM asked CROSS JOIN</c> something <c>WHERE</c> its key is <c>asked.key</c>. So the keys lead, whatever the database thinks of its indexes.
    /// </param>
    /// <param name="keys">The keys.</param>
    /// <param name="take">Takes a row; they come in no order.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task EachAsync(FormattableString sql, KeySet keys, Action<DbDataReader> take, CancellationToken cancellationToken)
    {
        var holes = string.Join(", ", Enumerable.Range(sql.ArgumentCount, KeysAtOnce).Select(hole => $"({{{hole}}})"));
        var text = $"WITH asked (key) AS (VALUES {holes}) {sql.Format}";
        foreach (var chunk in keys.AsList.Chunk(KeysAtOnce))
        {
            // One text for every chunk, so that it is prepared once; no key is 0.
            var arguments = sql.GetArguments()
                .Concat(Enumerable.Range(0, KeysAtOnce).Select(i => (object?)(i < chunk.Length ? chunk[i] : 0)));
            await EachAsync(FormattableStringFactory.Create(text, [.. arguments]), take, cancellationToken);
        }
    }

    /// <summary>Changes many rows by numbers that differ from row to row, many rows a statement.</summary>
    /// <param name="sql">An update <c>FROM given WHERE</c> something is <c>given.column1</c>, the key, which is never 0.</param>
    /// <param name="rows">The key and what goes with it; of one length.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task UpdateAllAsync(FormattableString sql, IEnumerable<int[]> rows, CancellationToken cancellationToken)
    {
        foreach (var chunk in rows.Chunk(KeysAtOnce))
        {
            var width = chunk[0].Length;
            var hole = sql.ArgumentCount;
            // As above: one text for every chunk.
            var holes = Enumerable
                .Range(0, KeysAtOnce)
                .Select(_ => $"({string.Join(", ", Enumerable.Range(0, width).Select(_ => $"{{{hole++}}}"))})");
            var text = sql.Format.Replace("FROM given", $"FROM (VALUES {string.Join(", ", holes)}) AS given", StringComparison.Ordinal);
            var numbers = chunk.Concat(Enumerable.Repeat(new int[width], KeysAtOnce - chunk.Length)).SelectMany(row => row);
            await ExecuteAsync(FormattableStringFactory.Create(text, [.. sql.GetArguments(), .. numbers]), cancellationToken);
        }
    }

    /// <summary>All rows.</summary>
    public async Task<List<T>> RowsAsync<T>(FormattableString sql, Func<DbDataReader, T> map, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await EachAsync(sql, reader => rows.Add(map(reader)), cancellationToken);
        return rows;
    }

    /// <summary>The first row, or the type's default when there is none.</summary>
    public async Task<T?> FirstAsync<T>(FormattableString sql, Func<DbDataReader, T> map, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(sql, map, cancellationToken);
        return rows.Count == 0 ? default : rows[0];
    }

    /// <summary>The first column of the first row as a number; null when there is no row or no value.</summary>
    public Task<long?> NumberAsync(FormattableString sql, CancellationToken cancellationToken) =>
        FirstAsync(sql, reader => reader.NumberOrNull(0), cancellationToken);

    /// <summary>Rows one by one, for lists too long to hold.</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        FormattableString sql,
        Func<DbDataReader, T> map,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var reader = await Aside.RunAsync(() => ReaderAsync(Prepare(sql), cancellationToken));
        while (await NextAsync(reader, cancellationToken))
            yield return map(reader);
    }

    /// <summary>Inserts many rows of the workspace at once; fastest when they come in the order of the table's key.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Its columns, the workspace first, then in the order in which <paramref name="set"/> sets them.</param>
    /// <param name="rows">The rows; nothing else may be asked of this session while they are enumerated.</param>
    /// <param name="set">Sets the columns of one row, without the workspace.</param>
    public void InsertAll<T>(string table, ReadOnlySpan<string> columns, IEnumerable<T> rows, Action<IBulkInsert, T> set)
    {
        Rules.Read(table, columns);
        using var insert = database.Provider.BulkInsert(connection, table, columns);
        foreach (var row in rows)
        {
            database.BeforeStatement?.Invoke($"insert {table}");
            set(insert.Integer(database.WorkspaceNumber), row);
            insert.EndRow();
        }
        insert.Complete();
    }

    /// <summary>Makes everything permanent.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        database.BeforeStatement?.Invoke("commit");
        cancellationToken.ThrowIfCancellationRequested();
        Rules.CheckCommit();
        try
        {
            // Not cancellable: from here on either all of it is stored or nothing.
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (DbException fault)
        {
            var told = database.Provider.Translate(fault);
            throw told.Fault == StorageFault.Unreachable
                ? new StorageException(
                    told.Fault,
                    $"The connection to the database {database.Provider.Place} was lost at the moment of storing, so it is not known whether all of it was stored or nothing. See 'muster runs list' and 'muster audit list' before you repeat it.",
                    fault
                )
                : told;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var prepared in _prepared.Values)
            await prepared.Command.DisposeAsync();
        if (_isPart)
            return;
        try
        {
            await transaction.DisposeAsync();
        }
        catch (DbException)
        {
            // The database has rolled back by itself already (disk full, for instance); the first fault is the one to report.
        }
        await connection.DisposeAsync();
    }

    private async Task<DbDataReader> ReaderAsync(DbCommand command, CancellationToken cancellationToken)
    {
        try
        {
            return await command.ExecuteReaderAsync(cancellationToken);
        }
        catch (DbException fault)
        {
            throw database.Provider.Translate(fault);
        }
    }

    private async Task<bool> NextAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (DbException fault)
        {
            throw database.Provider.Translate(fault);
        }
    }

    private DbCommand Prepare(FormattableString sql)
    {
        database.BeforeStatement?.Invoke(sql.Format);
        if (!_prepared.TryGetValue(sql.Format, out var prepared))
            _prepared[sql.Format] = prepared = new Prepared(Create(sql), Rules.Read(sql.Format));
        foreach (var hole in prepared.Workspaces)
            SessionRules.Check(sql.GetArgument(hole));
        for (var i = 0; i < sql.ArgumentCount; i++)
            prepared.Command.Parameters[i].Value = Stored(sql.GetArgument(i));
        return prepared.Command;
    }

    private DbCommand Create(FormattableString sql)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        var names = new object[sql.ArgumentCount];
        for (var i = 0; i < names.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{i}");
            command.Parameters.Add(parameter);
            // The parameter of a present that the database knows by itself is there and not used.
            names[i] = sql.GetArgument(i) is Present && database.PresentSql is { } present ? present : parameter.ParameterName;
        }
        command.CommandText = names.Length == 0 ? sql.Format : string.Format(CultureInfo.InvariantCulture, sql.Format, names);
        return command;
    }

    private object Stored(object? value) =>
        value switch
        {
            null => DBNull.Value,
            OwnWorkspace => database.WorkspaceNumber,
            Present => database.Clock.GetUtcNow().ToUnixTimeMilliseconds(),
            string text => database.Provider.Storable(text),
            Guid id => id.ToByteArray(bigEndian: true),
            ObjectId id => id.Value.ToByteArray(bigEndian: true),
            DateTimeOffset instant => instant.ToUnixTimeMilliseconds(),
            Enum number => Convert.ToInt32(number, CultureInfo.InvariantCulture),
            bool flag => flag ? 1 : 0,
            _ => value,
        };

    /// <param name="Command">The statement.</param>
    /// <param name="Workspaces">Numbers of the parameters that are the workspace.</param>
    private readonly record struct Prepared(DbCommand Command, IReadOnlyList<int> Workspaces);
}
