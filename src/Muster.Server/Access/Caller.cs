namespace Muster.Server.Access;

/// <summary>Who asks, with what they may do at this moment.</summary>
/// <param name="Account">Id of the account.</param>
/// <param name="Name">What people know them by; the actor in the audit log.</param>
/// <param name="Role">Role; with a token, the lesser of the account's and the token's.</param>
/// <param name="Approver">Whether they may approve beside their role.</param>
/// <param name="ProvedAt">When they last proved who they are; null with a token.</param>
/// <param name="Session">The session; null with a token.</param>
internal sealed record Caller(Guid Account, string Name, Role Role, bool Approver, DateTimeOffset? ProvedAt, Guid? Session)
{
    /// <summary>The token they came with; null with a session.</summary>
    public Guid? Token { get; init; }

    /// <summary>Whether they must prove anew who they are before they use a right. A token is a proof that was given for it.</summary>
    public bool MustProve(Right right, DateTimeOffset now) =>
        Session is not null && AccessRules.NeedsProof(right) && now - ProvedAt > CircuitAccess.ProofLasts;

    /// <summary>Whether they may.</summary>
    public bool May(Right right) => AccessRules.Allows(Role, Approver, right);
}
