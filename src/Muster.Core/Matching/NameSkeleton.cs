using System.Globalization;
using System.Text;

namespace Muster.Core.Matching;

/// <summary>Reduces a name to what a person sees of it: no case, no doubled or outer spaces, one Unicode form, look-alike letters made one.</summary>
public static class NameSkeleton
{
    private const string LookAlikes =
        "аaеeоoрpсcуyхxіiјjѕsԁdɡgһhӏlкkмmтtвbнh" // Cyrillic
        + "αaεeοoρpνvιiκkτtυuχx" // Greek
        + "0o1l|l"; // digits and bars read as letters

    private static readonly Dictionary<char, char> Latin = LookAlikes
        .Chunk(2)
        .GroupBy(pair => pair[0])
        .ToDictionary(pair => pair.Key, pair => pair.First()[1]);

    /// <summary>The skeleton; equal skeletons mean that a person may confuse the names.</summary>
    public static string Of(string name) => Confusables(Spaces(Form(Visible(name))).ToLowerInvariant());

    /// <summary>Says in words how two names with one skeleton differ.</summary>
    public static string Difference(string asked, string name)
    {
        var differences = new List<string>();
        if (Visible(asked) != asked || Visible(name) != name)
            differences.Add("has invisible characters");
        (asked, name) = (Visible(asked), Visible(name));
        if (asked != name && Form(asked) == Form(name))
            differences.Add("written in another Unicode form");
        if (!string.Equals(Spaces(asked), asked, StringComparison.Ordinal) || !string.Equals(Spaces(name), name, StringComparison.Ordinal))
            differences.Add(SpaceDifference(asked, name));
        var (left, right) = (Spaces(Form(asked)), Spaces(Form(name)));
        if (left != right && string.Equals(left, right, StringComparison.OrdinalIgnoreCase))
            differences.Add("upper and lower case differ");
        else if (left != right)
            differences.Add("has look-alike letters");
        return differences.Count == 0 ? "looks the same" : string.Join(", ", differences);
    }

    private static string SpaceDifference(string asked, string name)
    {
        if (asked.TrimEnd() == name.TrimEnd())
            return name.Length > asked.Length ? "has a space at the end" : "has no space at the end";
        if (asked.TrimStart() == name.TrimStart())
            return name.Length > asked.Length ? "has a space at the start" : "has no space at the start";
        return "spaces differ";
    }

    /// <summary>Compatibility form, which also joins full-width and combining characters; broken surrogates stay as they are.</summary>
    private static string Form(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }

    private static string Visible(string text) =>
        string.Concat(text.Where(character => char.GetUnicodeCategory(character) != UnicodeCategory.Format));

    private static string Spaces(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character))
                result.Append(character);
            else if (result.Length > 0 && result[^1] != ' ')
                result.Append(' ');
        }
        return result.ToString().TrimEnd(' ');
    }

    private static string Confusables(string text) =>
        string.Create(
            text.Length,
            text,
            (span, source) =>
            {
                for (var i = 0; i < source.Length; i++)
                    span[i] = Latin.GetValueOrDefault(source[i], source[i]);
            }
        );
}
