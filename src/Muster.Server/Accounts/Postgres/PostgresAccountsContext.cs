using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
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

    private const string Json = "json";

    public PostgresAccountsContext(DbContextOptions<PostgresAccountsContext> options)
        : base(options) => Database.AutoTransactionBehavior = AutoTransactionBehavior.Always;

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        KeepPasskeysAsWritten(builder);
        foreach (var entity in builder.Model.GetEntityTypes())
        foreach (var property in entity.GetProperties().Where(property => property.GetColumnType() != Json))
        {
            // As long as the file takes them.
            property.SetMaxLength(null);
            if ((property.GetProviderClrType() ?? property.ClrType) == typeof(string))
                property.SetCollation("C");
        }
    }

    /// <summary>
    /// What is known of a passkey is one text of JSON, in the words of the file. The type json keeps it as it is written, where jsonb would put it in an order of its own, and the provider reads owned
    /// entities from jsonb alone.
    /// </summary>
    private static void KeepPasskeysAsWritten(ModelBuilder builder)
    {
        builder.Model.RemoveEntityType(builder.Model.GetEntityTypes().Single(entity => entity.IsMappedToJson()));
        builder.Model.RemoveOwned(typeof(IdentityPasskeyData));
        builder
            .Entity<IdentityUserPasskey<Guid>>()
            .Property(passkey => passkey.Data)
            .HasColumnName(nameof(IdentityUserPasskey<>.Data))
            .HasColumnType(Json)
            .HasConversion(
                data => Write(data),
                text => Read(text),
                // Identity changes it in place.
                new ValueComparer<IdentityPasskeyData>(
                    (one, other) => Write(one!) == Write(other!),
                    data => StringComparer.Ordinal.GetHashCode(Write(data)),
                    data => Read(Write(data))
                )
            );
    }

    private static string Write(IdentityPasskeyData data) => JsonSerializer.Serialize(data);

    private static IdentityPasskeyData Read(string text) => JsonSerializer.Deserialize<IdentityPasskeyData>(text)!;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<bool>().HaveConversion<BoolToZeroOneConverter<int>>();
        configurationBuilder.Properties<Guid>().HaveConversion<UpperCaseGuid>().UseCollation("C");
    }
}

/// <summary>Ids as the file has them.</summary>
internal sealed class UpperCaseGuid() : ValueConverter<Guid, string>(id => id.ToString().ToUpperInvariant(), text => Guid.Parse(text));
