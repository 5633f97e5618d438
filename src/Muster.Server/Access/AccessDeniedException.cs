namespace Muster.Server.Access;

/// <summary>The caller may not do this; the message says which role is needed.</summary>
internal sealed class AccessDeniedException(Right right, string message) : Exception(message)
{
    /// <summary>What was asked for.</summary>
    public Right Right { get; } = right;
}

/// <summary>The caller may do this, but must prove again who they are first.</summary>
internal sealed class ProofNeededException()
    : Exception("Confirm that it is you: sign in again, then repeat what you did. Nothing was changed.");
