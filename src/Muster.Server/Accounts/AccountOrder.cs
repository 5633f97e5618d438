using System.Globalization;
using Muster.Engine.Connections;
using Muster.Server.Access;

namespace Muster.Server.Accounts;

/// <summary>What an Owner decides about an account: all of it is done, or nothing. What is null stays.</summary>
internal sealed record AccountOrder
{
    /// <summary>Whose account.</summary>
    public required Guid Account { get; init; }

    /// <summary>What whoever decides has seen; null when nothing was looked at.</summary>
    public AccountState? Seen { get; init; }

    /// <summary>The role in the whole workspace.</summary>
    public Role? Role { get; init; }

    /// <summary>Whether the person may approve beside that role.</summary>
    public bool? Approver { get; init; }

    /// <summary>Roles for connections; one that is not named stays.</summary>
    public IReadOnlyList<(Connection Connection, Role Role, bool Approver)> Grants { get; init; } = [];

    /// <summary>Whether it is said which platform user the account is.</summary>
    public bool Ties { get; init; }

    /// <summary>That platform user; null for none.</summary>
    public int? PlatformUser { get; init; }

    /// <summary>Whether the person is kept from signing in.</summary>
    public bool? Disabled { get; init; }
}

/// <summary>What of an account an Owner decides, as it was at one moment. That somebody signs in meanwhile makes no other.</summary>
/// <param name="Role">The role in the whole workspace.</param>
/// <param name="Approver">Whether the person may approve beside that role.</param>
/// <param name="Disabled">Whether the person is kept from signing in.</param>
/// <param name="PlatformUser">The platform user the account is.</param>
internal sealed record AccountState(Role Role, bool Approver, bool Disabled, int? PlatformUser)
{
    /// <summary>Roles by key of the connection.</summary>
    public required IReadOnlyDictionary<int, (Role Role, bool Approver)> Grants { get; init; }

    public static AccountState Of(Account account, IEnumerable<ConnectionRole> grants) =>
        new(account.Role, account.Approver, account.Disabled, account.PlatformUser)
        {
            Grants = grants.ToDictionary(row => row.Connection, row => (row.Role, row.Approver)),
        };

    /// <summary>Whether another is the same.</summary>
    public bool Equals(AccountState? other) => other is not null && Text == other.Text;

    /// <inheritdoc />
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    private string Text =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Role} {Approver} {Disabled} {PlatformUser};{string.Join(';', Grants.OrderBy(grant => grant.Key).Select(grant => string.Create(CultureInfo.InvariantCulture, $"{grant.Key} {grant.Value.Role} {grant.Value.Approver}")))}"
        );
}

/// <summary>Somebody else has changed the account since it was looked at; nothing was saved.</summary>
/// <param name="theirs">What stands now.</param>
/// <param name="actor">Who changed it; null when that is not on record.</param>
/// <param name="at">When; null when that is not on record.</param>
internal sealed class AccountOvertakenException(AccountState theirs, string? actor, DateTimeOffset? at)
    : Exception("Somebody else changed this account since you looked. Nothing of yours was saved.")
{
    /// <summary>What stands now.</summary>
    public AccountState Theirs { get; } = theirs;

    /// <summary>Who changed it; null when that is not on record.</summary>
    public string? Actor { get; } = actor;

    /// <summary>When; null when that is not on record.</summary>
    public DateTimeOffset? At { get; } = at;
}
