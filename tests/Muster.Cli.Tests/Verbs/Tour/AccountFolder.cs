using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Accounts.Emergency;
using Muster.Storage.Postgres;

namespace Muster.Cli.Tests.Verbs.Tour;

/// <summary>A data folder on which a server has worked, without one.</summary>
internal static class AccountFolder
{
    /// <summary>What the session is known by, which leaves nowhere.</summary>
    public const string KeyHash = "5e5510aa";

    /// <summary>What the token is known by, which leaves nowhere.</summary>
    public const string SecretHash = "70ce4baa";

    /// <summary>Gives a folder the accounts of a server: one Owner, the emergency account, a failed sign-in, what an owner asked for, a session and a token.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="database">Address of the database on a server; null for a file in the folder.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <param name="workspace">Name of the workspace; null for the first one.</param>
    /// <param name="mail">The Owner's mail address.</param>
    public static async Task WithOneAsync(
        string folder,
        string? database,
        CancellationToken cancellationToken,
        string? workspace = null,
        string mail = "olga@example.com"
    )
    {
        var address = database is null ? null : PostgresAddress.Parse(database);
        await using var muster = await MusterInstance.OpenAsync(folder, address, workspace, TimeProvider.System, cancellationToken);
        await using (var schema = AccountsSchema.Of(folder, muster.Database))
            await AccountsSchema.BringUpToDateAsync(schema, cancellationToken);
        await using var services = new ServiceCollection().AddAccountsContext(folder, muster.Database).BuildServiceProvider();
        await using var context = await services
            .GetRequiredService<IDbContextFactory<AccountsContext>>()
            .CreateDbContextAsync(cancellationToken);
        context.Users.Add(
            new Account
            {
                Id = Guid.NewGuid(),
                UserName = mail,
                NormalizedUserName = mail.ToUpperInvariant(),
                Email = mail,
                NormalizedEmail = mail.ToUpperInvariant(),
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
        context.FailedSignIns.Add(
            new FailedSignIns
            {
                Hour = TimeProvider.System.GetUtcNow(),
                Name = "=mallory",
                Address = "192.0.2.7",
                Count = 3,
            }
        );
        context.Requests.Add(
            new OwnerRequest
            {
                Account = EmergencyDoor.Account,
                Asker = "=Olga",
                Owner = 1,
                Group = 1,
                Connection = 1,
                User = 1,
                Kind = Core.Platform.ExceptionKind.Include,
                Reason = "She helps out",
                Until = new(2099, 1, 31, 0, 0, 0, TimeSpan.Zero),
                AskedAt = new(2026, 1, 31, 10, 0, 0, TimeSpan.Zero),
            }
        );
        var now = TimeProvider.System.GetUtcNow();
        context.Sessions.Add(
            new Session
            {
                KeyHash = KeyHash,
                Account = EmergencyDoor.Account,
                Ticket = [1, 2, 3],
                StartedAt = now,
                SeenAt = now,
                EndsAt = now.AddHours(1),
                ProvedAt = now,
                Address = "192.0.2.8",
                Browser = "=Firefox",
            }
        );
        context.Tokens.Add(
            new ApiToken
            {
                Account = EmergencyDoor.Account,
                Name = "=nightly",
                SecretHash = SecretHash,
                Prefix = "muster_ab12c",
                Scope = Role.Auditor,
                Connections = "1",
                CreatedAt = now,
                ExpiresAt = now.AddDays(1),
            }
        );
        await context.SaveChangesAsync(cancellationToken);
    }
}
