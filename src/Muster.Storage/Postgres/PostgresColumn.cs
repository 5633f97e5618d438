using Npgsql;
using NpgsqlTypes;

namespace Muster.Storage.Postgres;

/// <summary>The values of one column for many rows, as one parameter of a statement: an array.</summary>
internal abstract class PostgresColumn
{
    /// <summary>The parameter; the same for every statement.</summary>
    public abstract NpgsqlParameter Parameter { get; }

    public abstract void Number(long value);

    public abstract void Text(string value);

    public abstract void Bytes(ReadOnlySpan<byte> value);

    public abstract void Nothing();

    public abstract void Clear();

    /// <summary>An empty column.</summary>
    /// <param name="type">Its type, as the server calls it.</param>
    /// <param name="optional">Whether a row may be without a value.</param>
    public static PostgresColumn Of(string type, bool optional) =>
        (type, optional) switch
        {
            ("integer", false) => new PostgresColumn<int>(NpgsqlDbType.Integer) { OfNumber = static value => checked((int)value) },
            ("integer", true) => new PostgresColumn<int?>(NpgsqlDbType.Integer) { OfNumber = static value => checked((int)value) },
            ("bigint", false) => new PostgresColumn<long>(NpgsqlDbType.Bigint) { OfNumber = static value => value },
            ("bigint", true) => new PostgresColumn<long?>(NpgsqlDbType.Bigint) { OfNumber = static value => value },
            ("bytea", _) => new PostgresColumn<byte[]?>(NpgsqlDbType.Bytea) { OfBytes = static value => value },
            ("text" or "json", _) => new PostgresColumn<string?>(NpgsqlDbType.Text) { OfText = static value => value },
            _ => throw new NotSupportedException($"A column of the type {type} cannot be filled."),
        };
}

/// <inheritdoc />
/// <typeparam name="T">How a value looks to the driver.</typeparam>
/// <param name="type">The type of one value.</param>
internal sealed class PostgresColumn<T>(NpgsqlDbType type) : PostgresColumn
{
    private readonly List<T> _values = [];

    public Func<long, T>? OfNumber { get; init; }

    public Func<string, T>? OfText { get; init; }

    public Func<byte[], T>? OfBytes { get; init; }

    public override NpgsqlParameter Parameter =>
        field ??= new NpgsqlParameter<List<T>> { TypedValue = _values, NpgsqlDbType = NpgsqlDbType.Array | type };

    public override void Number(long value) => _values.Add((OfNumber ?? throw Other())(value));

    public override void Text(string value) => _values.Add((OfText ?? throw Other())(value));

    public override void Bytes(ReadOnlySpan<byte> value) => _values.Add((OfBytes ?? throw Other())(value.ToArray()));

    public override void Nothing() =>
        _values.Add(default(T) is null ? default! : throw new InvalidOperationException($"A column of the type {type} must have a value."));

    public override void Clear() => _values.Clear();

    private InvalidOperationException Other() => new($"A column of the type {type} was given a value of another.");
}
