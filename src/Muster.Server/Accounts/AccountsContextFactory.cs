using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Accounts.Postgres;

namespace Muster.Server.Accounts;

/// <summary>Makes the context for the migration tool.</summary>
internal sealed class AccountsContextFactory : IDesignTimeDbContextFactory<AccountsContext>
{
    /// <inheritdoc />
    public AccountsContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<AccountsContext>().UseSqlite("Data Source=:memory:").WithPasskeys().Options);
}

/// <summary>Makes the context on a server for the migration tool, without a server.</summary>
internal sealed class PostgresAccountsContextFactory : IDesignTimeDbContextFactory<PostgresAccountsContext>
{
    /// <inheritdoc />
    public PostgresAccountsContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresAccountsContext>().UseNpgsql().WithPasskeys().Options);
}

/// <summary>Has contexts that are made by hand know passkeys, as those of a server do.</summary>
internal static class IdentitySchema
{
    public static DbContextOptionsBuilder<T> WithPasskeys<T>(this DbContextOptionsBuilder<T> builder)
        where T : DbContext =>
        builder.UseApplicationServiceProvider(
            new ServiceCollection()
                .Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3)
                .AddOptions()
                .BuildServiceProvider()
        );
}
