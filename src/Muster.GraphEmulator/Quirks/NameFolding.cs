using System.Globalization;
using System.Text;
using Muster.GraphEmulator.Filters;

namespace Muster.GraphEmulator.Quirks;

/// <summary>Which display names a filter counts as equal.</summary>
internal static class NameFolding
{
    /// <summary>The filter with its comparisons of display names folded as the quirks say.</summary>
    public static FilterNode? Apply(FilterNode? filter, ListingQuirks quirks) =>
        filter switch
        {
            null => null,
            _ when !Folds(quirks) => filter,
            FilterNode.And(var left, var right) => new FilterNode.And(Apply(left, quirks)!, Apply(right, quirks)!),
            FilterNode.Or(var left, var right) => new FilterNode.Or(Apply(left, quirks)!, Apply(right, quirks)!),
            FilterNode.Not(var inner) => new FilterNode.Not(Apply(inner, quirks)!),
            FilterNode.Comparison({ Property.Name: "displayName" } operand, "eq", string literal) => new FilterNode.Folded(
                operand,
                Fold(literal, quirks),
                text => Fold(text, quirks)
            ),
            _ => filter,
        };

    /// <summary>Two names are equal when their folded forms are.</summary>
    public static string Fold(string text, ListingQuirks quirks)
    {
        if (quirks.NamesFoldTrailingSpaces)
            text = text.TrimEnd(' ');
        if (quirks.NamesFoldWidth)
            text = text.Normalize(NormalizationForm.FormKC);
        if (quirks.NamesFoldAccents)
            text = WithoutAccents(text);
        return quirks.NamesKeepCase ? text : text.ToUpperInvariant();
    }

    private static bool Folds(ListingQuirks quirks) =>
        quirks.NamesFoldAccents || quirks.NamesFoldWidth || quirks.NamesFoldTrailingSpaces || quirks.NamesKeepCase;

    private static string WithoutAccents(string text) =>
        string.Concat(
                text.Normalize(NormalizationForm.FormD)
                    .Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
            )
            .Normalize(NormalizationForm.FormC);
}
