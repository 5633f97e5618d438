using System.Runtime.InteropServices;
using System.Text;

namespace Muster.Storage.Sql;

/// <summary>
/// Looks for texts in rows without regard to case, as everywhere in Muster (ordinal) and not as the database would: databases disagree on what that means beyond ASCII. Every provider
/// gives its connections <c>has_text</c> and <c>is_text</c>, so that a search costs one walk over the rows and hands out only those that fit.
/// </summary>
internal static class TextMatch
{
    public const string HasName = "has_text";
    public const string IsName = "is_text";

    private const int Short = 512;

    /// <summary>A text as these functions take it: UTF-16, so that nothing of what somebody typed is lost on the way.</summary>
    public static byte[] Sought(string text) => MemoryMarshal.AsBytes(text.AsSpan()).ToArray();

    /// <summary>Whether a text is part of one of several. Only in queries.</summary>
    public static bool Has(byte[] sought, string? first, string? second, string? third) =>
        throw OnlyInQueries(sought, first, second, third);

    /// <summary>Whether a text is part of another. Only in queries.</summary>
    public static bool Has(byte[] sought, string? text) => throw OnlyInQueries(sought, text);

    /// <summary>Whether a text is one of several. Only in queries.</summary>
    public static bool Is(byte[] sought, string? first, string? second, string? third) => throw OnlyInQueries(sought, first, second, third);

    /// <summary>What <c>has_text</c> and <c>is_text</c> decide of each text.</summary>
    /// <param name="sought">What is looked for, of <see cref="Sought"/>.</param>
    /// <param name="stored">A text, in UTF-8.</param>
    /// <param name="whole">Whether it must be the whole text.</param>
    public static bool Fits(ReadOnlySpan<byte> sought, ReadOnlySpan<byte> stored, bool whole)
    {
        var wanted = MemoryMarshal.Cast<byte, char>(sought);
        Span<char> text = stored.Length <= Short ? stackalloc char[Short] : new char[stored.Length];
        text = text[..Encoding.UTF8.GetChars(stored, text)];
        return whole
            ? MemoryExtensions.Equals(text, wanted, StringComparison.OrdinalIgnoreCase)
            : MemoryExtensions.Contains(text, wanted, StringComparison.OrdinalIgnoreCase);
    }

    private static InvalidOperationException OnlyInQueries(byte[] sought, params ReadOnlySpan<string?> texts) =>
        new($"Texts are compared by the database: {sought.Length} bytes, {texts.Length} texts.");
}
