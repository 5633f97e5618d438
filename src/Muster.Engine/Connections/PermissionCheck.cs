using Muster.Engine.Reading;

namespace Muster.Engine.Connections;

/// <summary>What a real call showed about one permission or step of a connection.</summary>
/// <param name="Name">Permission or step, such as <c>User.Read.All</c> or <c>Sign in</c>.</param>
/// <param name="NeededFor">What Muster does with it.</param>
/// <param name="Outcome">What the call showed.</param>
/// <param name="Detail">What is wrong and what to do, or what was seen.</param>
public sealed record PermissionCheck(string Name, string NeededFor, CheckOutcome Outcome, string Detail)
{
    /// <summary>What Muster cannot do without it; empty where there is nothing to lose.</summary>
    public string Without { get; init; } = "";

    /// <summary>Whether it works but shows nothing, as in an empty tenant, or a wrong one.</summary>
    public bool ShowsNothing { get; init; }

    /// <summary>Kind of fault that made it fail; null unless it is missing.</summary>
    public DirectoryFault? Fault { get; init; }
}

/// <summary>Outcome of a check.</summary>
public enum CheckOutcome
{
    /// <summary>Works.</summary>
    Granted,

    /// <summary>Does not work and is needed.</summary>
    Missing,

    /// <summary>Does not work; something smaller is lost, and the detail says what.</summary>
    Optional,

    /// <summary>Not tried, since an earlier step failed.</summary>
    NotTried,

    /// <summary>Granted although Muster has no use for it: a risk, and the detail says which.</summary>
    Surplus,
}
