using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Workspaces;
using Muster.Server.Accounts.Postgres;
using Muster.Storage.Postgres;
using Npgsql;

namespace Muster.Server.Accounts;

/// <summary>Opens the accounts where they are.</summary>
internal static class AccountsServices
{
    /// <summary>Accounts in a file of the data folder, or in a database on a server.</summary>
    /// <param name="services">The services; whoever disposes them closes the accounts.</param>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="address">The database on a server; null for the file.</param>
    /// <param name="workspace">Number of the workspace whose accounts they are: those of any but the first lie in a file of their own always, so that nobody has a role in two by mistake.</param>
    /// <param name="mustExist">Whether the file is only opened when it is there.</param>
    /// <param name="interceptors">What looks on.</param>
    public static IServiceCollection AddAccountsContext(
        this IServiceCollection services,
        string dataFolder,
        PostgresAddress? address,
        int workspace = Workspace.First,
        bool mustExist = false,
        params Func<IServiceProvider, IInterceptor>[] interceptors
    )
    {
        services.Configure<IdentityOptions>(identity => identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3);
        if (address is null || workspace != Workspace.First)
        {
            var file = AccountsContext.File(dataFolder, workspace);
            return services.AddDbContextFactory<AccountsContext>(
                (provider, context) =>
                    context
                        .UseSqlite($"Data Source={file};{(mustExist ? "Mode=ReadWrite;" : "")}Default Timeout=15")
                        .AddInterceptors(interceptors.Select(make => make(provider)))
            );
        }
        return services
            .AddSingleton(_ => address.CreateSource())
            .AddDbContextFactory<PostgresAccountsContext>(
                (provider, context) =>
                    context
                        .UsePostgres(provider.GetRequiredService<NpgsqlDataSource>(), PostgresAccountsContext.Writers)
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
