namespace Muster.Server.Access;

/// <summary>The caller may not do this; the message says which role is needed.</summary>
internal sealed class AccessDeniedException(Right right, string message) : Exception(message)
{
    /// <summary>What was asked for.</summary>
    public Right Right { get; } = right;

    /// <summary>Says which role the caller has and which is needed.</summary>
    public static AccessDeniedException For(Caller caller, Right right) => new(right, Words(caller, right));

    /// <summary>The same as a sentence; nothing was changed.</summary>
    public static string Words(Caller caller, Right right) =>
        $"{Have(caller)}; this needs {AccessRules.Needed(right)}. An Owner can give it to you under Accounts. Nothing was changed.";

    private static string Have(Caller caller) =>
        caller.Grants.Count == 0
            ? $"Your role is {caller.Role}"
            : $"Your role for the whole workspace is {caller.Role}, and your role for the connection, if this belongs to one, does not go that far";
}

/// <summary>The caller may do this, but must prove again who they are first.</summary>
internal sealed class ProofNeededException()
    : Exception("Confirm that it is you: sign in again, then repeat what you did. Nothing was changed.");
