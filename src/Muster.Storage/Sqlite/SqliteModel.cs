using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Muster.Storage.Model;

namespace Muster.Storage.Sqlite;

internal static class SqliteModel
{
    public static DbContextOptions<MusterContext> Options(string connectionString) =>
        new DbContextOptionsBuilder<MusterContext>()
            .UseSqlite(connectionString)
            .ReplaceService<IMigrationsSqlGenerator, ClusteredTables>()
            .AddInterceptors(WorkspaceQueries.Instance, SqliteTexts.OfModel, ListsAside.Instance)
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
            // A process that holds many versions of this assembly, as the tests of planted faults do, has a provider for each.
            .ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.ManyServiceProvidersCreatedWarning))
            .Options;
}

/// <summary>Keeps tables with composite keys in the order of their key, as one tree instead of two (SQLite's WITHOUT ROWID).</summary>
internal sealed class ClusteredTables(MigrationsSqlGeneratorDependencies dependencies, IRelationalAnnotationProvider annotations)
    : SqliteMigrationsSqlGenerator(dependencies, annotations)
{
    protected override void Generate(
        CreateTableOperation operation,
        IModel? model,
        MigrationCommandListBuilder builder,
        bool terminate = true
    )
    {
        base.Generate(operation, model, builder, terminate: false);
        if (operation.PrimaryKey?.Columns.Length > 1)
            builder.Append(" WITHOUT ROWID");
        if (!terminate)
            return;
        builder.AppendLine(Dependencies.SqlGenerationHelper.StatementTerminator);
        EndStatement(builder);
    }
}
