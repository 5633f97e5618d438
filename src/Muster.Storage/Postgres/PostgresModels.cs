using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure;

namespace Muster.Storage.Postgres;

/// <summary>For models of other projects beside Muster's own in the same database.</summary>
public static class PostgresModels
{
    /// <summary>Lets a context work in one workspace on a server as it does on a file of its own: it sees and writes that workspace's rows alone, one writer at a time, rows without a value first, any text storable.</summary>
    /// <param name="builder">Options of the context, which saves in transactions always. Its model need not know the workspace: the database adds it to what is written and keeps to it in what is read.</param>
    /// <param name="source">Opens connections; apart from those of Muster's own model, so that one who writes to both never waits for a connection that another one of them holds.</param>
    /// <param name="writers">Names the locks of those who write, one of each workspace, among the advisory locks of the database.</param>
    /// <param name="workspace">Number of the workspace.</param>
    public static DbContextOptionsBuilder UsePostgres(
        this DbContextOptionsBuilder builder,
        NpgsqlDataSource source,
        int writers,
        int workspace
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        var entry = $"{PostgresProvider.WorkspaceEntry(workspace)}, {AppRole.StoredEntry}";
        return builder
            .UseNpgsql(source, Faults)
            .ReplaceService<IQuerySqlGeneratorFactory, NothingFirst>()
            .AddInterceptors(
                new InWorkspace(_ => entry),
                new OneWriter(string.Create(CultureInfo.InvariantCulture, $"{writers}, {workspace}"), entry),
                StorableTexts.Instance
            );
    }

    /// <summary>Lets a context look at its schema and change it, as whoever logs in: rows of workspaces are refused to it.</summary>
    /// <param name="builder">Options of the context.</param>
    /// <param name="source">Opens connections.</param>
    public static DbContextOptionsBuilder UsePostgresSchema(this DbContextOptionsBuilder builder, NpgsqlDataSource source) =>
        builder.UseNpgsql(source, Faults);

    /// <inheritdoc cref="WorkspaceIsolation.ShareAmongWorkspaces" />
    public static void ShareAmongWorkspaces(this MigrationBuilder migration, params ReadOnlySpan<string> tables) =>
        WorkspaceIsolation.ShareAmongWorkspaces(migration, tables);

    /// <summary>Lets faults through as the driver tells them: the usual strategy wraps those that could be tried again, and nobody would know them.</summary>
    internal static void Faults(NpgsqlDbContextOptionsBuilder options) =>
        options.ExecutionStrategy(dependencies => new NonRetryingExecutionStrategy(dependencies));
}
