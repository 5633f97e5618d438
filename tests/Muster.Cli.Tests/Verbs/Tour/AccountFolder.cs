using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Accounts.Emergency;

namespace Muster.Cli.Tests.Verbs.Tour;

/// <summary>A data folder on which a server has worked, without one.</summary>
internal static class AccountFolder
{
    /// <summary>Gives a folder the accounts of a server: one Owner, and the emergency account.</summary>
    public static async Task WithOneAsync(string folder, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection()
            .Configure<Microsoft.AspNetCore.Identity.IdentityOptions>(identity =>
                identity.Stores.SchemaVersion = Microsoft.AspNetCore.Identity.IdentitySchemaVersions.Version3
            )
            .AddDbContextFactory<AccountsContext>(context =>
                context.UseSqlite($"Data Source={Path.Combine(folder, AccountsContext.FileName)}")
            )
            .BuildServiceProvider();
        await using var context = await services
            .GetRequiredService<IDbContextFactory<AccountsContext>>()
            .CreateDbContextAsync(cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
        context.Users.Add(
            new Account
            {
                Id = Guid.NewGuid(),
                UserName = "olga@example.com",
                NormalizedUserName = "OLGA@EXAMPLE.COM",
                Email = "olga@example.com",
                NormalizedEmail = "OLGA@EXAMPLE.COM",
                DisplayName = "=Olga",
                Role = Role.Owner,
            }
        );
        context.Users.Add(
            new Account
            {
                Id = EmergencyDoor.Account,
                UserName = EmergencyDoor.Name,
                NormalizedUserName = EmergencyDoor.Name.ToUpperInvariant(),
                DisplayName = EmergencyDoor.Name,
                Role = Role.Owner,
            }
        );
        await context.SaveChangesAsync(cancellationToken);
    }
}
