using System.Globalization;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Filters;

/// <summary>Reads the literals of a filter and holds them to the types they are compared with.</summary>
internal static class FilterLiteral
{
    /// <summary>Names of the operators as OData's own messages have them.</summary>
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["eq"] = "Equal",
        ["ne"] = "NotEqual",
        ["ge"] = "GreaterThanOrEqual",
        ["le"] = "LessThanOrEqual",
        ["in"] = "In",
    };

    /// <summary>A string, a boolean, a <see cref="decimal"/>, a <see cref="DateTimeOffset"/>, a <see cref="Guid"/>, or null.</summary>
    /// <returns>False for what is no literal.</returns>
    public static bool TryRead(FilterToken token, out object? value)
    {
        value = null;
        if (token.Kind == FilterTokenKind.Text)
            value = token.Value;
        else if (token.Kind != FilterTokenKind.Word)
            return false;
        else if (token.Value == "null")
            return true;
        else if (token.Value is "true" or "false")
            value = token.Value == "true";
        else if (decimal.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            value = number;
        else if (Guid.TryParseExact(token.Value, "D", out var id))
            value = id;
        else if (char.IsAsciiDigit(token.Value[0]) && FilterOperand.Instant(token.Value) is { } at)
            value = at;
        return value is not null;
    }

    /// <exception cref="GraphErrorException">The operand is of another type.</exception>
    public static void Check(FilterOperand operand, string operation, object? literal)
    {
        var fits = (operand.Type, literal) switch
        {
            (_, null) => true,
            (PropertyType.Boolean, bool) => true,
            (PropertyType.Text, string) => true,
            (PropertyType.Instant, DateTimeOffset) => true,
            (PropertyType.Open, not Guid) => true,
            _ => false,
        };
        if (!fits)
            throw new GraphErrorException(
                GraphError.BadRequest(
                    "Invalid filter clause: A binary operator with incompatible types was detected. "
                        + $"Found operand types '{EdmType(operand.Type)}' and '{EdmType(literal!)}' for operator kind '{Kinds[operation]}'."
                )
            );
    }

    private static string EdmType(PropertyType type) =>
        type switch
        {
            PropertyType.Boolean => "Edm.Boolean",
            PropertyType.Instant => "Edm.DateTimeOffset",
            PropertyType.Complex => "Edm.ComplexType",
            _ => "Edm.String",
        };

    private static string EdmType(object literal) =>
        literal switch
        {
            bool => "Edm.Boolean",
            decimal => "Edm.Int32",
            DateTimeOffset => "Edm.DateTimeOffset",
            Guid => "Edm.Guid",
            _ => "Edm.String",
        };
}
