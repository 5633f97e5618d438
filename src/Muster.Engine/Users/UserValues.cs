using System.Globalization;
using Muster.Core.Attributes;
using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Engine.Users;

/// <summary>What the properties of a local user may hold.</summary>
internal static class UserValues
{
    private const int Longest = LocalUsers.LongestValue;

    /// <summary>Everything that is wrong with some properties.</summary>
    public static IEnumerable<PlanProblem> Faults(UserAttributes attributes)
    {
        foreach (var name in UserAttributeNames.OfEveryone)
            if (Fault(name, attributes.Get(name)) is { } fault)
                yield return new PlanProblem("badValue", name, fault);
    }

    /// <summary>What is wrong with a value; null when it is well.</summary>
    public static string? Fault(string name, string? value) =>
        (name, value) switch
        {
            ("userPrincipalName", null) => "userPrincipalName is missing; every user needs one, such as ada@contoso.com.",
            (_, null) => null,
            (_, { Length: > Longest }) => string.Create(
                CultureInfo.InvariantCulture,
                $"{name} has {value.Length} characters; the most is {Longest}."
            ),
            _ when value.Any(char.IsControl) => $"{name} holds a control character such as a line break or a tab; take it out.",
            ("userPrincipalName" or "mail", _) when !IsAddress(value) => $"{name} is '{value}', but takes something like ada@contoso.com.",
            ("userType", not ("Member" or "Guest")) => $"userType is '{value}', but takes Member or Guest.",
            _ => null,
        };

    private static bool IsAddress(string value) =>
        value.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
        && at == value.LastIndexOf('@')
        && at < value.Length - 1
        && !value.Any(char.IsWhiteSpace);
}
