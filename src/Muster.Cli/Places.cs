using System.Text;

namespace Muster.Cli;

/// <summary>
/// Words for places in lists: the values by which rows are in order, so that a place stays right when its row goes. They hold nothing that a shell or a terminal takes
/// for anything but letters.
/// </summary>
internal static class Places
{
    private const char Between = ':';

    /// <summary>The word for values; null and empty ones are told apart.</summary>
    public static string Of(params ReadOnlySpan<string?> values)
    {
        var word = new StringBuilder();
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0)
                word.Append(Between);
            if (values[i] is not { } value)
                continue;
            word.Append(value.Length == 0 ? "%" : "");
            foreach (var unit in Encoding.UTF8.GetBytes(value))
                if (
                    unit is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'0' and <= (byte)'9')
                    || IsPlain(unit, word.Length == 0)
                )
                    word.Append((char)unit);
                else
                    word.Append('%').Append(unit.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return word.ToString();
    }

    /// <summary>The values of a word.</summary>
    public static string?[] Parts(string word) =>
        [
            .. word.Split(Between)
                .Select(part =>
                    part.Length == 0 ? null
                    : part == "%" ? ""
                    : Uri.UnescapeDataString(part)
                ),
        ];

    private static bool IsPlain(byte unit, bool first) => unit is (byte)'@' or (byte)'.' or (byte)'_' || (unit is (byte)'-' && !first);
}
