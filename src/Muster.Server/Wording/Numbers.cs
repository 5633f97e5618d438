namespace Muster.Server.Wording;

/// <summary>Numbers and times as English texts have them, for the command line, programs and what is kept; a page writes its own in the form of its reader, with <see cref="Ui.Words"/>.</summary>
internal static class Numbers
{
    /// <summary>With thin groups of three.</summary>
    public static string Of(long value) => value.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A count with its noun: <c>1 user</c>, <c>2,000 users</c>.</summary>
    public static string Of(long value, string noun) => $"{Of(value)} {(value == 1 ? noun : Several(noun))}";

    /// <summary>More than one of something: <c>users</c>, <c>entries</c>, <c>keys</c>.</summary>
    public static string Several(string noun) =>
        noun == "person" ? "people"
        : noun.EndsWith('y') && !noun.EndsWith("ey", StringComparison.Ordinal) ? $"{noun[..^1]}ies"
        : $"{noun}s";

    public static string Seconds(double seconds) =>
        seconds.ToString(seconds < 10 ? "0.0" : "#,0", System.Globalization.CultureInfo.InvariantCulture) + " s";

    public static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture) + " UTC";
}
