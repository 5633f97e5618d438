using Muster.Core.DirectoryObjects;
using Muster.Core.Matching;

namespace Muster.Core.Importing;

/// <summary>Helps with a name that is no property.</summary>
internal static class PropertyNames
{
    private const int MaxShown = 60;
    private const int MaxEdits = 2;

    /// <summary>What is wrong with a name, and which ones were probably meant.</summary>
    public static string NotOne(string word)
    {
        var shown = word.Length <= MaxShown ? word : word[..MaxShown] + "…";
        if (word.StartsWith("extension_", StringComparison.OrdinalIgnoreCase))
            return $"'{shown}' is not a directory extension: its name is extension_, the application id as 32 hexadecimal digits, _ and the name.";
        var close = Close(word).ToList();
        return close.Count > 0
            ? $"'{shown}' is not a property; did you mean {string.Join(" or ", close)}?"
            : $"'{shown}' is not a property; use one of {string.Join(", ", Ordinary())}, onPremisesExtensionAttributes.extensionAttribute1 to 15, or extension_APPID_NAME.";
    }

    private static IEnumerable<string> Ordinary() =>
        UserProperty.All.Where(property => property.Selects == property.Name).Select(property => property.Name);

    private static IEnumerable<string> Close(string word)
    {
        if (word.Length is < 3 or > MaxShown)
            return [];
        var folded = word.ToUpperInvariant();
        return Ordinary()
            .Where(name =>
                EditDistance.AtMost(folded, name.ToUpperInvariant(), MaxEdits)
                || (word.Length > 3 && name.Contains(word, StringComparison.OrdinalIgnoreCase))
            )
            .Take(3);
    }
}
