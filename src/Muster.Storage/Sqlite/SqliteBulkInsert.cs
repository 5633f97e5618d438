using System.Text;
using Microsoft.Data.Sqlite;
using Muster.Storage.Sql;
using SQLitePCL;

namespace Muster.Storage.Sqlite;

/// <summary>Prepared statements of many rows, bound and stepped without ADO.NET in between.</summary>
/// <remarks>
/// SQLite appends to the end of a table without searching from its root only while one statement runs, so a hundred rows a statement take
/// less than half the time of a hundred statements.
/// </remarks>
internal sealed class SqliteBulkInsert : IBulkInsert
{
    private const int RowsAtOnce = 100;

    private readonly Func<SqliteException, StorageException> _translate;
    private readonly sqlite3 _database;
    private readonly string _table;
    private readonly string _columns;
    private readonly int _width;
    private readonly Cell[] _cells;
    private byte[] _bytes = new byte[4096];
    private int _byteCount;
    private int _cell;
    private Statement? _many;

    public SqliteBulkInsert(
        SqliteConnection connection,
        string table,
        ReadOnlySpan<string> columns,
        Func<SqliteException, StorageException> translate
    )
    {
        _translate = translate;
        _database = connection.Handle!;
        _table = table;
        _columns = $"\"{string.Join("\", \"", columns!)}\"";
        _width = columns.Length;
        _cells = new Cell[_width * RowsAtOnce];
    }

    public IBulkInsert Integer(long value)
    {
        _cells[_cell++] = new Cell(Kind.Integer, value, 0);
        return this;
    }

    public IBulkInsert Integer(long? value) => value is { } number ? Integer(number) : Null();

    public IBulkInsert Text(string? value)
    {
        if (value is null)
            return Null();
        Reserve(Encoding.UTF8.GetMaxByteCount(value.Length));
        return Keep(Kind.Text, Encoding.UTF8.GetBytes(value, _bytes.AsSpan(_byteCount)));
    }

    public IBulkInsert Id(Guid value)
    {
        Reserve(16);
        value.TryWriteBytes(_bytes.AsSpan(_byteCount), bigEndian: true, out var length);
        return Keep(Kind.Blob, length);
    }

    public IBulkInsert Blob(ReadOnlySpan<byte> value)
    {
        Reserve(value.Length);
        value.CopyTo(_bytes.AsSpan(_byteCount));
        return Keep(Kind.Blob, value.Length);
    }

    public void EndRow()
    {
        if (_cell < _cells.Length)
            return;
        Run(_many ??= Prepare(RowsAtOnce), _cells);
        Clear();
    }

    public void Complete()
    {
        if (_cell == 0)
            return;
        using var rest = Prepare(_cell / _width);
        Run(rest, _cells.AsSpan(0, _cell));
        Clear();
    }

    public void Dispose() => _many?.Dispose();

    private SqliteBulkInsert Null()
    {
        _cells[_cell++] = default;
        return this;
    }

    private SqliteBulkInsert Keep(Kind kind, int length)
    {
        _cells[_cell++] = new Cell(kind, _byteCount, length);
        _byteCount += length;
        return this;
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - _byteCount < more)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _byteCount + more));
    }

    private void Clear() => (_cell, _byteCount) = (0, 0);

    private Statement Prepare(int rows)
    {
        var row = $"({string.Join(", ", Enumerable.Repeat("?", _width))})";
        var sql = $"INSERT INTO {_table} ({_columns}) VALUES {string.Join(", ", Enumerable.Repeat(row, rows))}";
        Check(raw.sqlite3_prepare_v2(_database, sql, out var handle));
        return new Statement(handle, new long?[rows * _width]);
    }

    private void Run(Statement statement, ReadOnlySpan<Cell> cells)
    {
        for (var i = 0; i < cells.Length; i++)
            Bind(statement, i, cells[i]);
        var outcome = raw.sqlite3_step(statement.Handle);
        if (outcome != raw.SQLITE_DONE)
            Check(outcome);
        raw.sqlite3_reset(statement.Handle);
    }

    private void Bind(Statement statement, int index, Cell cell)
    {
        ref var bound = ref statement.Bound[index];
        if (cell.Kind == Kind.Integer)
        {
            // Bindings outlive a run, and most numbers of sorted rows stay the same.
            if (bound != cell.Value)
                Check(raw.sqlite3_bind_int64(statement.Handle, index + 1, cell.Value));
            bound = cell.Value;
            return;
        }
        bound = null;
        var bytes = cell.Kind == Kind.Null ? default : _bytes.AsSpan((int)cell.Value, cell.Length);
        Check(
            cell.Kind switch
            {
                Kind.Null => raw.sqlite3_bind_null(statement.Handle, index + 1),
                Kind.Text => raw.sqlite3_bind_text(statement.Handle, index + 1, bytes),
                // An empty span would bind NULL.
                _ when bytes.IsEmpty => raw.sqlite3_bind_zeroblob(statement.Handle, index + 1, 0),
                _ => raw.sqlite3_bind_blob(statement.Handle, index + 1, bytes),
            }
        );
    }

    private void Check(int outcome)
    {
        if (outcome == raw.SQLITE_OK)
            return;
        var message = raw.sqlite3_errmsg(_database).utf8_to_string();
        throw _translate(new SqliteException($"SQLite Error {outcome}: '{message}'.", outcome, raw.sqlite3_extended_errcode(_database)));
    }

    private enum Kind : byte
    {
        Null,
        Integer,
        Text,
        Blob,
    }

    /// <summary>A number, or where its bytes lie.</summary>
    private readonly record struct Cell(Kind Kind, long Value, int Length);

    private sealed record Statement(sqlite3_stmt Handle, long?[] Bound) : IDisposable
    {
        public void Dispose() => Handle.Dispose();
    }
}
