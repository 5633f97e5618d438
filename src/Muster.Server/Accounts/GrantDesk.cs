using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Muster.Engine.Auditing;
using Muster.Engine.Connections;
using Muster.Server.Access;
using Muster.Server.Runs;

namespace Muster.Server.Accounts;

/// <summary>Roles for single connections, and which platform user an account is. What the audit log cannot have does not happen.</summary>
internal sealed class GrantDesk(IDbContextFactory<AccountsContext> contexts, IAuditLog audit, MusterInstance muster)
{
    /// <summary>The roles that there are for a connection; an Owner is one of the whole workspace.</summary>
    public static IReadOnlyList<Role> Roles { get; } = [Role.None, Role.Auditor, Role.Operator, Role.Administrator];

    /// <summary>Everybody's roles for connections that there are, by account.</summary>
    public async Task<ILookup<Guid, NamedRole>> ListAsync(CancellationToken cancellationToken)
    {
        var names = (await muster.Connections.ListAsync(cancellationToken)).ToDictionary(connection => connection.Key, it => it.Name);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await context.ConnectionRoles.AsNoTracking().ToListAsync(cancellationToken))
            .Where(row => names.ContainsKey(row.Connection))
            .OrderBy(row => names[row.Connection], StringComparer.OrdinalIgnoreCase)
            .ToLookup(row => row.Account, row => new NamedRole(row.Connection, names[row.Connection], row.Role, row.Approver));
    }

    /// <summary>Gives a role for a connection, or takes it away: <see cref="Role.None"/>, and not an approver.</summary>
    /// <exception cref="WorkFailedException">The account is gone, or the caller has less.</exception>
    public Task GiveAsync(
        Caller caller,
        Guid account,
        Connection connection,
        Role role,
        bool approver,
        CancellationToken cancellationToken
    ) => DoAsync(caller, account, deed => GiveAsync(deed, connection, role, approver, cancellationToken), cancellationToken);

    /// <summary>Gives or takes away a role for a connection, as part of a deed.</summary>
    /// <exception cref="WorkFailedException">The caller has less.</exception>
    internal static async Task GiveAsync(
        AccountDeed deed,
        Connection connection,
        Role role,
        bool approver,
        CancellationToken cancellationToken
    )
    {
        var (caller, context, turn, whose) = deed;
        AccountDesk.Limit(caller, role, approver);
        if (!Roles.Contains(role))
            throw new WorkFailedException("An Owner is one of the whole workspace; give that role there. Nothing was changed.");
        AccountDesk.Limit(caller, whose.Role, approver: false);
        var rows = context.ConnectionRoles.Where(row => row.Account == whose.Id && row.Connection == connection.Key);
        var before = await rows.AsNoTracking().FirstOrDefaultAsync(cancellationToken);
        if ((before?.Role ?? Role.None, before?.Approver ?? false) == (role, approver))
            return;
        await rows.ExecuteDeleteAsync(cancellationToken);
        if (role != Role.None || approver)
            context.ConnectionRoles.Add(
                new ConnectionRole
                {
                    Account = whose.Id,
                    Connection = connection.Key,
                    Role = role,
                    Approver = approver,
                }
            );
        await context.SaveChangesAsync(cancellationToken);
        await turn.AppendAsync(
            caller.Name,
            "account.connectionRoleChanged",
            whose.Address,
            [
                ("connection", connection.Name),
                ("connectionKey", connection.Key),
                ("before", (before?.Role ?? Role.None).ToString()),
                ("after", role.ToString()),
                ("approverBefore", before?.Approver ?? false),
                ("approverAfter", approver),
            ],
            cancellationToken
        );
    }

    /// <summary>Says which platform user an account is, or that it is none. People who sign in with Entra are found by tenant and object id besides.</summary>
    /// <exception cref="WorkFailedException">The account is gone, or the caller has less.</exception>
    public async Task TieAsync(Caller caller, Guid account, int? user, CancellationToken cancellationToken)
    {
        var handle = await HandleAsync(user, cancellationToken);
        await DoAsync(caller, account, deed => TieAsync(deed, user, handle, cancellationToken), cancellationToken);
    }

    /// <summary>Says which platform user an account is, as part of a deed.</summary>
    /// <exception cref="WorkFailedException">The caller has less.</exception>
    internal async Task TieAsync(AccountDeed deed, int? user, string? handle, CancellationToken cancellationToken)
    {
        var (caller, context, turn, before) = deed;
        AccountDesk.Limit(caller, before.Role, approver: false);
        if (before.PlatformUser == user)
            return;
        await context
            .Users.Where(row => row.Id == before.Id)
            .ExecuteUpdateAsync(
                row => row.SetProperty(it => it.PlatformUser, user).SetProperty(it => it.ConcurrencyStamp, Guid.NewGuid().ToString()),
                cancellationToken
            );
        await turn.AppendAsync(
            caller.Name,
            "account.platformUserChanged",
            before.Address,
            [("before", await HandleAsync(before.PlatformUser, cancellationToken)), ("after", handle)],
            cancellationToken
        );
    }

    private async Task DoAsync(Caller caller, Guid account, Func<AccountDeed, Task> change, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var before = await AccountDesk.FindAsync(context, account, cancellationToken);
        await using var turn = await audit.TurnAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await change(new AccountDeed(caller, context, turn, before));
        await turn.CommitAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>What always means a platform user and no other; null for none.</summary>
    public async Task<string?> HandleAsync(int? user, CancellationToken cancellationToken) =>
        user is { } key ? (await HandlesAsync([key], cancellationToken))[key] : null;

    /// <summary>What always means each of some platform users and no other.</summary>
    public async Task<IReadOnlyDictionary<int, string>> HandlesAsync(IReadOnlyCollection<int> users, CancellationToken cancellationToken)
    {
        if (users.Count == 0)
            return new Dictionary<int, string>();
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var found = await muster.Database.History.UsersByKeyAsync(users, revision, cancellationToken);
        return users
            .Distinct()
            .ToDictionary(
                key => key,
                key => found.TryGetValue(key, out var row) ? row.Handle : string.Create(CultureInfo.InvariantCulture, $"#{key}")
            );
    }
}

/// <summary>A role for a connection, with its name.</summary>
/// <param name="Key">Key of the connection.</param>
/// <param name="Connection">Name of the connection.</param>
/// <param name="Role">The role there.</param>
/// <param name="Approver">Whether the person may approve there beside the role.</param>
internal sealed record NamedRole(int Key, string Connection, Role Role, bool Approver);
