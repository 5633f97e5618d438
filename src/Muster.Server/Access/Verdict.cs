namespace Muster.Server.Access;

/// <summary>What the rules say.</summary>
internal enum Verdict
{
    /// <summary>They may.</summary>
    Allowed = 0,

    /// <summary>They may not, and may know that it is there.</summary>
    Denied = 1,

    /// <summary>For them it does not exist.</summary>
    Missing = 2,
}

/// <summary>A verdict with what to say where something is missing.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Words">What to say where something does not exist for them.</param>
internal sealed record AccessDecision(Verdict Verdict, string Words = AccessDecision.Nothing)
{
    /// <summary>What an address gets that there is not.</summary>
    public const string Nothing = "There is nothing at this address. See /api/v1/openapi.json.";

    /// <summary>They may.</summary>
    public static readonly AccessDecision Allowed = new(Verdict.Allowed);
}
