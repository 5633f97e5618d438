using System.Globalization;

namespace Muster.Server.Plans;

/// <summary>Where one is in the steps of a plan, as the address has it: how many parts are listed, which are open, and how many rows of those are shown.</summary>
/// <remarks>Parts that all fit on a screen together are open by themselves; of those the address has the ones that were shut.</remarks>
public sealed record StepsPlace
{
    /// <summary>Parts, and rows of a part, that are shown at once.</summary>
    public const int Page = 50;

    /// <summary>Most parts that an address names; when one more is opened, the first one is folded.</summary>
    private const int Most = 30;

    private IReadOnlyList<(string Part, int Rows)> Opened { get; init; } = [];

    private IReadOnlyList<string> Shut { get; init; } = [];

    /// <summary>Parts that are listed.</summary>
    public int Parts { get; private init; } = Page;

    /// <summary>The place that an address names.</summary>
    /// <param name="parts">How many parts are listed.</param>
    /// <param name="open">Those that are open: <c>group-3.group-4~100</c>, the second with a hundred rows.</param>
    /// <param name="shut">Those that are folded though all would fit.</param>
    public static StepsPlace Of(int? parts, string? open, string? shut) =>
        new()
        {
            Parts = Math.Max(parts ?? Page, Page),
            Opened = [.. Named(open).Select(Read)],
            Shut = [.. Named(shut)],
        };

    /// <summary>Whether a part is open.</summary>
    /// <param name="part">The part.</param>
    /// <param name="fits">Whether all parts fit on a screen.</param>
    public bool IsOpen(string part, bool fits) => fits ? !Shut.Contains(part) : Opened.Any(one => one.Part == part);

    /// <summary>Rows of a part that are shown.</summary>
    public int Rows(string part) => Opened.FirstOrDefault(one => one.Part == part) is { Part: not null, Rows: var rows } ? rows : Page;

    /// <summary>Opens or folds a part.</summary>
    public StepsPlace Toggled(string part, bool fits) =>
        fits ? this with { Shut = Shut.Contains(part) ? [.. Shut.Where(one => one != part)] : Last([.. Shut, part]) }
        : IsOpen(part, fits) ? this with { Opened = [.. Opened.Where(one => one.Part != part)] }
        : this with { Opened = Last([.. Opened, (part, Page)]) };

    /// <summary>Shows more rows of an open part.</summary>
    public StepsPlace Grown(string part) =>
        this with
        {
            Opened = [.. Opened.Select(one => one.Part == part ? (part, one.Rows + Page) : one)],
        };

    /// <summary>Lists more parts.</summary>
    public StepsPlace Further() => this with { Parts = Parts + Page };

    /// <summary>The place as parts of a query.</summary>
    public Dictionary<string, object?> Query() =>
        new()
        {
            ["parts"] = Parts == Page ? null : Parts,
            ["open"] = Opened.Count == 0 ? null : string.Join('.', Opened.Select(Written)),
            ["shut"] = Shut.Count == 0 ? null : string.Join('.', Shut),
        };

    private static IReadOnlyList<T> Last<T>(IReadOnlyList<T> parts) => [.. parts.Skip(parts.Count - Most)];

    private static IEnumerable<string> Named(string? text) =>
        (text ?? "").Split('.', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Take(Most);

    private static (string, int) Read(string text) =>
        text.Split('~') is [var part, var rows] && int.TryParse(rows, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? (part, Math.Max(count, Page))
            : (text, Page);

    private static string Written((string Part, int Rows) one) =>
        one.Rows == Page ? one.Part : string.Create(CultureInfo.InvariantCulture, $"{one.Part}~{one.Rows}");
}
