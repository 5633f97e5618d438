using Muster.Core.DirectoryObjects;

namespace Muster.Core.Importing;

/// <summary>One condition on a directory user, such as <c>department = "IT"</c>. Texts are compared without regard to case, as the directory does.</summary>
/// <param name="Property">Which property.</param>
/// <param name="Comparison">How it is compared.</param>
/// <param name="Value">With what; <c>true</c> or <c>false</c> for <see cref="UserProperty.AccountEnabled"/>.</param>
public sealed record UserCondition(UserProperty Property, Comparison Comparison, string Value)
{
    /// <summary>Whether a user with these facts meets the condition. A missing property equals nothing, and differs from everything.</summary>
    public bool IsMetBy(UserFacts facts)
    {
        var actual = Property switch
        {
            UserProperty.AccountEnabled => facts.AccountEnabled ? "true" : "false",
            UserProperty.UserType => facts.UserType,
            UserProperty.Department => facts.Department,
            UserProperty.JobTitle => facts.JobTitle,
            UserProperty.UserPrincipalName => facts.UserPrincipalName,
            UserProperty.Mail => facts.Mail,
            _ => null,
        };
        return Comparison switch
        {
            Comparison.Equals => string.Equals(actual, Value, StringComparison.OrdinalIgnoreCase),
            Comparison.NotEquals => !string.Equals(actual, Value, StringComparison.OrdinalIgnoreCase),
            Comparison.StartsWith => actual?.StartsWith(Value, StringComparison.OrdinalIgnoreCase) == true,
            Comparison.EndsWith => actual?.EndsWith(Value, StringComparison.OrdinalIgnoreCase) == true,
            _ => false,
        };
    }
}

/// <summary>Properties that conditions may name.</summary>
public enum UserProperty
{
    /// <summary><c>userType</c>: Member or Guest.</summary>
    UserType,

    /// <summary><c>accountEnabled</c>: true or false.</summary>
    AccountEnabled,

    /// <summary><c>department</c>.</summary>
    Department,

    /// <summary><c>jobTitle</c>.</summary>
    JobTitle,

    /// <summary><c>userPrincipalName</c>.</summary>
    UserPrincipalName,

    /// <summary><c>mail</c>.</summary>
    Mail,
}

/// <summary>How a property is compared.</summary>
public enum Comparison
{
    /// <summary><c>=</c></summary>
    Equals,

    /// <summary><c>!=</c></summary>
    NotEquals,

    /// <summary><c>startsWith</c></summary>
    StartsWith,

    /// <summary><c>endsWith</c></summary>
    EndsWith,
}
