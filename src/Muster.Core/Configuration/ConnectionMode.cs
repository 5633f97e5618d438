namespace Muster.Core.Configuration;

/// <summary>How a connection is followed, in a word. Derived from its settings, so that it can never say other than what happens.</summary>
public enum ConnectionMode
{
    /// <summary>Plans are made and nothing of them is applied.</summary>
    ObserveOnly = 0,

    /// <summary>Nothing begins by itself; people apply plans and sync.</summary>
    Manual = 1,

    /// <summary>Syncs begin by schedule or when the directory tells of a change, within guard rails; drift is reported.</summary>
    Automatic = 2,

    /// <summary>As <see cref="Automatic"/>, and these syncs put drift back by themselves.</summary>
    SelfHeal = 3,
}

/// <summary>Tells the mode of a connection.</summary>
public static class ConnectionModes
{
    /// <summary>The mode that some policies make.</summary>
    /// <param name="policies">How the connection is followed.</param>
    /// <param name="notified">Whether its directory tells of its changes.</param>
    public static ConnectionMode Of(ConnectionPolicies policies, bool notified)
    {
        ArgumentNullException.ThrowIfNull(policies);
        return policies.Observes ? ConnectionMode.ObserveOnly
            : !policies.Schedule.IsSet && !notified ? ConnectionMode.Manual
            : policies.OnDrift == DriftPolicy.Heal ? ConnectionMode.SelfHeal
            : ConnectionMode.Automatic;
    }
}
