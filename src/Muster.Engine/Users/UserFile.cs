using System.Globalization;
using System.Text;
using Muster.Core.Attributes;
using Muster.Core.Matching;
using Muster.Core.Platform;
using Muster.Core.Reporting;

namespace Muster.Engine.Users;

/// <summary>People in a file of comma-separated values: a header with the names of attributes, then one person a line.</summary>
public sealed class UserFile
{
    /// <summary>Most bytes of a file.</summary>
    public const int MostBytes = 20 * 1024 * 1024;

    /// <summary>Most people in a file.</summary>
    public const int MostPeople = 100_000;

    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["upn"] = "userPrincipalName",
        ["name"] = "displayName",
        ["email"] = "mail",
        ["firstName"] = "givenName",
        ["lastName"] = "surname",
    };

    private readonly List<FileFault> _faults = [];
    private readonly List<UserLine> _people = [];

    private UserFile() { }

    /// <summary>The people, in the order of the file. Nothing may be done with them while there are faults.</summary>
    public IReadOnlyList<UserLine> People => _people;

    /// <summary>Everything that is wrong with the file.</summary>
    public IReadOnlyList<FileFault> Faults => _faults;

    /// <summary>Reads a file.</summary>
    /// <param name="content">Its bytes: UTF-8, with or without a byte order mark.</param>
    public static UserFile Parse(ReadOnlySpan<byte> content)
    {
        var file = new UserFile();
        if (content.Length > MostBytes)
            file.Fault(
                1,
                null,
                string.Create(CultureInfo.InvariantCulture, $"the file has {content.Length} bytes; the most is {MostBytes}")
            );
        else if (file.Text(content) is { } text)
            file.Read(text);
        return file;
    }

    private string? Text(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith(Encoding.UTF8.Preamble))
            content = content[Encoding.UTF8.Preamble.Length..];
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
        }
        catch (DecoderFallbackException fault)
        {
            var line = content[..Math.Clamp(fault.Index, 0, content.Length)].Count((byte)'\n') + 1;
            Fault(line, null, "the file is not UTF-8; save it as CSV UTF-8");
            return null;
        }
    }

    private void Read(string text)
    {
        var (rows, faults) = CsvText.Parse(text);
        _faults.AddRange(faults);
        if (rows.Count == 0 || faults.Count > 0)
        {
            if (faults.Count == 0)
                Fault(1, null, "the file is empty; its first line names the columns, such as userPrincipalName,displayName,mail");
            return;
        }
        if (rows.Count - 1 > MostPeople)
            Fault(
                1,
                null,
                string.Create(CultureInfo.InvariantCulture, $"the file has {CountWords.People(rows.Count - 1)}; the most is {MostPeople}")
            );
        var columns = Columns(rows[0]);
        if (_faults.Count > 0)
            return;
        var lines = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in rows.Skip(1))
            Add(row, columns, lines);
    }

    private List<string> Columns(CsvRow header)
    {
        var columns = new List<string>();
        foreach (var name in header.Fields)
        {
            var column =
                OtherNames.GetValueOrDefault(name)
                ?? UserAttributeNames.OfEveryone.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));
            if (column is null)
                Fault(header.Line, $"column '{name}'", $"there is no such attribute{Near(name)}");
            else if (columns.Contains(column))
                Fault(header.Line, $"column '{name}'", $"{column} comes twice");
            columns.Add(column ?? name);
        }
        if (_faults.Count == 0 && !columns.Contains("userPrincipalName"))
            Fault(header.Line, null, "the column userPrincipalName is missing; it says who is who");
        return columns;
    }

    private void Add(CsvRow row, List<string> columns, Dictionary<string, int> lines)
    {
        if (row.Fields.Count != columns.Count)
        {
            Fault(
                row.Line,
                null,
                string.Create(CultureInfo.InvariantCulture, $"it has {row.Fields.Count} fields, but the header has {columns.Count} columns")
            );
            return;
        }
        var values = columns.Zip(row.Fields, (column, field) => KeyValuePair.Create(column, field.Length == 0 ? null : field)).ToList();
        foreach (var (column, value) in values)
            if (UserValues.Fault(column, value) is { } fault)
                Fault(row.Line, column, fault.TrimEnd('.'));
        if (values.First(value => value.Key == "userPrincipalName").Value is not { } upn)
            return;
        if (!lines.TryAdd(upn, row.Line))
            Fault(row.Line, "userPrincipalName", string.Create(CultureInfo.InvariantCulture, $"'{upn}' is on line {lines[upn]} already"));
        else
            _people.Add(new UserLine(row.Line, upn, values));
    }

    private static string Near(string name)
    {
        var folded = name.ToUpperInvariant();
        var near = UserAttributeNames.OfEveryone.FirstOrDefault(known =>
            name.Length <= UserAttributeNames.LongestName && EditDistance.AtMost(folded, known.ToUpperInvariant(), 2)
        );
        return near is null ? $"; use {string.Join(", ", UserAttributeNames.OfEveryone)}" : $"; did you mean {near}?";
    }

    private void Fault(int line, string? column, string what) => _faults.Add(new FileFault(line, column, what));
}

/// <summary>One person of a file.</summary>
/// <param name="Line">Line on which the person stands.</param>
/// <param name="UserPrincipalName">The UPN.</param>
/// <param name="Values">What the file says, by attribute; null clears one. Attributes the file has no column for stay as they are.</param>
public sealed record UserLine(int Line, string UserPrincipalName, IReadOnlyList<KeyValuePair<string, string?>> Values)
{
    /// <summary>The attributes with what the file says taken over. Nobody stays without a name: the UPN does where nothing else is given.</summary>
    public UserAttributes On(UserAttributes before)
    {
        var after = Values.Aggregate(before, (attributes, value) => attributes.With(value.Key, value.Value));
        return after.DisplayName is null ? after with { DisplayName = UserPrincipalName } : after;
    }
}
