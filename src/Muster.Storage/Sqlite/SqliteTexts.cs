using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Muster.Storage.Sql;
using SQLitePCL;

namespace Muster.Storage.Sqlite;

/// <summary>Gives connections the functions of <see cref="TextMatch"/>.</summary>
/// <remarks>Below ADO.NET, which would make a string of every text of every row: a walk over 100,000 people would take three times as long.</remarks>
internal sealed class SqliteTexts : DbConnectionInterceptor
{
    /// <summary>Not from within the schema of a file that somebody else made.</summary>
    private const int DirectOnly = 0x80000;
    private const int AnyNumber = -1;

    public static readonly SqliteTexts OfModel = new();

    private SqliteTexts() { }

    public static void Define(SqliteConnection connection)
    {
        Define(connection, TextMatch.HasName, (context, _, values) => Answer(context, values, whole: false));
        Define(connection, TextMatch.IsName, (context, _, values) => Answer(context, values, whole: true));
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        Define((SqliteConnection)connection);

    public override Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Define((SqliteConnection)connection);
        return Task.CompletedTask;
    }

    private static void Define(SqliteConnection connection, string name, delegate_function_scalar function) =>
        SqliteException.ThrowExceptionForRC(
            raw.sqlite3_create_function(
                connection.Handle,
                name,
                AnyNumber,
                raw.SQLITE_UTF8 | raw.SQLITE_DETERMINISTIC | DirectOnly,
                null,
                function
            ),
            connection.Handle
        );

    private static void Answer(sqlite3_context context, sqlite3_value[] values, bool whole)
    {
        var sought = raw.sqlite3_value_blob(values[0]);
        for (var i = 1; i < values.Length; i++)
            if (raw.sqlite3_value_type(values[i]) != raw.SQLITE_NULL && TextMatch.Fits(sought, raw.sqlite3_value_blob(values[i]), whole))
            {
                raw.sqlite3_result_int(context, 1);
                return;
            }
        raw.sqlite3_result_int(context, 0);
    }
}
