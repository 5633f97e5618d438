using Muster.Core.Configuration;
using Muster.Core.Scheduling;
using Muster.Server.Access;
using Muster.Server.Ui;

namespace Muster.Server.Connections;

/// <summary>On which tab of a connection each of its settings is changed. Schedule and guard rails have pages of their own.</summary>
internal static class PolicyLists
{
    /// <summary>What says who and which groups come, and under which names and attributes.</summary>
    public static readonly IReadOnlyList<string> Rules =
    [
        "nesting",
        "autoImportMembers",
        "createGroupsLike",
        "onRename",
        "onSourceDeleted",
        "adoptBy",
        "rehire",
        "userAttributes",
        "whenMissing",
        "groupAttributes",
        "whenGroupMissing",
    ];

    /// <summary>What makes groups of those whose names fit.</summary>
    public static readonly IReadOnlyList<string> CreatedByName = ["createGroupsLike"];

    /// <summary>The rest.</summary>
    public static readonly IReadOnlyList<string> Others = ["observeOnly", "onDrift", "fullPlanEvery", "ownerPermissions"];

    /// <summary>Whether a setting is changed on the page of the schedule or of the guard rails.</summary>
    public static bool IsElsewhere(string path) =>
        path.StartsWith(SchedulePolicy.Prefix, StringComparison.Ordinal) || SettingRights.IsGuardRail(path);

    /// <summary>What a setting is called on a form.</summary>
    public static string Label(Texts T, string path) =>
        path switch
        {
            "nesting" => T["Nested groups"],
            "autoImportMembers" => T["Import people with their group"],
            "createGroupsLike" => T["Create groups by name"],
            "onRename" => T["When the directory renames a group"],
            "onSourceDeleted" => T["When the directory deletes a group"],
            "adoptBy" => T["Find existing users by"],
            "rehire" => T["When somebody comes back"],
            "userAttributes" => T["Attributes of users"],
            "whenMissing" => T["When a part of a user's template is missing"],
            "groupAttributes" => T["Attributes of groups"],
            "whenGroupMissing" => T["When a part of a group's template is missing"],
            "observeOnly" => T["Observe only"],
            "onDrift" => T["What syncs do about changes by hand"],
            "fullPlanEvery" => T["Full plan after (hours)"],
            "ownerPermissions" => T["What owners of groups may do here"],
            _ => path,
        };

    /// <summary>A stored value as it is typed: lists one value a line.</summary>
    public static string Typed(SettingInfo setting, string? value) =>
        (setting.Kind, value) switch
        {
            (_, null) => "",
            (SettingKind.Several, _) => string.Join('\n', SettingKind.Several.Values(value)),
            (SettingKind.Map, _) => string.Join('\n', SettingKind.Map.Values(value).Select(item => $"{item.Key}={item.Value}")),
            _ => value,
        };

    /// <summary>What was typed as a value to save; null for the default.</summary>
    public static string? Value(SettingInfo setting, string typed) =>
        setting.Kind is SettingKind.Several
            ? SettingKind.Several.Join(typed.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0))
        : setting.Kind is SettingKind.Map ? typed.Trim()
        : typed.Trim() is { Length: > 0 } text ? text
        : null;
}
