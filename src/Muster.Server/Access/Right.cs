namespace Muster.Server.Access;

/// <summary>One kind of thing to do. Every page and endpoint names one; <see cref="AccessRules"/> says who has it.</summary>
internal enum Right
{
    /// <summary>Anybody, signed in or not: signing in itself, health.</summary>
    Anonymous,

    /// <summary>Anybody who is signed in: their own profile and sessions.</summary>
    SignedIn,

    /// <summary>See users, groups, plans, runs, problems and configuration.</summary>
    Read,

    /// <summary>Read the audit log and verify it.</summary>
    ReadAudit,

    /// <summary>Take lists out as files.</summary>
    Export,

    /// <summary>Make plans, discard them.</summary>
    Plan,

    /// <summary>Carry out a plan within guard rails; stop a run.</summary>
    Apply,

    /// <summary>Release or reject a held plan.</summary>
    Approve,

    /// <summary>Snooze problems, add exceptions, create and link groups, undo.</summary>
    Operate,

    /// <summary>Connections, import rules, schedules, settings.</summary>
    Configure,

    /// <summary>Guard rails of a connection, up to the ceiling of the workspace.</summary>
    ConfigureGuards,

    /// <summary>The ceiling, which no guard rail of any connection passes.</summary>
    ConfigureCeiling,

    /// <summary>Type or replace a credential; trust a certificate.</summary>
    Credentials,

    /// <summary>People, roles, other people's sessions.</summary>
    People,

    /// <summary>Make and revoke one's own tokens.</summary>
    Tokens,

    /// <summary>Ask for an exception in a group that one owns. No role gives it; owning the group does.</summary>
    Ask,
}
