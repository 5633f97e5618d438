using Muster.Core.Configuration;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Server.Ui;

namespace Muster.Server.Groups;

/// <summary>How groups stand, in the words of the app.</summary>
internal static class GroupWords
{
    /// <summary>The states by which a list of groups can be filtered.</summary>
    public static readonly IReadOnlyList<LinkState> Filters =
    [
        LinkState.Linked,
        LinkState.Local,
        LinkState.Unmatched,
        LinkState.Ambiguous,
        LinkState.SourceDeleted,
        LinkState.Paused,
    ];

    /// <summary>Meaning of a state for a badge.</summary>
    public static string Kind(LinkState link) =>
        link switch
        {
            LinkState.Linked => "ok",
            LinkState.Local or LinkState.Retired => "idle",
            LinkState.SourceDeleted => "bad",
            _ => "hold",
        };

    /// <summary>A state in a word or two.</summary>
    public static string Word(Texts T, LinkState link) =>
        link switch
        {
            LinkState.Linked => T["linked"],
            LinkState.Local => T["local"],
            LinkState.Unmatched => T["no match yet"],
            LinkState.Ambiguous => T["ambiguous"],
            LinkState.SourceDeleted => T["source deleted"],
            LinkState.Paused => T["paused"],
            _ => T["retired"],
        };

    /// <summary>Whether syncs leave a group alone for how it stands, though a person should look at it.</summary>
    public static bool IsSkipped(LinkState link) =>
        link is LinkState.SourceDeleted or LinkState.Paused or LinkState.Ambiguous or LinkState.Unmatched;

    /// <summary>Why syncs leave such groups alone, in a few words.</summary>
    public static string WhySkipped(Texts T, LinkState link) =>
        link switch
        {
            LinkState.SourceDeleted => T["The directory deleted what they follow; somebody has to decide."],
            LinkState.Paused => T["A run was undone, and nobody has let them go on yet."],
            LinkState.Ambiguous => T["Several directory groups have their name; somebody has to pick one."],
            _ => T["No directory group has their name, as far as the directory was read."],
        };

    /// <summary>What a state means, in a sentence.</summary>
    public static string Sentence(Texts T, GroupRow group) =>
        group.Link switch
        {
            LinkState.Linked => T["It follows its directory group; every sync makes it equal."],
            LinkState.Local => T["It does not follow the directory. Who is in it is decided here, under Members."],
            LinkState.Unmatched => T["It waits for a directory group of exactly its name. The next sync links it when there is one."],
            LinkState.Ambiguous => T["Several directory groups have exactly its name. Pick one under Link; until then nothing is changed."],
            LinkState.SourceDeleted => T["The directory no longer has its group. Its members stay as they were until somebody decides."],
            LinkState.Paused when group.PausedUntil is { } until => T[
                "No sync touches it until {0}, since a run was undone.",
                Words.Exact(T, until)
            ],
            LinkState.Paused => T["No sync touches it until somebody lets it go on, since a run was undone."],
            _ => T["It is out of use. Its history stays."],
        };

    /// <summary>A policy with where it comes from.</summary>
    public static string Policy<TPolicy>(Texts T, TPolicy? own, TPolicy connection)
        where TPolicy : struct, Enum =>
        own is { } value ? Choice(T, value.ToString()) : T["{0} (as the connection)", Choice(T, connection.ToString())];

    /// <summary>A value of a setting that is one of a few words.</summary>
    public static string Choice(Texts T, string value) =>
        value.ToLowerInvariant() switch
        {
            "transitive" => T["nested groups count"],
            "direct" => T["only direct members"],
            "hierarchy" => T["nested linked groups become sub-groups"],
            "follow" => T["take the new name"],
            "keep" => T["keep"],
            "unlink" => T["end the link"],
            "prune" => T["retire the group"],
            "replace" => T["the directory replaces them"],
            "refuse" => T["not by hand"],
            "allow" => T["also by hand"],
            "heal" => T["put back"],
            "report" => T["leave and tell"],
            "true" => T["yes"],
            "false" => T["no"],
            _ => value,
        };

    /// <summary>What a setting of a group is called on a form.</summary>
    public static string Label(Texts T, string path) =>
        path switch
        {
            "purpose" => T["Purpose"],
            "accountable" => T["Accountable person"],
            "reviewOn" => T["Review on"],
            "nesting" => T["Nested groups"],
            "onRename" => T["When the directory renames it"],
            "onSourceDeleted" => T["When the directory deletes it"],
            "localMembers" => T["Members given here"],
            "handEdits" => T["Changes by hand"],
            "onDrift" => T["What syncs do about changes by hand"],
            "protected" => T["Protected"],
            _ => path,
        };

    /// <summary>How much harm a change can do.</summary>
    public static string Danger(Texts T, Danger danger) =>
        danger switch
        {
            Core.Configuration.Danger.Cosmetic => T["never changes who is in the group"],
            Core.Configuration.Danger.ChangesSync => T["changes what is synchronised"],
            _ => T["may take much away"],
        };

    /// <summary>What a person is called.</summary>
    public static string Name(UserRow user) =>
        user.Attributes.DisplayName ?? user.Attributes.UserPrincipalName ?? user.Attributes.Mail ?? user.Handle;
}
