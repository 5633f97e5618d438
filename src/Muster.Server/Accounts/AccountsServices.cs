using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Accounts.Postgres;
using Muster.Storage;
using Muster.Storage.Postgres;

namespace Muster.Server.Accounts;

/// <summary>Opens the accounts where they are.</summary>
internal static class AccountsServices
{
    /// <summary>Accounts of a workspace, in a file of the data folder or in the database on a server.</summary>
    /// <param name="services">The services; whoever disposes them closes the accounts.</param>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="database">The database as the workspace has it, which must live longer.</param>
    /// <param name="mustExist">Whether a file is only opened when it is there.</param>
    /// <param name="interceptors">What looks on.</param>
    public static IServiceCollection AddAccountsContext(
        this IServiceCollection services,
        string dataFolder,
        MusterDatabase database,
        bool mustExist = false,
        params Func<IServiceProvider, IInterceptor>[] interceptors
    )
    {
        services.Configure<IdentityOptions>(identity => identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3);
        if (database.Beside is not { } source)
            return services.AddDbContextFactory<AccountsContext>(
                (provider, context) =>
                    context
                        .UseSqlite(AccountsContext.ConnectionString(dataFolder, database.Workspace, mustExist))
                        .AddInterceptors(interceptors.Select(make => make(provider)))
            );
        return services
            .AddDbContextFactory<PostgresAccountsContext>(
                (provider, context) =>
                    context
                        .UsePostgres(source, PostgresAccountsContext.Writers, database.Workspace)
                        .AddInterceptors(interceptors.Select(make => make(provider)))
            )
            .AddScoped<AccountsContext>(provider => provider.GetRequiredService<PostgresAccountsContext>())
            .AddSingleton<IDbContextFactory<AccountsContext>, OnServer>();
    }

    private sealed class OnServer(IDbContextFactory<PostgresAccountsContext> contexts) : IDbContextFactory<AccountsContext>
    {
        public AccountsContext CreateDbContext() => contexts.CreateDbContext();
    }
}
