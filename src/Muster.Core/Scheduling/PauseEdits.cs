using Muster.Core.Configuration;

namespace Muster.Core.Scheduling;

/// <summary>What holds of a pause however it is changed: it has an end only while there is a reason, and the end lies ahead when it is given.</summary>
public static class PauseEdits
{
    /// <summary>Name of the setting with the reason.</summary>
    public const string Reason = SchedulePolicy.Prefix + "paused";

    /// <summary>Name of the setting with the end.</summary>
    public const string Until = SchedulePolicy.Prefix + "pausedUntil";

    /// <summary>The values after a change of a connection's settings, without an end that belongs to a pause that is over.</summary>
    /// <param name="before">The values that were there.</param>
    /// <param name="after">The values with the edits.</param>
    /// <param name="edits">What a person changes.</param>
    /// <param name="now">The present.</param>
    /// <exception cref="SettingException">An end is given that has passed, or without a pause.</exception>
    public static SortedDictionary<string, string> Settle(
        IReadOnlyDictionary<string, string> before,
        SortedDictionary<string, string> after,
        IReadOnlyList<SettingEdit> edits,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(edits);
        bool Gives(string path) => edits.Any(edit => edit.Value is not null && Is(edit, path));
        if (!after.TryGetValue(Until, out var end))
            return after;
        // Whoever pauses anew says when the new pause ends, or means that it has no end.
        var isAnew = Gives(Reason) && SettingKind.Instant.Value(end) <= now;
        if (!Gives(Until) && (isAnew || !after.ContainsKey(Reason)))
            return new(after.Where(value => value.Key != Until).ToDictionary(), StringComparer.Ordinal);
        return Fault(before, after, now) is { } fault ? throw new SettingException(Until, end, $"{Until} {fault}.") : after;
    }

    /// <summary>What is wrong with the end of a pause in new values, to be read after its name; null when nothing is, or when the pause stood there before.</summary>
    /// <param name="before">The values that were there.</param>
    /// <param name="after">The values as they shall be.</param>
    /// <param name="now">The present.</param>
    public static string? Fault(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (!after.TryGetValue(Until, out var end))
            return null;
        if (!after.ContainsKey(Reason))
            return $"is '{end}', but there is no pause that could end. Give the reason too, as {Reason}, or leave out the end";
        var isNew = before.GetValueOrDefault(Until) != end || before.GetValueOrDefault(Reason) != after[Reason];
        return isNew && SettingKind.Instant.Value(end) <= now
            ? $"is '{end}', which has passed (it is {SettingKind.Instant.Text(now)} now). Give a later instant, or leave it out for a pause without an end"
            : null;
    }

    private static bool Is(SettingEdit edit, string path) => string.Equals(edit.Path, path, StringComparison.OrdinalIgnoreCase);
}
