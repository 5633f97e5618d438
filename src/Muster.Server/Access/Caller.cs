using System.Collections.Immutable;

namespace Muster.Server.Access;

/// <summary>Who asks, with what they may do at this moment.</summary>
/// <param name="Account">Id of the account.</param>
/// <param name="Name">What people know them by; the actor in the audit log.</param>
/// <param name="Role">Role for the whole workspace; with a token, the lesser of the account's and the token's.</param>
/// <param name="Approver">Whether they may approve beside their role, anywhere.</param>
/// <param name="ProvedAt">When they last proved who they are; null with a token.</param>
/// <param name="Session">The session; null with a token.</param>
internal sealed record Caller(Guid Account, string Name, Role Role, bool Approver, DateTimeOffset? ProvedAt, Guid? Session)
{
    /// <summary>The token they came with; null with a session.</summary>
    public Guid? Token { get; init; }

    /// <summary>Whether they must prove anew who they are before they use a right. A token is a proof that was given for it.</summary>
    public bool MustProve(Right right, DateTimeOffset now) =>
        Session is not null && AccessRules.NeedsProof(right) && now - ProvedAt > CircuitAccess.ProofLasts;

    /// <summary>When the session ends; null with a token.</summary>
    public SessionEnd? Ends { get; init; }

    /// <summary>Roles for single connections, which add to the role for the workspace.</summary>
    public IReadOnlyList<ConnectionGrant> Grants { get; init; } = [];

    /// <summary>The platform user they are; null where nobody said, and with a token that may not decide.</summary>
    public int? PlatformUser { get; init; }

    /// <summary>The groups they own right now and manage for it, with the connection each follows.</summary>
    public IReadOnlyDictionary<int, int> OwnGroups { get; init; } = ImmutableDictionary<int, int>.Empty;

    /// <summary>The highest role they have anywhere.</summary>
    public Role Highest => Grants.Count == 0 ? Role : (Role)Math.Max((int)Role, Grants.Max(grant => (int)grant.Role));

    /// <summary>Whether owning groups is all they have.</summary>
    public bool OnlyManages => Role == Role.None && !Approver && Grants.Count == 0 && OwnGroups.Count > 0;

    /// <summary>Whether they may everywhere, in what belongs to no connection too.</summary>
    public bool May(Right right) => AccessRules.Allows(Role, Approver, right);

    /// <summary>Whether they may in what belongs to a connection; null for what belongs to none.</summary>
    public bool May(Right right, int? connection) =>
        May(right) || Grants.Any(grant => grant.Connection == connection && AccessRules.Allows(grant.Role, grant.Approver, right));

    /// <summary>Whether they may name people of a connection: where they may look, and where they own a group.</summary>
    public bool Knows(int connection) => May(Right.Read, connection) || OwnGroups.Values.Contains(connection);

    /// <summary>Whether they may anywhere.</summary>
    public bool MayAnywhere(Right right) => May(right) || Grants.Any(grant => AccessRules.Allows(grant.Role, grant.Approver, right));

    /// <summary>Keys of the connections where they may, by which lists are narrowed; null for everywhere.</summary>
    public IReadOnlyList<int>? Where(Right right) =>
        May(right)
            ? null
            : [.. Grants.Where(grant => AccessRules.Allows(grant.Role, grant.Approver, right)).Select(grant => grant.Connection)];
}
