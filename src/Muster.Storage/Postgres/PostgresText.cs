using System.Text;

namespace Muster.Storage.Postgres;

/// <summary>What PostgreSQL cannot hold in a text: U+0000, and half of a pair of UTF-16, which has no UTF-8.</summary>
internal static class PostgresText
{
    private const char PictureOfNull = '\u2400';

    /// <summary>The text with a picture in place of each U+0000 and U+FFFD in place of each half pair; nothing else changes.</summary>
    public static string Storable(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !text.Contains('\0', StringComparison.Ordinal))
            return text;
        // A round trip replaces half pairs and nothing else.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', PictureOfNull);
    }
}
