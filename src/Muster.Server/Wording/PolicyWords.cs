using Muster.Core.Configuration;
using Muster.Core.Platform;
using Muster.Server.Connections;
using Muster.Server.Groups;
using Muster.Server.Guards;
using Muster.Server.Ui;

namespace Muster.Server.Wording;

/// <summary>Settings of a connection or a group for people, wherever a change of them is shown.</summary>
internal static class PolicyWords
{
    private static readonly string[] Figures = ["guards.", "guardCeiling."];

    /// <summary>What a setting is called.</summary>
    public static string Label(Texts T, string path) =>
        path switch
        {
            "protectedGroups" => T["Protected groups"],
            "protectedUsers" => T["Protected people"],
            "secondPerson" => T["A second person releases held plans"],
            _ when Figures.FirstOrDefault(prefix => path.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix => GuardWords.Figure(
                T,
                path[prefix.Length..]
            ),
            _ => PolicyLists.Label(T, path),
        };

    /// <summary>A stored value; names, patterns and figures stay as they are.</summary>
    /// <param name="T">Texts of the reader.</param>
    /// <param name="path">Path of the setting.</param>
    /// <param name="value">The value as it is stored; null when it is not set.</param>
    public static string Value(Texts T, string path, string? value) =>
        value switch
        {
            null => T["not set"],
            "[]" => path == "protectedUsers" ? T["nobody"] : T["none"],
            "none" => T["no limit"],
            ['[', ..] => string.Join(", ", SettingKind.Several.Values(value).Select(one => Item(T, path, one))),
            _ => GroupWords.Choice(T, value),
        };

    /// <summary>What to expect of a connection that only observes.</summary>
    public static string OnlyObserves(Texts T, string connection) =>
        T[
            "{0} only observes: its plans say what would be done, and nothing of them is applied, whoever asks. An Administrator can change that in its settings.",
            connection
        ];

    private static string Item(Texts T, string path, string value) =>
        path == "ownerPermissions" && Enum.TryParse<OwnerPermission>(value, ignoreCase: true, out var permission)
            ? T.Told(OwnerPermissions.Meaning(permission))
            : value;
}
