using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Auditing;
using Muster.Server.Access;
using Muster.Server.Runs;

namespace Muster.Server.Accounts;

/// <summary>Which people of the tenant may come in. Nobody does by themselves: an Owner names each by object id, and gives the role.</summary>
internal sealed class EntraDesk(
    ServerOptions options,
    IServiceScopeFactory scopes,
    IDbContextFactory<AccountsContext> contexts,
    IAuditLog audit,
    TimeProvider clock
)
{
    private const string Taken = "Somebody with this object id has an account already.";

    /// <summary>Lets a person of the tenant in.</summary>
    /// <returns>What is wrong, by field: <c>name</c>, <c>object</c>; empty when the account was made.</returns>
    public async Task<IReadOnlyDictionary<string, string>> AddAsync(
        Caller caller,
        string name,
        string objectId,
        Role role,
        bool approver,
        CancellationToken cancellationToken
    )
    {
        AccountDesk.Limit(caller, role, approver);
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        name = name.Trim();
        await using var scope = scopes.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        if (await AccountNames.FaultAsync(accounts.Users, name, cancellationToken) is { } fault)
            faults["name"] = fault;
        var id = Checked(objectId, faults);
        if (id is null || faults.Count > 0)
            return faults;
        var tenant = Tenant();
        if (await accounts.Users.AnyAsync(row => row.TenantId == tenant && row.ObjectId == id, cancellationToken))
            return new Dictionary<string, string> { ["object"] = Taken };
        var account = new Account
        {
            Id = Guid.NewGuid(),
            DisplayName = name,
            UserName = $"{id}@{tenant}",
            TenantId = tenant,
            ObjectId = id,
            Role = role,
            Approver = approver,
            CreatedAt = clock.GetUtcNow(),
        };
        var context = scope.ServiceProvider.GetRequiredService<AccountsContext>();
        await using var turn = await audit.TurnAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var made = await accounts.CreateAsync(account);
        if (!made.Succeeded)
            throw new InvalidOperationException(made.ToString());
        await turn.AppendAsync(
            caller.Name,
            "account.added",
            account.Address,
            [("name", name), ("role", role.ToString()), ("approver", approver), ("tenantId", tenant), ("objectId", id)],
            cancellationToken
        );
        await turn.CommitAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return faults;
    }

    /// <summary>Lets the person of a local account sign in with Entra too; or, with nothing typed, not any more. Sessions end.</summary>
    /// <returns>What is wrong, by field: <c>object</c>; empty when it was done.</returns>
    public async Task<IReadOnlyDictionary<string, string>> LinkAsync(
        Caller caller,
        Guid account,
        string objectId,
        CancellationToken cancellationToken
    )
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        var id = objectId.Trim().Length == 0 ? null : Checked(objectId, faults);
        if (faults.Count > 0)
            return faults;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await AccountDesk.FindAsync(context, account, cancellationToken);
        AccountDesk.Limit(caller, row.Role, approver: false);
        if (row.ObjectId == id)
            return faults;
        if (id is null && row.Email is null)
            throw new WorkFailedException("This person signs in with Entra only. Disable the account instead. Nothing was changed.");
        var tenant = id is null ? null : Tenant();
        if (id is not null && await context.Users.AnyAsync(other => other.TenantId == tenant && other.ObjectId == id, cancellationToken))
            return new Dictionary<string, string> { ["object"] = Taken };
        await using var turn = await audit.TurnAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context
            .Users.Where(other => other.Id == account)
            .ExecuteUpdateAsync(
                found =>
                    found
                        .SetProperty(other => other.TenantId, tenant)
                        .SetProperty(other => other.ObjectId, id)
                        .SetProperty(other => other.ConcurrencyStamp, Guid.NewGuid().ToString()),
                cancellationToken
            );
        var ended = await context.Sessions.Where(session => session.Account == account).ExecuteDeleteAsync(cancellationToken);
        await turn.AppendAsync(
            caller.Name,
            "account.entraLinked",
            row.Address,
            [("before", row.ObjectId), ("after", id), ("tenantId", tenant), ("sessionsEnded", ended)],
            cancellationToken
        );
        await turn.CommitAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return faults;
    }

    private string Tenant() =>
        options.SignIn?.TenantId.ToString("D")
        ?? throw new WorkFailedException("Sign-in with Entra is not set up on this server. Nothing was changed.");

    private static string? Checked(string objectId, Dictionary<string, string> faults)
    {
        if (Guid.TryParseExact(objectId.Trim(), "D", out var id) && id != Guid.Empty)
            return id.ToString("D");
        faults["object"] =
            "Type the object id as the Entra admin centre shows it on the person's page, such as 6e7b768e-07e2-4810-8459-485f84f8f204. A mail address does not do: it can be given to somebody else.";
        return null;
    }
}
