using System.Data.Common;

namespace Muster.Storage.Moving;

/// <summary>Statements of one transaction that are about whole tables, whosesoever rows they hold.</summary>
internal sealed record Statements(DbConnection Connection, DbTransaction? Transaction, Action<string>? Before)
{
    public bool IsOnServer => Connection is Npgsql.NpgsqlConnection;

    public DbCommand Command()
    {
        var command = Connection.CreateCommand();
        command.Transaction = Transaction;
        return command;
    }

    public async Task RunAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Filled(sql, values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The first column of all rows.</summary>
    public async Task<IReadOnlyList<int>> NumbersAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = Filled(sql, []);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var numbers = new List<int>();
        while (await rows.ReadAsync(cancellationToken))
            numbers.Add(rows.GetInt32(0));
        return numbers;
    }

    public async Task<long> NumberAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = Filled(sql, []);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private DbCommand Filled(string sql, object[] values)
    {
        Before?.Invoke(sql);
        var command = Command();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ($"@p{i}", values[i]);
            command.Parameters.Add(parameter);
        }
        return command;
    }
}
