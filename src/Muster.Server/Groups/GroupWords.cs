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
    public static string Word(Texts text, LinkState link) =>
        link switch
        {
            LinkState.Linked => text["linked"],
            LinkState.Local => text["local"],
            LinkState.Unmatched => text["no match yet"],
            LinkState.Ambiguous => text["ambiguous"],
            LinkState.SourceDeleted => text["source deleted"],
            LinkState.Paused => text["paused"],
            _ => text["retired"],
        };

    /// <summary>What a state means, in a sentence.</summary>
    public static string Sentence(Texts text, GroupRow group) =>
        group.Link switch
        {
            LinkState.Linked => text["It follows its directory group; every sync makes it equal."],
            LinkState.Local => text["It does not follow the directory. Who is in it is decided here."],
            LinkState.Unmatched => text["It waits for a directory group of exactly its name. The next sync links it when there is one."],
            LinkState.Ambiguous => text["Several directory groups have exactly its name. Pick one under Link; until then nothing is changed."],
            LinkState.SourceDeleted => text["The directory no longer has its group. Its members stay as they were until somebody decides."],
            LinkState.Paused when group.PausedUntil is { } until => text["No sync touches it until {0}, since a run was undone.", Words.Exact(until)],
            LinkState.Paused => text["No sync touches it until somebody lets it go on, since a run was undone."],
            _ => text["It is out of use. Its history stays."],
        };

    /// <summary>A policy with where it comes from.</summary>
    public static string Policy<T>(Texts text, T? own, T connection)
        where T : struct, Enum =>
        own is { } value ? Choice(text, value.ToString()) : text["{0} (as the connection)", Choice(text, connection.ToString())];

    /// <summary>A value of a setting that is one of a few words.</summary>
    public static string Choice(Texts text, string value) =>
        value.ToLowerInvariant() switch
        {
            "transitive" => text["nested groups count"],
            "direct" => text["only direct members"],
            "hierarchy" => text["nested linked groups become sub-groups"],
            "follow" => text["take the new name"],
            "keep" => text["keep"],
            "unlink" => text["end the link"],
            "prune" => text["retire the group"],
            "replace" => text["the directory replaces them"],
            "refuse" => text["not by hand"],
            "allow" => text["also by hand"],
            "heal" => text["put back"],
            "report" => text["leave and tell"],
            "true" => text["yes"],
            "false" => text["no"],
            _ => value,
        };

    /// <summary>What a setting of a group is called on a form.</summary>
    public static string Label(Texts text, string path) =>
        path switch
        {
            "purpose" => text["Purpose"],
            "accountable" => text["Accountable person"],
            "reviewOn" => text["Review on"],
            "nesting" => text["Nested groups"],
            "onRename" => text["When the directory renames it"],
            "onSourceDeleted" => text["When the directory deletes it"],
            "localMembers" => text["Members given here"],
            "handEdits" => text["Changes by hand"],
            "onDrift" => text["What syncs do about changes by hand"],
            "protected" => text["Protected"],
            _ => path,
        };

    /// <summary>How much harm a change can do.</summary>
    public static string Danger(Texts text, Danger danger) =>
        danger switch
        {
            Core.Configuration.Danger.Cosmetic => text["never changes who is in the group"],
            Core.Configuration.Danger.ChangesSync => text["changes what is synchronised"],
            _ => text["may take much away"],
        };

    /// <summary>What a person is called.</summary>
    public static string Name(UserRow user) =>
        user.Attributes.DisplayName ?? user.Attributes.UserPrincipalName ?? user.Attributes.Mail ?? user.Handle;
}
