namespace Muster.GraphEmulator.Histories;

/// <summary>Opens a file of any format that holds a tenant or its life.</summary>
public static class HistoryFiles
{
    /// <summary>Looks at the first line of the file and picks the reader.</summary>
    /// <exception cref="InvalidDataException">The first line names no format known here.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static ITenantHistory Open(string path) => FormatOf(path) == TenantFile.Format ? new TenantFile(path) : new HistoryFile(path);

    /// <summary>The file's name without folder and extensions.</summary>
    internal static string NameOf(string path) => Path.GetFileName(path).Split('.')[0] is { Length: > 0 } name ? name : "Tenant";

    private static string FormatOf(string path)
    {
        using var lines = new JsonLines(path);
        using var line = lines.Read() ?? throw lines.Fault($"the file is empty; expected a header with a format, {Known}");
        var header = new JsonRecord(lines, line.RootElement, "the header");
        var format = header.Text("format");
        return format is HistoryFile.Format or TenantFile.Format ? format : throw header.Wrong("format", Known);
    }

    private const string Known = $"\"{HistoryFile.Format}\" or \"{TenantFile.Format}\"";
}
