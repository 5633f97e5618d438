using Muster.Core.Configuration;
using Muster.Engine.Configuration;

namespace Muster.Server.Ui;

/// <summary>One value that somebody else has saved while it was being changed here.</summary>
/// <param name="What">What it is of, for people.</param>
/// <param name="Theirs">What they saved.</param>
/// <param name="Mine">What was typed here; null when it was left as it was.</param>
public sealed record Contest(string What, string Theirs, string? Mine);

/// <summary>Somebody else has saved the same settings while they were being changed here: neither is lost, and neither overwrites the other.</summary>
/// <param name="Theirs">What they saved.</param>
/// <param name="Seen">The values that were looked at before.</param>
/// <param name="Typed">What was to be saved here.</param>
internal sealed record Overtaken(SettingsVersion Theirs, IReadOnlyDictionary<string, string> Seen, IReadOnlyList<SettingEdit> Typed)
{
    /// <summary>Whether they changed something that is on the same page.</summary>
    public bool Concerns => TheirChanges.Count > 0;

    private SettingSheet Sheet => Theirs.Scope.Connection is null ? SettingSheet.OfWorkspace : SettingSheet.OfConnection;

    private IReadOnlyList<SettingDifference> TheirChanges =>
        [.. Sheet.Compare(Seen, Theirs.Values).Where(theirs => Typed.Any(edit => edit.Path == theirs.Path))];

    private IReadOnlyList<SettingDifference> MyChanges => Sheet.Compare(Seen, Sheet.Change(Seen, Typed));

    /// <summary>Who it was, and when.</summary>
    public string Title(Texts T, DateTimeOffset now) =>
        T["{0} changed these settings {1}", Theirs.Actor ?? T["Somebody"], Words.Relative(T, Theirs.At ?? now, now)];

    /// <summary>What they changed on the same page, beside what was typed.</summary>
    /// <param name="T">The texts.</param>
    /// <param name="label">The name of a setting, by its path.</param>
    public IReadOnlyList<Contest> Rows(Texts T, Func<string, string> label)
    {
        var mine = MyChanges.ToDictionary(change => change.Path, StringComparer.Ordinal);
        return
        [
            .. TheirChanges.Select(theirs => new Contest(
                label(theirs.Path),
                theirs.After ?? T["not set"],
                mine.TryGetValue(theirs.Path, out var change) ? change.After ?? T["not set"] : null
            )),
        ];
    }

    /// <summary>Their values, with what was changed here on top.</summary>
    public IReadOnlyDictionary<string, string> Joined() =>
        Sheet.Change(Theirs.Values, MyChanges.Select(change => Typed.First(edit => edit.Path == change.Path)));
}
