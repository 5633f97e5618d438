using Muster.Server.Api.Protocol;
using Muster.Server.Wording;

namespace Muster.Server.Api;

/// <summary>Words of the query that stand for one of several values.</summary>
internal static class Words
{
    /// <summary>The value of a word; null for none.</summary>
    /// <exception cref="ApiException">There is no such word; those that there are, are named.</exception>
    public static T? Of<T>(string? word, string name)
        where T : struct, Enum
    {
        if (word is null)
            return null;
        foreach (var value in Enum.GetValues<T>())
            if (string.Equals(JsonFormat.Word(value), word, StringComparison.OrdinalIgnoreCase))
                return value;
        throw ApiException.Invalid(
            $"?{name}",
            $"{name} is '{word}', but takes one of {string.Join(", ", Enum.GetValues<T>().Select(JsonFormat.Word))}."
        );
    }
}
