using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Muster.Engine.Auditing;
using Muster.Server.Access;

namespace Muster.Server.Accounts;

/// <summary>Owners who come in without Microsoft Entra, by a password or passkey kept here: when Entra does not answer, nobody else gets in.</summary>
internal sealed class EmergencyAccess(IDbContextFactory<AccountsContext> contexts, IAuditLog audit, TimeProvider clock)
{
    /// <summary>After so long nobody knows whether it still works.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromDays(90);

    /// <summary>All of them, by name.</summary>
    public async Task<IReadOnlyList<EmergencyAccount>> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var owners = await context
            .Users.AsNoTracking()
            .Where(account => account.Role == Role.Owner && !account.Disabled && account.Email != null && account.PasswordHash != null)
            .OrderBy(account => account.DisplayName)
            .ThenBy(account => account.Email)
            .ToListAsync(cancellationToken);
        var ids = owners.ConvertAll(owner => owner.Id);
        var withPasskey = await context
            .Set<IdentityUserPasskey<Guid>>()
            .Where(key => ids.Contains(key.UserId))
            .Select(key => key.UserId)
            .Distinct()
            .ToListAsync(cancellationToken);
        var found = new List<EmergencyAccount>();
        foreach (var owner in owners)
            found.Add(
                new EmergencyAccount(
                    owner.DisplayName,
                    owner.Email!,
                    owner.TwoFactorEnabled,
                    withPasskey.Contains(owner.Id),
                    owner.ObjectId is null ? owner.LastSignInAt : await WithoutEntraAsync(owner, cancellationToken)
                )
            );
        return found;
    }

    /// <summary>Whether nobody knows whether it still works.</summary>
    public bool IsStale(EmergencyAccount account) => account.TriedAt is not { } tried || clock.GetUtcNow() - tried > Stale;

    /// <summary>When somebody last came in by what is kept here who may come in with Entra too; null when that was not within the time that counts.</summary>
    private async Task<DateTimeOffset?> WithoutEntraAsync(Account owner, CancellationToken cancellationToken)
    {
        var filter = new AuditFilter
        {
            Action = "account.signedIn",
            Subject = owner.Address,
            From = clock.GetUtcNow() - Stale,
        };
        DateTimeOffset? last = null;
        await foreach (var entry in audit.EntriesAsync(filter, cancellationToken))
            if (entry.Subject == owner.Address && !IsWithEntra(entry))
                last = entry.At;
        return last;
    }

    private static bool IsWithEntra(AuditEntry entry)
    {
        using var detail = JsonDocument.Parse(entry.Detail);
        return detail.RootElement.TryGetProperty("with", out var with)
            && with.GetString()?.Contains("entra", StringComparison.OrdinalIgnoreCase) == true;
    }
}

/// <summary>An Owner who comes in without Entra.</summary>
/// <param name="Name">What they are called.</param>
/// <param name="Mail">What they sign in as.</param>
/// <param name="HasCode">Whether a code from an app is asked for beside the password.</param>
/// <param name="HasPasskey">Whether a passkey is kept.</param>
/// <param name="TriedAt">When they last came in so; null for never, or not within the time that counts.</param>
internal sealed record EmergencyAccount(string Name, string Mail, bool HasCode, bool HasPasskey, DateTimeOffset? TriedAt);
