using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Muster.Engine.Caching;
using Muster.Server.Accounts.Emergency;
using Muster.Server.Runs;

namespace Muster.Server.Accounts;

/// <summary>Keeps sign-ins on the server, so that they can be listed, ended at once, and never outlive the account's rights.</summary>
internal sealed class SessionTickets(
    IDbContextFactory<AccountsContext> contexts,
    IDataProtectionProvider protection,
    IHttpContextAccessor requests,
    AccountChanges changes,
    TimeProvider clock
) : ITicketStore
{
    /// <summary>A browser that asks for nothing for so long is signed out.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    /// <summary>Nobody stays signed in longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(8);

    /// <summary>Nobody who was an Owner at the sign-in stays signed in longer: an Owner may do everything.</summary>
    public static readonly TimeSpan LongestOfOwner = TimeSpan.FromHours(4);

    /// <summary>Name of the property that says which session a new key is for; absent for a new session.</summary>
    public const string Continued = "muster:continued";

    private readonly LatestFew<string, AuthenticationTicket?> _watching = new(1_000, TimeSpan.FromMinutes(1), clock);
    private readonly IDataProtector _protector = protection.CreateProtector("Muster.Sessions.v1");

    /// <inheritdoc />
    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var key = Secrets.New("");
        var now = clock.GetUtcNow();
        var request = requests.HttpContext;
        await using var context = await contexts.CreateDbContextAsync();
        var before = ticket.Properties.Items.Remove(Continued, out var continued) ? await FindAsync(context, Guid.Parse(continued!)) : null;
        // A session that has ended meanwhile is not brought back: the key opens nothing.
        if (continued is not null && before is null)
            return key;
        var account = Guid.Parse(ticket.Principal.FindFirstValue(ClaimTypes.NameIdentifier)!);
        var isOwner = await context.Users.AnyAsync(row => row.Id == account && row.Role == Access.Role.Owner);
        var session = new Session
        {
            Id = before?.Id ?? Guid.NewGuid(),
            KeyHash = Secrets.Hash(key),
            Account = account,
            Ticket = [],
            StartedAt = before?.StartedAt ?? now,
            SeenAt = now,
            EndsAt =
                before?.EndsAt
                ?? now
                    + (
                        account == EmergencyDoor.Account ? EmergencyDoor.Lasts
                        : isOwner ? LongestOfOwner
                        : Longest
                    ),
            ProvedAt = now,
            Address = request?.Connection.RemoteIpAddress?.ToString() ?? "",
            Browser = Shortened(request?.Request.Headers.UserAgent.ToString() ?? ""),
        };
        await using var transaction = await context.Database.BeginTransactionAsync();
        // Whoever was shut out after the sign-in was recorded comes in with what was true before: the key opens nothing.
        var stamp = ticket.Principal.FindFirstValue(SessionClaims.Stamp);
        if (!await context.Users.AnyAsync(row => row.Id == account && row.SecurityStamp == stamp))
            return key;
        // Of two proofs at once, or when the session is ended meanwhile, one finds no row: its key opens nothing.
        if (before is not null && await context.Sessions.Where(row => row.KeyHash == before.KeyHash).ExecuteDeleteAsync() == 0)
            return key;
        ((ClaimsIdentity)ticket.Principal.Identity!).AddClaim(new(SessionClaims.Session, session.Id.ToString()));
        session.Ticket = _protector.Protect(TicketSerializer.Default.Serialize(ticket));
        context.Sessions.Add(session);
        await context.SaveChangesAsync();
        await transaction.CommitAsync();
        return key;
    }

    private static Task<Session?> FindAsync(AccountsContext context, Guid id) =>
        context.Sessions.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id);

    /// <inheritdoc />
    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var (hash, now, kept) = (Secrets.Hash(key), clock.GetUtcNow(), _protector.Protect(TicketSerializer.Default.Serialize(ticket)));
        await context
            .Sessions.Where(session => session.KeyHash == hash)
            .ExecuteUpdateAsync(row => row.SetProperty(session => session.Ticket, kept).SetProperty(session => session.SeenAt, now));
    }

    /// <inheritdoc />
    /// <remarks>A page that watches without a connection asks again and again; that it still may is looked up for all of them together: <see cref="Access.Watchers"/>.</remarks>
    public Task<AuthenticationTicket?> RetrieveAsync(string key) =>
        LiveEndpoint.IsWatching(requests.HttpContext)
            ? _watching.OfAsync(Secrets.Hash(key), changes.Count, () => FindAsync(key), CancellationToken.None)
            : FindAsync(key);

    private async Task<AuthenticationTicket?> FindAsync(string key)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var hash = Secrets.Hash(key);
        if (await context.Sessions.AsNoTracking().FirstOrDefaultAsync(row => row.KeyHash == hash) is not { } session)
            return null;
        var now = clock.GetUtcNow();
        // Of several requests at once each may find the row gone or changed: statements, and no row that was read before.
        var own = context.Sessions.Where(row => row.KeyHash == hash);
        if (now >= session.EndsAt || now - session.SeenAt >= Idle)
        {
            await context.TryAsync(() => own.ExecuteDeleteAsync());
            return null;
        }
        // To the minute, so that looking around does not write all the time; a page that only watches is no work.
        if (now - session.SeenAt >= TimeSpan.FromMinutes(1) && !LiveEndpoint.IsWatching(requests.HttpContext))
            await context.TryAsync(() => own.ExecuteUpdateAsync(row => row.SetProperty(found => found.SeenAt, now)));
        return TicketSerializer.Default.Deserialize(_protector.Unprotect(session.Ticket));
    }

    /// <inheritdoc />
    public async Task RemoveAsync(string key)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var hash = Secrets.Hash(key);
        await context.Sessions.Where(session => session.KeyHash == hash).ExecuteDeleteAsync();
    }

    private static string Shortened(string browser) => browser.Length <= 200 ? browser : browser[..200];
}
