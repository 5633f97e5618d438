namespace Muster.Server.Access;

/// <summary>A role for one connection and what belongs to it.</summary>
/// <param name="Connection">Key of the connection.</param>
/// <param name="Role">The role there; with a token, the lesser of that and the token's scope.</param>
/// <param name="Approver">Whether they may approve there beside the role.</param>
internal sealed record ConnectionGrant(int Connection, Role Role, bool Approver);
