using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace Muster.Storage.Postgres;

/// <summary>For models of other projects beside Muster's own in the same database.</summary>
public static class PostgresModels
{
    /// <summary>Lets a context work on a server as it does on a file: one writer at a time, rows without a value first, any text storable.</summary>
    /// <param name="builder">Options of the context, which saves in transactions always.</param>
    /// <param name="source">Opens connections; apart from those of Muster's own model, so that one who writes to both never waits for a connection that another one of them holds.</param>
    /// <param name="writers">Names the lock of who writes, among the advisory locks of the database.</param>
    public static DbContextOptionsBuilder UsePostgres(this DbContextOptionsBuilder builder, NpgsqlDataSource source, long writers)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .UseNpgsql(source, Faults)
            .ReplaceService<IQuerySqlGeneratorFactory, NothingFirst>()
            .AddInterceptors(new OneWriter(writers), StorableTexts.Instance);
    }

    /// <summary>Lets faults through as the driver tells them: the usual strategy wraps those that could be tried again, and nobody would know them.</summary>
    internal static void Faults(NpgsqlDbContextOptionsBuilder options) =>
        options.ExecutionStrategy(dependencies => new NonRetryingExecutionStrategy(dependencies));
}
