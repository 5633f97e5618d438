using Muster.Engine.Drift;
using Muster.Server.Ui;

namespace Muster.Server.Wording;

/// <summary>Differences in words.</summary>
internal static class DriftWords
{
    /// <summary>The filter that two words of an address mean; what is no word does not narrow.</summary>
    public static DriftFilter Filter(string? kind, string? state) =>
        new()
        {
            Kind = Enum.TryParse<DriftKind>(kind, ignoreCase: true, out var why) && Enum.IsDefined(why) ? why : null,
            State = Enum.TryParse<DriftState>(state, ignoreCase: true, out var stands) && Enum.IsDefined(stands) ? stands : null,
        };

    /// <summary>What people call the person.</summary>
    public static string Person(DriftRow row) => Person(Texts.English, row);

    /// <summary>The same for a reader.</summary>
    public static string Person(Texts T, DriftRow row) =>
        row.Person?.DisplayName ?? row.Person?.UserPrincipalName ?? T["user {0}", row.User];

    /// <summary>What differs.</summary>
    public static string Differs(DriftRow row) => Differs(Texts.English, row);

    /// <summary>The same in the language of the reader.</summary>
    public static string Differs(Texts T, DriftRow row)
    {
        var what = row.What switch
        {
            DriftWhat.ExtraMember => T["extra member"],
            DriftWhat.MissingMember => T["missing member"],
            DriftWhat.ExtraOwner => T["extra owner"],
            DriftWhat.MissingOwner => T["missing owner"],
            DriftWhat.MissingUser => T["is no user yet"],
            DriftWhat.ActiveUser => T["should be suspended"],
            DriftWhat.SuspendedUser => T["should be active"],
            DriftWhat.UserProperties when row.Kind == DriftKind.Damage => T["damaged user"],
            DriftWhat.UserProperties => "",
            DriftWhat.UnlinkedUser => T["should follow its directory user"],
            DriftWhat.RenamedGroup => T["renamed"],
            DriftWhat.MissingGroup => T["is no group yet"],
            DriftWhat.ExtraGroup => T["should be retired"],
            DriftWhat.GroupLink => T["link"],
            DriftWhat.MissingSubGroup => T["missing sub-group"],
            DriftWhat.ExtraSubGroup => T["extra sub-group"],
            DriftWhat.Unreadable => T["damaged"],
            var word => JsonFormat.Word(word),
        };
        var detail = row.Update is { } update ? PlanWords.Difference(T, update) : T.Told(row.Detail);
        return string.Join(": ", new[] { what, detail }.Where(part => !string.IsNullOrEmpty(part)));
    }

    /// <summary>Why, and what becomes of it where that is not the rule.</summary>
    public static string Why(DriftRow row) => Why(Texts.English, row);

    /// <summary>The same in the language of the reader.</summary>
    public static string Why(Texts T, DriftRow row)
    {
        var kind = Kind(T, row.Kind);
        return row.State switch
        {
            DriftState.ReportOnly => T["{0}, report only", kind],
            DriftState.Paused => T["{0}, paused", kind],
            DriftState.Allowed => T["{0}, kept by policy", kind],
            _ => kind,
        };
    }

    /// <summary>A reason as a word.</summary>
    public static string Kind(Texts T, DriftKind kind) =>
        kind switch
        {
            DriftKind.ManualEdit => T["manual edit"],
            DriftKind.LocalChange => T["local change"],
            DriftKind.Undo => T["undone"],
            DriftKind.ExceptionEnded => T["exception ended"],
            DriftKind.Configuration => T["saved, not applied"],
            DriftKind.DirectoryChange => T["directory changed"],
            DriftKind.Damage => T["damage"],
            DriftKind.Unknown => T["not known"],
            var other => JsonFormat.Word(other),
        };

    /// <summary>Who made it so, by which run, when.</summary>
    public static string By(DriftRow row) => By(Texts.English, row);

    /// <summary>The same in the language of the reader.</summary>
    public static string By(Texts T, DriftRow row) =>
        row switch
        {
            { Kind: DriftKind.Damage } => T["nothing in the history"],
            { By: null } => "",
            { Kind: DriftKind.DirectoryChange, By: { } read } => T["read by run {0}, {1}", read.Run, Words.Exact(T, read.At)],
            { Kind: DriftKind.ExceptionEnded, By: { } exception } => T[
                "exception by {0}, until {1}",
                exception.Actor,
                Words.Exact(T, exception.At)
            ],
            { By: { Run: null } saved } => $"{saved.Actor}, {Words.Exact(T, saved.At)}",
            { By: { } by } => T["{0}, run {1}, {2}", by.Actor, by.Run, Words.Exact(T, by.At)],
        };
}
