namespace Muster.Server.Access;

/// <summary>What a person or token may do, from least to most.</summary>
internal enum Role
{
    /// <summary>Nothing: signed in, and told whom to ask.</summary>
    None = 0,

    /// <summary>Reads everything including configuration, audit and exports; changes nothing.</summary>
    Auditor = 1,

    /// <summary>Plans, applies within guard rails, stops, and works on problems and exceptions.</summary>
    Operator = 2,

    /// <summary>Also connections, rules, guard rails up to the ceiling, and credentials.</summary>
    Administrator = 3,

    /// <summary>Everything, people, tokens and the ceiling of guard rails included; cannot edit the audit log.</summary>
    Owner = 4,
}
