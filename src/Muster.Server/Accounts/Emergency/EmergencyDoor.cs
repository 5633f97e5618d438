using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Muster.Engine.Auditing;
using Muster.Server.Access;
using Muster.Server.Runs;

namespace Muster.Server.Accounts.Emergency;

/// <summary>The one account for when nobody else gets in (security.md 11): not there until an Owner makes it, opened by long codes that work once, and only while Microsoft Entra does not answer or somebody at the server's machine opened it. Whatever is done with it is flagged in the audit log.</summary>
/// <remarks>It is no account like the others: it is in no list of them, has no password and no passkey, makes no token, and does not count as an Owner who remains.</remarks>
internal sealed class EmergencyDoor(IDbContextFactory<AccountsContext> contexts, IAuditLog audit, TimeProvider clock)
{
    /// <summary>What it is called in the audit log.</summary>
    public const string Name = "Emergency access";

    /// <summary>How many codes are made.</summary>
    public const int Codes = 10;

    /// <summary>What a code begins with.</summary>
    public const string Prefix = "emergency-";

    /// <summary>Its id, the same everywhere.</summary>
    public static readonly Guid Account = new("e3e26e00-0000-4000-8000-000000000911");

    /// <summary>How long it stays open, and how long somebody who came in by it stays in.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(60);

    /// <summary>How long a use is shown on every page afterwards.</summary>
    public static readonly TimeSpan Told = TimeSpan.FromDays(1);

    private const string Removed = "emergency.removed";
    private const string UsedAt = "usedAt";
    private const string Keeper = "Muster";
    private const string CodesName = "EmergencyCodes";
    private const string OpenName = "EmergencyOpen";

    /// <summary>How it stands.</summary>
    public async Task<EmergencyState> StateAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var account = await context.Users.AsNoTracking().FirstOrDefaultAsync(row => row.Id == Account, cancellationToken);
        if (account is null)
            return new(null, 0, await UseBeforeRemovalAsync(cancellationToken), null, null, null);
        var session = await SessionAsync(context, cancellationToken);
        return new(
            account.CreatedAt,
            Hashes(await TextAsync(context, CodesName, cancellationToken)).Count,
            account.LastSignInAt,
            await OpenUntilAsync(context, cancellationToken),
            session?.EndsAt,
            session?.Address
        );
    }

    /// <summary>Whether somebody at the machine opened it, and whether somebody is in by it, without a look at what was before.</summary>
    public async Task<(bool IsOpen, bool IsInUse)> StandingAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await OpenUntilAsync(context, cancellationToken) is not null, await SessionAsync(context, cancellationToken) is not null);
    }

    /// <summary>Makes the account, or other codes for it: those from before open nothing any more.</summary>
    /// <returns>The codes, to be shown once.</returns>
    /// <exception cref="AccessDeniedException">The caller is no Owner, came with a token, or is the emergency account itself.</exception>
    public async Task<IReadOnlyList<string>> MakeAsync(Caller caller, CancellationToken cancellationToken)
    {
        Demand(caller);
        var codes = Enumerable.Range(0, Codes).Select(_ => Secrets.New(Prefix)).ToList();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var turn = await audit.TurnAsync(cancellationToken);
        var used = (await StateAsync(cancellationToken)).UsedAt;
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await ForgetAsync(context, cancellationToken);
        context.Users.Add(
            new Account
            {
                Id = Account,
                DisplayName = Name,
                UserName = Name,
                NormalizedUserName = Name.ToUpperInvariant(),
                SecurityStamp = Guid.NewGuid().ToString(),
                Role = Role.Owner,
                CreatedAt = clock.GetUtcNow(),
                LastSignInAt = used,
            }
        );
        context.UserTokens.Add(Kept(CodesName, string.Join(';', codes.Select(Secrets.Hash))));
        await context.SaveChangesAsync(cancellationToken);
        await turn.AppendAsync(caller.Name, "emergency.made", Name, [("codes", Codes)], cancellationToken);
        await turn.CommitAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return codes;
    }

    /// <summary>Takes the account away, with its codes and sessions. That it was used is told on for as long as otherwise.</summary>
    /// <exception cref="AccessDeniedException">The caller is no Owner, came with a token, or is the emergency account itself.</exception>
    public async Task RemoveAsync(Caller caller, CancellationToken cancellationToken)
    {
        Demand(caller);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var turn = await audit.TurnAsync(cancellationToken);
        var used = (await StateAsync(cancellationToken)).UsedAt;
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (!await ForgetAsync(context, cancellationToken))
            return;
        await turn.AppendAsync(caller.Name, Removed, Name, [(UsedAt, used?.ToString("O"))], cancellationToken);
        await turn.CommitAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>Opens it for an hour, whether Entra answers or not; for whoever sits at the server's machine.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Until when.</returns>
    /// <exception cref="WorkFailedException">There is no emergency account.</exception>
    public async Task<DateTimeOffset> OpenAsync(string actor, CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() + Lasts;
        await SwitchAsync(actor, "emergency.opened", until, cancellationToken);
        return until;
    }

    /// <summary>Shuts what was opened at the machine, and ends whoever is in.</summary>
    /// <exception cref="WorkFailedException">There is no emergency account.</exception>
    public Task CloseAsync(string actor, CancellationToken cancellationToken) =>
        SwitchAsync(actor, "emergency.closed", null, cancellationToken);

    /// <summary>Whether somebody at the machine opened it.</summary>
    public async Task<bool> IsOpenAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await OpenUntilAsync(context, cancellationToken) is not null;
    }

    /// <summary>Whether a code would open it.</summary>
    public async Task<bool> KnowsAsync(string code, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return Hashes(await TextAsync(context, CodesName, cancellationToken)).Contains(Secrets.Hash(code.Trim()));
    }

    /// <summary>Uses a code up, in the transaction of what it is used for. Of two at once, one has it.</summary>
    /// <returns>Whether it was there.</returns>
    public static async Task<bool> UseAsync(AccountsContext context, string code, CancellationToken cancellationToken)
    {
        var kept = await TextAsync(context, CodesName, cancellationToken);
        var hashes = Hashes(kept);
        if (!hashes.Remove(Secrets.Hash(code.Trim())))
            return false;
        var left = string.Join(';', hashes);
        return await Of(context, CodesName)
                .Where(row => row.Value == kept)
                .ExecuteUpdateAsync(row => row.SetProperty(token => token.Value, left), cancellationToken) == 1;
    }

    private async Task SwitchAsync(string actor, string action, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await context.Users.AnyAsync(row => row.Id == Account, cancellationToken))
            throw new WorkFailedException(
                "There is no emergency account. An Owner makes one under Accounts, and keeps its codes. Nothing was changed."
            );
        await using var turn = await audit.TurnAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await Of(context, OpenName).ExecuteDeleteAsync(cancellationToken);
        if (until is { } end)
            context.UserTokens.Add(Kept(OpenName, end.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        else
        {
            await context.Sessions.Where(row => row.Account == Account).ExecuteDeleteAsync(cancellationToken);
            // Nobody comes in whose sign-in began before: one that is not recorded yet is not, and one that is begins no session.
            var stamp = Guid.NewGuid().ToString();
            await context
                .Users.Where(row => row.Id == Account)
                .ExecuteUpdateAsync(
                    row => row.SetProperty(account => account.ConcurrencyStamp, stamp).SetProperty(account => account.SecurityStamp, stamp),
                    cancellationToken
                );
        }
        await context.SaveChangesAsync(cancellationToken);
        await turn.AppendAsync(actor, action, Name, [("until", until?.ToString("O"))], cancellationToken);
        await turn.CommitAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
    }

    private static void Demand(Caller caller)
    {
        if (!caller.May(Right.People) || caller.Token is not null || caller.Account == Account)
            throw new AccessDeniedException(
                Right.People,
                "An Owner who is signed in makes and removes the emergency account; neither a token nor the emergency account itself does. Nothing was changed."
            );
    }

    private async Task<DateTimeOffset?> UseBeforeRemovalAsync(CancellationToken cancellationToken)
    {
        var removals = audit.EntriesAsync(new AuditFilter { Action = Removed, NewestFirst = true }, cancellationToken);
        if (await removals.FirstOrDefaultAsync(cancellationToken) is not { } removal)
            return null;
        using var detail = JsonDocument.Parse(removal.Detail);
        return detail.RootElement.TryGetProperty(UsedAt, out var used) && used.ValueKind is JsonValueKind.String
            ? used.GetDateTimeOffset()
            : null;
    }

    /// <summary>The session that lasts longest of those in force; null for none.</summary>
    private async Task<Session?> SessionAsync(AccountsContext context, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return (await context.Sessions.AsNoTracking().Where(row => row.Account == Account).ToListAsync(cancellationToken))
            .Where(row => row.EndsAt > now && now - row.SeenAt < SessionTickets.Idle)
            .MaxBy(row => row.EndsAt);
    }

    private static async Task<bool> ForgetAsync(AccountsContext context, CancellationToken cancellationToken)
    {
        await context.UserTokens.Where(row => row.UserId == Account).ExecuteDeleteAsync(cancellationToken);
        await context.Sessions.Where(row => row.Account == Account).ExecuteDeleteAsync(cancellationToken);
        return await context.Users.Where(row => row.Id == Account).ExecuteDeleteAsync(cancellationToken) > 0;
    }

    private async Task<DateTimeOffset?> OpenUntilAsync(AccountsContext context, CancellationToken cancellationToken) =>
        long.TryParse(await TextAsync(context, OpenName, cancellationToken), CultureInfo.InvariantCulture, out var seconds)
        && DateTimeOffset.FromUnixTimeSeconds(seconds) is var until
        && until > clock.GetUtcNow()
            ? until
            : null;

    private static IQueryable<IdentityUserToken<Guid>> Of(AccountsContext context, string name) =>
        context.UserTokens.Where(row => row.UserId == Account && row.LoginProvider == Keeper && row.Name == name);

    private static Task<string?> TextAsync(AccountsContext context, string name, CancellationToken cancellationToken) =>
        Of(context, name).AsNoTracking().Select(row => row.Value).FirstOrDefaultAsync(cancellationToken);

    private static IdentityUserToken<Guid> Kept(string name, string value) =>
        new()
        {
            UserId = Account,
            LoginProvider = Keeper,
            Name = name,
            Value = value,
        };

    private static List<string> Hashes(string? kept) => [.. (kept ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)];
}
