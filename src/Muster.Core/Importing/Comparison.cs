namespace Muster.Core.Importing;

/// <summary>How a property is compared.</summary>
public enum Comparison
{
    /// <summary><c>=</c></summary>
    Equals,

    /// <summary><c>!=</c>; met by whoever has no value, too.</summary>
    NotEquals,

    /// <summary><c>startsWith</c></summary>
    StartsWith,

    /// <summary><c>endsWith</c></summary>
    EndsWith,

    /// <summary><c>contains</c></summary>
    Contains,

    /// <summary><c>in</c>: equal to one of several texts.</summary>
    In,

    /// <summary><c>is empty</c></summary>
    Empty,

    /// <summary><c>is not empty</c></summary>
    NotEmpty,

    /// <summary><c>&lt;</c></summary>
    Before,

    /// <summary><c>&lt;=</c></summary>
    AtMost,

    /// <summary><c>&gt;</c></summary>
    After,

    /// <summary><c>&gt;=</c></summary>
    AtLeast,
}
