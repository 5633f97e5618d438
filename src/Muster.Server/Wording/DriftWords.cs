using Muster.Engine.Drift;

namespace Muster.Server.Wording;

/// <summary>Differences in words.</summary>
internal static class DriftWords
{
    /// <summary>What people call the person.</summary>
    public static string Person(DriftRow row) => row.Person?.DisplayName ?? row.Person?.UserPrincipalName ?? $"user {row.User}";

    /// <summary>What differs.</summary>
    public static string Differs(DriftRow row)
    {
        var what = row.What switch
        {
            DriftWhat.MissingUser => "is no user yet",
            DriftWhat.ActiveUser => "should be suspended",
            DriftWhat.SuspendedUser => "should be active",
            DriftWhat.UserProperties when row.Kind == DriftKind.Damage => "damaged user",
            DriftWhat.UserProperties => "",
            DriftWhat.UnlinkedUser => "should follow its directory user",
            DriftWhat.RenamedGroup => "renamed",
            DriftWhat.MissingGroup => "is no group yet",
            DriftWhat.ExtraGroup => "should be retired",
            DriftWhat.GroupLink => "link",
            DriftWhat.MissingSubGroup => "missing sub-group",
            DriftWhat.ExtraSubGroup => "extra sub-group",
            DriftWhat.Unreadable => "damaged",
            var word => Split(JsonFormat.Word(word)),
        };
        var detail = row.Update is { } update ? PlanWords.Difference(update) : row.Detail;
        return string.Join(": ", new[] { what, detail }.Where(part => !string.IsNullOrEmpty(part)));
    }

    /// <summary>Why, and what becomes of it where that is not the rule.</summary>
    public static string Why(DriftRow row)
    {
        var kind = row.Kind switch
        {
            DriftKind.DirectoryChange => "directory changed",
            DriftKind.Configuration => "saved, not applied",
            DriftKind.Undo => "undone",
            DriftKind.Unknown => "not known",
            var other => Split(JsonFormat.Word(other)),
        };
        return row.State switch
        {
            DriftState.ReportOnly => $"{kind}, report only",
            DriftState.Paused => $"{kind}, paused",
            DriftState.Allowed => $"{kind}, kept by policy",
            _ => kind,
        };
    }

    /// <summary>Who made it so, by which run, when.</summary>
    public static string By(DriftRow row) =>
        row switch
        {
            { Kind: DriftKind.Damage } => "nothing in the history",
            { By: null } => "",
            { Kind: DriftKind.DirectoryChange, By: { } read } => $"read by run {read.Run}, {Numbers.Instant(read.At)}",
            { Kind: DriftKind.ExceptionEnded, By: { } exception } =>
                $"exception by {exception.Actor}, until {Numbers.Instant(exception.At)}",
            { By: { Run: null } saved } => $"{saved.Actor}, {Numbers.Instant(saved.At)}",
            { By: { } by } => $"{by.Actor}, run {by.Run}, {Numbers.Instant(by.At)}",
        };

    private static string Split(string word) =>
        string.Concat(word.Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
}
