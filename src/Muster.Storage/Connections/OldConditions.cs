using System.Text.Json;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;

namespace Muster.Storage.Connections;

/// <summary>Conditions as they were stored before they had <c>or</c>, <c>not</c> and parentheses: a list that was joined by <c>and</c>.</summary>
internal static class OldConditions
{
    /// <exception cref="FormatException">A name that was never stored.</exception>
    public static UserCondition Read(JsonElement root) => UserCondition.AllOf(root.GetProperty("conditions").EnumerateArray().Select(Term));

    private static UserCondition.Term Term(JsonElement element)
    {
        var property = Property(element.GetProperty("property").GetString());
        var comparison = Comparison(element.GetProperty("comparison").GetString());
        var value = element.GetProperty("value").GetString() ?? "";
        return new(property, comparison, property.Kind == PropertyKind.Flag ? new Operand.Flag(value == "true") : new Operand.Text(value));
    }

    private static UserProperty Property(string? name) =>
        name switch
        {
            "userType" => UserProperty.UserType,
            "accountEnabled" => UserProperty.AccountEnabled,
            "department" => UserProperty.Department,
            "jobTitle" => UserProperty.JobTitle,
            "userPrincipalName" => UserProperty.UserPrincipalName,
            "mail" => UserProperty.Mail,
            _ => throw Unknown(name),
        };

    private static Comparison Comparison(string? name) =>
        name switch
        {
            "equals" => Core.Importing.Comparison.Equals,
            "notEquals" => Core.Importing.Comparison.NotEquals,
            "startsWith" => Core.Importing.Comparison.StartsWith,
            "endsWith" => Core.Importing.Comparison.EndsWith,
            _ => throw Unknown(name),
        };

    private static FormatException Unknown(string? name) => new($"'{name}' is not known in an import rule.");
}
