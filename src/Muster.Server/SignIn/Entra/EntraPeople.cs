using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Muster.Server.Accounts;

namespace Muster.Server.SignIn.Entra;

/// <summary>Says who came from Entra. A person is tenant id and object id; names and mail addresses in the token, which people can choose, count for nothing.</summary>
internal sealed class EntraPeople(EntraSignInOptions options, UserManager<Account> accounts, SignInRecord record, TimeProvider clock)
{
    /// <summary>How far the clocks may differ.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    /// <summary>The account of the person, if an Owner has given them one.</summary>
    public async Task<(Account? Account, EntraFault Fault, string Detail)> FindAsync(
        ClaimsPrincipal person,
        CancellationToken cancellationToken
    )
    {
        if (!Guid.TryParse(person.FindFirstValue("tid"), out var tenant) || !Guid.TryParse(person.FindFirstValue("oid"), out var id))
            return (null, EntraFault.NoIdentity, "");
        if (tenant != options.TenantId)
            return (null, EntraFault.OtherTenant, tenant.ToString("D"));
        var (tenantId, objectId) = (tenant.ToString("D"), id.ToString("D"));
        var account = await accounts.Users.FirstOrDefaultAsync(
            row => row.TenantId == tenantId && row.ObjectId == objectId,
            cancellationToken
        );
        return account switch
        {
            null => (null, EntraFault.NotInvited, objectId),
            { Disabled: true } => (null, EntraFault.Disabled, objectId),
            _ => (account, default, objectId),
        };
    }

    /// <summary>What speaks against counting a token as a fresh proof; null for nothing.</summary>
    /// <param name="person">Who came back.</param>
    /// <param name="begun">When Muster asked.</param>
    public EntraFault? Staleness(ClaimsPrincipal person, DateTimeOffset begun)
    {
        if (!long.TryParse(person.FindFirstValue("auth_time"), CultureInfo.InvariantCulture, out var seconds))
            return EntraFault.NoAuthTime;
        var now = clock.GetUtcNow();
        if (seconds < (begun - Skew).ToUnixTimeSeconds())
            return EntraFault.NotFresh;
        return seconds > (now + Skew).ToUnixTimeSeconds() ? EntraFault.NotYetValid : null;
    }

    /// <summary>Notes in the account and the audit log that the person signed in.</summary>
    /// <returns>False when the account was changed meanwhile.</returns>
    public Task<bool> NoteSignInAsync(Account account, CancellationToken cancellationToken) =>
        record.NoteAsync(account, "Entra", [("tenantId", account.TenantId), ("objectId", account.ObjectId)], cancellationToken);
}
