using Muster.Server.Access;

namespace Muster.Server.Accounts;

/// <summary>What an account may do with one connection and what belongs to it, beside its role for the whole workspace.</summary>
internal sealed class ConnectionRole
{
    /// <summary>Whose it is.</summary>
    public required Guid Account { get; init; }

    /// <summary>Key of the connection. Keys are given once, so that a later connection never inherits a role.</summary>
    public required int Connection { get; init; }

    /// <summary>The role there.</summary>
    public Role Role { get; set; }

    /// <summary>Whether the person may approve plans of the connection, in addition to the role.</summary>
    public bool Approver { get; set; }
}
