using System.Data.Common;
using System.Globalization;
using Muster.Storage.Sql;
using Npgsql;

namespace Muster.Storage.Postgres;

/// <summary>Many rows a statement, a parameter for each column: <c>INSERT … SELECT unnest(…), unnest(…)</c>.</summary>
/// <remarks><c>COPY</c> would take less of the server, but it refuses tables with row level security (PostgreSQL documentation, "COPY", "Notes").</remarks>
internal sealed class PostgresBulkInsert : IBulkInsert
{
    private const int RowsAtOnce = 8192;

    /// <summary>Of texts and bytes; the rest is small.</summary>
    private const int BytesAtOnce = 1 << 20;

    private readonly Func<DbException, StorageException> _translate;
    private readonly PostgresColumn[] _columns;
    private readonly NpgsqlCommand _command;
    private int _column;
    private int _rows;
    private int _bytes;

    public PostgresBulkInsert(
        NpgsqlConnection connection,
        string table,
        ReadOnlySpan<string> columns,
        IReadOnlyDictionary<string, (string Type, bool Optional)> kinds,
        Func<DbException, StorageException> translate
    )
    {
        _translate = translate;
        _columns = new PostgresColumn[columns.Length];
        _command = connection.CreateCommand();
        var values = new string[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            var (type, optional) = kinds[columns[i]];
            _columns[i] = PostgresColumn.Of(type, optional);
            _command.Parameters.Add(_columns[i].Parameter);
            values[i] = string.Create(CultureInfo.InvariantCulture, $"unnest(${i + 1}){(type == "json" ? "::json" : "")}");
        }
        _command.CommandText = $"INSERT INTO \"{table}\" (\"{string.Join("\", \"", columns!)}\") SELECT {string.Join(", ", values)}";
    }

    public IBulkInsert Integer(long value)
    {
        _columns[_column++].Number(value);
        return this;
    }

    public IBulkInsert Integer(long? value) => value is { } number ? Integer(number) : Null();

    public IBulkInsert Text(string? value)
    {
        if (value is null)
            return Null();
        _bytes += value.Length;
        _columns[_column++].Text(PostgresText.Storable(value));
        return this;
    }

    public IBulkInsert Id(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Blob(bytes);
    }

    public IBulkInsert Blob(ReadOnlySpan<byte> value)
    {
        _bytes += value.Length;
        _columns[_column++].Bytes(value);
        return this;
    }

    public void EndRow()
    {
        _column = 0;
        if (++_rows >= RowsAtOnce || _bytes >= BytesAtOnce)
            Send();
    }

    public void Complete()
    {
        if (_rows > 0)
            Send();
    }

    public void Dispose() => _command.Dispose();

    private PostgresBulkInsert Null()
    {
        _columns[_column++].Nothing();
        return this;
    }

    private void Send()
    {
        try
        {
            _command.ExecuteNonQuery();
        }
        catch (DbException fault)
        {
            throw _translate(fault);
        }
        foreach (var column in _columns)
            column.Clear();
        (_rows, _bytes) = (0, 0);
    }
}
