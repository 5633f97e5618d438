using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>Somebody who may sign in.</summary>
/// <param name="Id">Id of the account.</param>
/// <param name="Name">What people know them by.</param>
/// <param name="Mail">Mail address, by which they sign in.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Approver">Whether they may approve beside their role.</param>
/// <param name="Disabled">Whether they are kept from signing in.</param>
/// <param name="CreatedAt">When the account was made.</param>
/// <param name="LastSignInAt">When they last signed in; null for never.</param>
/// <param name="Connections">Roles for single connections, which add to the role.</param>
/// <param name="PlatformUser">The platform user they are, by handle, as an Owner said it; null for nobody. People of Entra are found by tenant and object id besides.</param>
/// <param name="ObjectId">Object id of the person of Microsoft Entra as whom they sign in; null where they sign in by what is kept here alone.</param>
internal sealed record AccountItem(
    Guid Id,
    string Name,
    string? Mail,
    Role Role,
    bool Approver,
    bool Disabled,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSignInAt,
    IReadOnlyList<ConnectionRoleItem> Connections,
    string? PlatformUser,
    string? ObjectId
)
{
    public static AccountItem Of(Account account, IEnumerable<NamedRole> roles, string? user) =>
        new(
            account.Id,
            account.DisplayName,
            account.Email,
            account.Role,
            account.Approver,
            account.Disabled,
            account.CreatedAt,
            account.LastSignInAt,
            [.. roles.Select(role => new ConnectionRoleItem(role.Connection, role.Role, role.Approver))],
            user,
            account.ObjectId
        );

    /// <summary>The tag: what can be changed, not when somebody was here.</summary>
    public string Tag() =>
        Etags.Of(
            new
            {
                Id,
                Role,
                Approver,
                Disabled,
                Connections,
                PlatformUser,
                ObjectId,
            }
        );
}

/// <summary>A role for one connection and what belongs to it.</summary>
/// <param name="Connection">Name of the connection.</param>
/// <param name="Role">The role there: auditor, operator or administrator; none for an approver without another role.</param>
/// <param name="Approver">Whether they may approve there beside the role.</param>
internal sealed record ConnectionRoleItem(string Connection, Role Role, bool Approver = false);

/// <summary>An account that shall be made.</summary>
/// <param name="Name">What people know them by, 1 to 200 characters.</param>
/// <param name="Mail">Mail address, by which they sign in.</param>
/// <param name="Role">What they may do; never more than who makes it.</param>
/// <param name="Approver">Whether they may approve beside their role.</param>
internal sealed record NewAccount(string Name, string Mail, Role Role, bool Approver = false);

/// <summary>A person of Microsoft Entra who shall be let in.</summary>
/// <param name="Name">What people know them by, 1 to 200 characters.</param>
/// <param name="ObjectId">Their object id in the tenant, which stays the same whatever they are called.</param>
/// <param name="Role">What they may do; never more than who lets them in.</param>
/// <param name="Approver">Whether they may approve beside their role.</param>
internal sealed record NewEntraAccount(string Name, string ObjectId, Role Role, bool Approver = false);

/// <summary>As whom of Microsoft Entra somebody may sign in.</summary>
/// <param name="ObjectId">Object id of the person in the tenant; left out so that they sign in by what is kept here alone.</param>
internal sealed record EntraLink(string? ObjectId = null);

/// <summary>An account with a password that works once.</summary>
/// <param name="Account">The account.</param>
/// <param name="OneTimePassword">Works for seven days, to choose an own one; shown this once.</param>
internal sealed record AccountPassword(AccountItem Account, string OneTimePassword);

/// <summary>What shall change about an account; what is left out stays.</summary>
/// <param name="Role">What they may do.</param>
/// <param name="Approver">Whether they may approve beside their role.</param>
/// <param name="Disabled">Whether they are kept from signing in; their sessions end at once.</param>
/// <param name="Connections">All roles for single connections; a connection that is not listed has none any more.</param>
/// <param name="PlatformUser">The platform user they are: UPN, mail, object id or number; empty for nobody.</param>
internal sealed record AccountChange(
    Role? Role = null,
    bool? Approver = null,
    bool? Disabled = null,
    IReadOnlyList<ConnectionRoleItem>? Connections = null,
    string? PlatformUser = null
);

/// <summary>How a password is replaced.</summary>
/// <param name="SecondFactor">Whether the second step at sign-in is switched off, too.</param>
internal sealed record PasswordOrder(bool SecondFactor = false);

/// <summary>People who may sign in, and their sessions.</summary>
internal static class AccountEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var accounts = api.MapGroup("/accounts").WithTags("Accounts");
        accounts.MapGet("", ListAsync).As("listAccounts", Right.People);
        accounts.MapPost("", AddAsync).As("addAccount", Right.People);
        accounts.MapPost("/from-entra", AddFromEntraAsync).As("addEntraAccount", Right.People);
        accounts.MapGet("/{id:guid}", FindAsync).As("getAccount", Right.People);
        accounts.MapPatch("/{id:guid}", ChangeAsync).As("changeAccount", Right.People).IfMatch();
        accounts.MapPost("/{id:guid}/reset-password", ResetAsync).As("resetPassword", Right.People);
        accounts.MapPost("/{id:guid}/entra", LinkEntraAsync).As("linkEntraAccount", Right.People);
        accounts.MapGet("/{id:guid}/sessions", SessionsAsync).As("listSessions", Right.People);
        accounts.MapPost("/{id:guid}/sessions/end", EndAsync).As("endSessions", Right.People);
    }

    /// <summary>Lists who may sign in, by name.</summary>
    internal static async Task<Page<AccountItem>> ListAsync(
        HttpContext context,
        AccountDesk desk,
        GrantDesk grants,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var after = paging.After is [{ } name, { } id] ? new AccountPlace(name, Guid.Parse(id)) : null;
        return await paging.PageAsync(
            await ItemsAsync(grants, await desk.PageAsync(after, paging.Fetched, cancellationToken), cancellationToken),
            account => account,
            account => [account.Name, account.Id.ToString()],
            async () => (await desk.CountAsync(cancellationToken)).All
        );
    }

    /// <summary>Makes an account. The answer has a one-time password, shown this once; hand it over by another way than mail.</summary>
    internal static async Task<Created<AccountPassword>> AddAsync(
        NewAccount order,
        HttpContext context,
        AccountDesk desk,
        CancellationToken cancellationToken
    )
    {
        var (password, faults) = await desk.AddAsync(
            context.Caller(),
            order.Name,
            order.Mail,
            order.Role,
            order.Approver,
            cancellationToken
        );
        Refuse(faults);
        var mail = order.Mail.Trim();
        var made = (await desk.ListAsync(cancellationToken)).First(account =>
            string.Equals(account.Email, mail, StringComparison.OrdinalIgnoreCase)
        );
        return TypedResults.Created($"/api/v1/accounts/{made.Id}", new AccountPassword(AccountItem.Of(made, [], null), password!));
    }

    /// <summary>Lets a person of the tenant of Microsoft Entra in that this server is set up for. They sign in there, so there is no password.</summary>
    internal static async Task<Created<AccountItem>> AddFromEntraAsync(
        NewEntraAccount order,
        HttpContext context,
        EntraDesk entra,
        AccountDesk desk,
        CancellationToken cancellationToken
    )
    {
        Refuse(await entra.AddAsync(context.Caller(), order.Name, order.ObjectId, order.Role, order.Approver, cancellationToken));
        var made = (await desk.ListAsync(cancellationToken)).First(account =>
            string.Equals(account.ObjectId, order.ObjectId.Trim(), StringComparison.OrdinalIgnoreCase)
        );
        return TypedResults.Created($"/api/v1/accounts/{made.Id}", AccountItem.Of(made, [], null));
    }

    /// <summary>Lets somebody with an account sign in with Microsoft Entra too, or not any more; their sessions end.</summary>
    /// <param name="id">Id of the account.</param>
    internal static async Task<AccountItem> LinkEntraAsync(
        Guid id,
        EntraLink order,
        HttpContext context,
        EntraDesk entra,
        AccountDesk desk,
        GrantDesk grants,
        CancellationToken cancellationToken
    )
    {
        await ItemAsync(desk, grants, id, cancellationToken);
        Refuse(await entra.LinkAsync(context.Caller(), id, order.ObjectId ?? "", cancellationToken));
        var item = await ItemAsync(desk, grants, id, cancellationToken);
        return Etags.Send(context, item, item.Tag());
    }

    private static void Refuse(IReadOnlyDictionary<string, string> faults)
    {
        foreach (var (field, fault) in faults)
            throw ApiException.Invalid(field == "object" ? "/objectId" : $"/{field}", fault);
    }

    /// <summary>Shows an account.</summary>
    /// <param name="id">Id of the account.</param>
    internal static async Task<AccountItem> FindAsync(
        Guid id,
        HttpContext context,
        AccountDesk desk,
        GrantDesk grants,
        CancellationToken cancellationToken
    )
    {
        var item = await ItemAsync(desk, grants, id, cancellationToken);
        return Etags.Send(context, item, item.Tag());
    }

    /// <summary>Gives another role, or keeps somebody from signing in. There is always an Owner who can sign in.</summary>
    /// <param name="id">Id of the account.</param>
    internal static Task<AccountItem> ChangeAsync(
        Guid id,
        AccountChange change,
        HttpContext context,
        AccountDesk desk,
        GrantDesk grants,
        AccountSaving saving,
        MusterInstance muster,
        Etags tags,
        CancellationToken cancellationToken
    )
    {
        (AccountState? State, AccountItem Item) seen = (null, null!);
        return tags.ChangeAsync(
            context,
            async () =>
            {
                // First what is held against the account in the transaction: what changes in between is then noticed there.
                var state = await saving.LookAsync(id, cancellationToken);
                seen = (state, await ItemAsync(desk, grants, id, cancellationToken));
                return seen.Item.Tag();
            },
            async () =>
            {
                var order = await OrderAsync(id, change, seen.Item, muster, cancellationToken) with { Seen = seen.State };
                try
                {
                    await saving.SaveAsync(context.Caller(), order, cancellationToken);
                }
                catch (AccountOvertakenException overtaken)
                {
                    throw Etags.Overtaken(overtaken.Actor);
                }
                var item = await ItemAsync(desk, grants, id, cancellationToken);
                return Etags.Send(context, item, item.Tag());
            },
            who: () => saving.LastActorAsync(id, cancellationToken)
        );
    }

    /// <summary>Replaces a forgotten password by a one-time one; all sessions of the account end.</summary>
    /// <param name="id">Id of the account.</param>
    internal static async Task<AccountPassword> ResetAsync(
        Guid id,
        PasswordOrder order,
        HttpContext context,
        AccountDesk desk,
        GrantDesk grants,
        CancellationToken cancellationToken
    )
    {
        var account = await ItemAsync(desk, grants, id, cancellationToken);
        return new AccountPassword(account, await desk.ResetAsync(context.Caller(), id, order.SecondFactor, cancellationToken));
    }

    /// <summary>Lists the browsers in which somebody is signed in, the latest sign-in first.</summary>
    /// <param name="id">Id of the account.</param>
    internal static async Task<Page<SessionItem>> SessionsAsync(
        Guid id,
        HttpContext context,
        AccountDesk desk,
        GrantDesk grants,
        SessionDesk sessions,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        await ItemAsync(desk, grants, id, cancellationToken);
        var after = paging.AfterInstant is var (started, last) ? new SessionPlace(started, last) : null;
        return await paging.PageAsync(
            await sessions.PageAsync(id, after, paging.Fetched, cancellationToken),
            SessionItem.Of,
            row => Paging.PlaceOf(row.StartedAt, row.Id),
            () => sessions.CountAsync(id, cancellationToken)
        );
    }

    /// <summary>Ends sessions of somebody at once.</summary>
    /// <param name="id">Id of the account.</param>
    /// <param name="session">Only this session; all but the caller's own when left out.</param>
    internal static async Task<SessionsEnded> EndAsync(
        Guid id,
        HttpContext context,
        AccountDesk desk,
        GrantDesk grants,
        SessionDesk sessions,
        Guid? session,
        CancellationToken cancellationToken
    )
    {
        await ItemAsync(desk, grants, id, cancellationToken);
        return new SessionsEnded(await sessions.EndAsync(context.Caller(), id, session, cancellationToken));
    }

    /// <summary>Everything is checked before anything is changed.</summary>
    private static async Task<AccountOrder> OrderAsync(
        Guid id,
        AccountChange change,
        AccountItem before,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var (user, fault) = await PlatformUsers.FindAsync(muster, change.PlatformUser ?? "", cancellationToken);
        if (fault is not null)
            throw ApiException.Invalid("/platformUser", fault);
        var wanted = new Dictionary<int, ConnectionRoleItem>();
        foreach (var (index, role) in (change.Connections ?? []).Index())
        {
            var connection =
                await muster.Connections.FindAsync(role.Connection, cancellationToken)
                ?? throw ApiException.Invalid($"/connections/{index}/connection", $"There is no connection called '{role.Connection}'.");
            if (!GrantDesk.Roles.Contains(role.Role) || (role.Role == Role.None && !role.Approver))
                throw ApiException.Invalid($"/connections/{index}/role", "A role for a connection is auditor, operator or administrator.");
            if (!wanted.TryAdd(connection.Key, role))
                throw ApiException.Invalid($"/connections/{index}/connection", $"'{role.Connection}' is there twice.");
        }
        var all = change.Connections is null ? [] : await muster.Connections.ListAsync(cancellationToken);
        return new AccountOrder
        {
            Account = id,
            Role = change.Role,
            Approver = change.Approver,
            Disabled = change.Disabled,
            Grants =
            [
                .. all.Select(connection =>
                    wanted.GetValueOrDefault(connection.Key) is { } role
                        ? (connection, role.Role, role.Approver)
                        : (connection, Role.None, false)
                ),
            ],
            Ties = change.PlatformUser is not null && !string.Equals(change.PlatformUser, before.PlatformUser, StringComparison.Ordinal),
            PlatformUser = user,
        };
    }

    private static async Task<AccountItem> ItemAsync(AccountDesk desk, GrantDesk grants, Guid id, CancellationToken cancellationToken) =>
        await desk.FindAsync(id, cancellationToken) is { } account
            ? (await ItemsAsync(grants, [account], cancellationToken))[0]
            : throw ApiException.NotFound($"There is no account {id}.");

    private static async Task<IReadOnlyList<AccountItem>> ItemsAsync(
        GrantDesk grants,
        IReadOnlyList<Account> accounts,
        CancellationToken cancellationToken
    )
    {
        var roles = await grants.ListAsync(cancellationToken);
        var handles = await grants.HandlesAsync([.. accounts.Select(account => account.PlatformUser).OfType<int>()], cancellationToken);
        return
        [
            .. accounts.Select(account =>
                AccountItem.Of(account, roles[account.Id], account.PlatformUser is { } user ? handles[user] : null)
            ),
        ];
    }
}
