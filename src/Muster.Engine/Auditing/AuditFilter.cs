using System.Text.Json;

namespace Muster.Engine.Auditing;

/// <summary>Which audit entries to list; everything that is not said fits.</summary>
public sealed record AuditFilter
{
    /// <summary>Every entry.</summary>
    public static readonly AuditFilter All = new();

    /// <summary>Only entries with a larger number: where the page before ended.</summary>
    public long After { get; init; }

    /// <summary>Only entries with a smaller number: where the page before ended, when the newest come first.</summary>
    public long? Before { get; init; }

    /// <summary>Whether the newest come first instead of last.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>Who or what did it: part of the name, without regard to case.</summary>
    public string? Actor { get; init; }

    /// <summary>What was done: a word such as <c>run.applied</c>, or its beginning up to a dot and a star, such as <c>run.*</c>.</summary>
    public string? Action { get; init; }

    /// <summary>To what: part of the name, without regard to case.</summary>
    public string? Subject { get; init; }

    /// <summary>Key of the connection whose own entries are wanted: those that change it or its settings, or name it as where they were carried out. Null for all.</summary>
    public int? Connection { get; init; }

    /// <summary>Not before this instant.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Not after this instant.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whether an entry fits.</summary>
    public bool Fits(AuditEntry entry) =>
        entry.Number > After
        && (Before is not { } before || entry.Number < before)
        && Has(entry.Actor, Actor)
        && Has(entry.Subject, Subject)
        && IsAction(entry.Action)
        && IsOf(entry)
        && (From is not { } from || entry.At >= from)
        && (To is not { } to || entry.At <= to);

    private static bool Has(string text, string? part) => part is null || text.Contains(part, StringComparison.OrdinalIgnoreCase);

    /// <summary>What is noted beside an entry is flat, and its names are Muster's own.</summary>
    private bool IsOf(AuditEntry entry)
    {
        if (Connection is not { } key)
            return true;
        if (!entry.Detail.Contains("\"connection\":", StringComparison.Ordinal))
            return false;
        using var detail = JsonDocument.Parse(entry.Detail);
        return detail.RootElement.TryGetProperty("connection", out var of)
            && of.ValueKind == JsonValueKind.Number
            && of.TryGetInt32(out var number)
            && number == key;
    }

    private bool IsAction(string action) =>
        Action is null
        || (
            Action.EndsWith('*')
                ? action.StartsWith(Action[..^1], StringComparison.OrdinalIgnoreCase)
                : string.Equals(action, Action, StringComparison.OrdinalIgnoreCase)
        );
}
