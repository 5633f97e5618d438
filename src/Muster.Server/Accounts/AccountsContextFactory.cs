using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;

namespace Muster.Server.Accounts;

/// <summary>Makes the context for the migration tool.</summary>
internal sealed class AccountsContextFactory : IDesignTimeDbContextFactory<AccountsContext>
{
    /// <inheritdoc />
    public AccountsContext CreateDbContext(string[] args)
    {
        var services = new ServiceCollection()
            .Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3)
            .AddOptions()
            .BuildServiceProvider();
        return new(
            new DbContextOptionsBuilder<AccountsContext>().UseSqlite("Data Source=:memory:").UseApplicationServiceProvider(services).Options
        );
    }
}
