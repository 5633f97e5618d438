using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Muster.Server.Accounts.Postgres;

/// <summary>
/// Accounts of a workspace beside the data in a database on a server, for every node; stored as the file has them, so that they can be moved. Those of other workspaces lie in the same tables, each
/// of which has a column for the workspace that only the database knows: it fills it in and shows nobody else's rows.
/// </summary>
internal sealed class PostgresAccountsContext : AccountsContext
{
    /// <summary>Names the locks of those who write accounts, one of each workspace, among the advisory locks of the database.</summary>
    public const int Writers = 0x4163_6374;

    public PostgresAccountsContext(DbContextOptions<PostgresAccountsContext> options)
        : base(options) => Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            // As it is written: the other kind, jsonb, would put it in an order of its own.
            if (entity.IsMappedToJson())
            {
                entity.SetContainerColumnType("json");
                continue;
            }
            foreach (var property in entity.GetProperties())
            {
                // As long as the file takes them.
                property.SetMaxLength(null);
                if ((property.GetProviderClrType() ?? property.ClrType) == typeof(string))
                    property.SetCollation("C");
            }
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<bool>().HaveConversion<BoolToZeroOneConverter<int>>();
        configurationBuilder.Properties<Guid>().HaveConversion<UpperCaseGuid>().UseCollation("C");
    }
}

/// <summary>Ids as the file has them.</summary>
internal sealed class UpperCaseGuid() : ValueConverter<Guid, string>(id => id.ToString().ToUpperInvariant(), text => Guid.Parse(text));
