using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Muster.Storage.Model;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace Muster.Storage.Postgres;

/// <summary>The model as PostgreSQL stores it: numbers for flags, texts in the order of their bytes, as in every other database of Muster's.</summary>
internal sealed class PostgresContext(DbContextOptions<PostgresContext> options, int workspace) : MusterContext(options, workspace)
{
    /// <summary>Holds the version of the schema in its one row.</summary>
    public const string VersionTable = "schema_version";

    /// <summary>Holds encrypted keys, which a file keeps in folders beside it.</summary>
    public const string KeyTable = "key_store";

    /// <summary>The order of bytes, whatever language the server was set up with.</summary>
    private const string ByBytes = "C";

    public static DbContextOptions<PostgresContext> Options(NpgsqlDataSource source, InWorkspace workspace) =>
        Options(new DbContextOptionsBuilder<PostgresContext>().UseNpgsql(source, PostgresModels.Faults), workspace);

    /// <summary>Without a server: for migrations.</summary>
    public static DbContextOptions<PostgresContext> Offline() => Options(new DbContextOptionsBuilder<PostgresContext>().UseNpgsql());

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        base.ConfigureConventions(conventions);
        conventions.Properties<bool>().HaveConversion<BoolToZeroOneConverter<int>>();
    }

    protected override void OnModelCreating(ModelBuilder model)
    {
        base.OnModelCreating(model);
        // Here keys are not appended to indexes, and without the workspace its rows lay among those of all the others.
        model.Entity<MembershipIntervalRow>(entity =>
        {
            foreach (var index in entity.Metadata.GetIndexes().ToList())
            {
                var name = index.GetDatabaseName();
                var filter = index.GetFilter();
                entity.Metadata.RemoveIndex(index);
                entity.HasIndex(nameof(MembershipIntervalRow.Workspace), index.Properties[0].Name).HasDatabaseName(name).HasFilter(filter);
            }
        });
        model.Entity<SchemaVersionRow>(entity =>
        {
            entity.ToTable(VersionTable).HasKey(row => row.Version);
            entity.Property(row => row.Version).HasColumnName("version").ValueGeneratedNever();
            entity.Property(row => row.AppRole).HasColumnName("app_role");
            entity.Property(row => row.OldestBeside).HasColumnName("oldest_beside");
        });
        model.Entity<KeyRow>(entity =>
        {
            entity.ToTable(KeyTable).HasKey(row => new { row.Store, row.Name });
            entity.Property(row => row.Store).HasColumnName("store");
            entity.Property(row => row.Name).HasColumnName("name");
            entity.Property(row => row.Content).HasColumnName("content");
        });
        foreach (var entity in model.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
                if (property.ClrType == typeof(string))
                    property.SetCollation(ByBytes);
            // As lists sort: nothing before something.
            foreach (var index in entity.GetIndexes().Where(index => index.Properties.Any(property => property.IsNullable)))
                index.SetNullSortOrder(index.Properties.Select(_ => NullSortOrder.NullsFirst).ToArray());
        }
    }

    private static DbContextOptions<PostgresContext> Options(
        DbContextOptionsBuilder<PostgresContext> builder,
        params IInterceptor[] last
    ) =>
        builder
            .ReplaceService<IQuerySqlGeneratorFactory, NothingFirst>()
            .AddInterceptors([WorkspaceQueries.Instance, StorableTexts.Instance, .. last])
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
            // A process that holds many versions of this assembly, as the tests of planted faults do, has a provider for each.
            .ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.ManyServiceProvidersCreatedWarning))
            .Options;
}

/// <summary>The version of the schema.</summary>
internal sealed class SchemaVersionRow
{
    public int Version { get; set; }

    /// <summary>The role in whose name everybody works: see <see cref="Postgres.AppRole"/>.</summary>
    public string? AppRole { get; set; }

    /// <summary>The oldest schema whose programs may still work on this one; null for none but its own.</summary>
    public int? OldestBeside { get; set; }
}

/// <summary>A key, encrypted: see <see cref="PostgresKeys"/>.</summary>
internal sealed class KeyRow
{
    public required string Store { get; init; }

    public required string Name { get; init; }

    public required byte[] Content { get; init; }
}
