using System.Globalization;
using Muster.Core.Platform;

namespace Muster.Core.Configuration;

/// <summary>The catalogues of all settings. A setting that is missing here cannot be changed; a test enumerates the properties behind them.</summary>
public static class Settings
{
    /// <summary>Of a connection.</summary>
    public static readonly SettingCatalogue<ConnectionPolicies> OfConnection = new(
        ConnectionPolicies.Default,
        [
            Flag<ConnectionPolicies>(
                "autoImportMembers",
                "Import members and owners of linked groups with their group",
                Danger.ChangesSync,
                policies => policies.AutoImportMembers,
                (policies, value) => policies with { AutoImportMembers = value }
            ),
            Choice<ConnectionPolicies, NestingPolicy>(
                "nesting",
                "What counts as a member of a linked group: transitive (nested groups count), direct, or hierarchy (nested linked groups become sub-groups)",
                Danger.Destructive,
                policies => policies.Nesting,
                (policies, value) => policies with { Nesting = value ?? default }
            ),
            Choice<ConnectionPolicies, RenamePolicy>(
                "onRename",
                "When the directory renames a linked group: follow, keep the name here, or unlink",
                Danger.ChangesSync,
                policies => policies.OnRename,
                (policies, value) => policies with { OnRename = value ?? default }
            ),
            Choice<ConnectionPolicies, SourceDeletedPolicy>(
                "onSourceDeleted",
                "When the directory deletes a linked group: keep its memberships until a person decides, or prune (retire it)",
                Danger.Destructive,
                policies => policies.OnSourceDeleted,
                (policies, value) => policies with { OnSourceDeleted = value ?? default }
            ),
            new(
                "adoptBy",
                "By what users who exist here already are found to be directory users, in this order",
                Danger.ChangesSync,
                new SettingKind.Several(ChoiceOf<AdoptionKey>(), 3),
                policies => SettingKind.Several.Join(policies.AdoptBy.Select(Word)),
                (policies, text) =>
                    policies with
                    {
                        AdoptBy = text is null
                            ? ConnectionPolicies.Default.AdoptBy
                            : ValueList.Of<AdoptionKey>(SettingKind.Several.Values(text).Select(Parse<AdoptionKey>)),
                    }
            ),
            Choice<ConnectionPolicies, RehirePolicy>(
                "rehire",
                "When somebody comes back with a new object id: make a new user, or adopt the old one by the same employeeId",
                Danger.ChangesSync,
                policies => policies.Rehire,
                (policies, value) => policies with { Rehire = value ?? default }
            ),
            Flag<ConnectionPolicies>(
                "observeOnly",
                "Plans are made and nothing of them is applied, whoever asks for it: no sync, no import, no approval, no exception, no undo",
                Danger.ChangesSync,
                policies => policies.ObserveOnly,
                (policies, value) => policies with { ObserveOnly = value }
            ),
            Choice<ConnectionPolicies, DriftPolicy>(
                "onDrift",
                "What syncs do about members and owners of linked groups given and taken by hand, unless a group says otherwise: heal (put back as in the directory) or report (leave and tell)",
                Danger.Destructive,
                policies => policies.OnDrift,
                (policies, value) => policies with { OnDrift = value ?? default }
            ),
            .. AttributeSettings.OfConnection,
            Texts<ConnectionPolicies>(
                "protectedGroups",
                "Groups here that no plan takes members from without a person, by name",
                Danger.Destructive,
                policies => policies.ProtectedGroups,
                (policies, value) => policies with { ProtectedGroups = value }
            ),
            Texts<ConnectionPolicies>(
                "protectedUsers",
                "People whom no plan removes or suspends, by UPN or object id",
                Danger.Destructive,
                policies => policies.ProtectedUsers,
                (policies, value) => policies with { ProtectedUsers = value }
            ),
            Flag<ConnectionPolicies>(
                "secondPerson",
                "A held plan is released only by somebody other than who started it",
                Danger.Destructive,
                policies => policies.SecondPerson,
                (policies, value) => policies with { SecondPerson = value }
            ),
            Number<ConnectionPolicies>(
                "fullPlanEvery",
                "After so many hours the next plan is computed from everything, whatever was touched",
                Danger.ChangesSync,
                new SettingKind.Number(1, 24 * 31, "hours"),
                policies => policies.FullPlanEveryHours,
                (policies, value) => policies with { FullPlanEveryHours = value ?? 24 }
            ),
            Several<ConnectionPolicies>(
                "createGroupsLike",
                "Patterns of names: directory groups whose name fits one are created and linked by the next sync",
                Danger.ChangesSync,
                new SettingKind.Several(new SettingKind.Pattern(), 100),
                policies => policies.CreateGroupsLike,
                (policies, value) => policies with { CreateGroupsLike = value }
            ),
            Several<ConnectionPolicies>(
                "ownerPermissions",
                "Permissions that owners of linked groups have here",
                Danger.ChangesSync,
                new SettingKind.Several(new SettingKind.Choice(OwnerPermissions.Words), OwnerPermissions.Words.Count),
                policies => policies.OwnerPermissions,
                (policies, value) => policies with { OwnerPermissions = value }
            ),
            .. ScheduleSettings.Of<ConnectionPolicies>(
                policies => policies.Schedule,
                (policies, schedule) => policies with { Schedule = schedule }
            ),
            .. GuardSettings.Of<ConnectionPolicies>(
                "guards",
                policies => policies.Guards,
                (policies, guards) => policies with { Guards = guards }
            ),
        ]
    );

    /// <summary>Of a workspace.</summary>
    public static readonly SettingCatalogue<WorkspacePolicies> OfWorkspace = new(
        WorkspacePolicies.Default,
        [
            Several<WorkspacePolicies>(
                "groupNamePatterns",
                "Patterns of which a group's name must meet one; none means that every name will do",
                Danger.Cosmetic,
                new SettingKind.Several(new SettingKind.Pattern(), 100),
                policies => policies.GroupNamePatterns,
                (policies, value) => policies with { GroupNamePatterns = value }
            ),
            .. GuardSettings.CeilingOf<WorkspacePolicies>(
                "guardCeiling",
                policies => policies.GuardCeiling,
                (policies, ceiling) => policies with { GuardCeiling = ceiling }
            ),
        ]
    );

    /// <summary>Of a group.</summary>
    public static readonly SettingCatalogue<GroupSettings> OfGroup = new(
        GroupSettings.None,
        [
            new(
                "purpose",
                "Why the group exists",
                Danger.Cosmetic,
                new SettingKind.Line(1000),
                settings => settings.Purpose,
                (settings, text) => settings with { Purpose = text }
            ),
            new(
                "accountable",
                "Who answers for the group, by UPN or name",
                Danger.Cosmetic,
                new SettingKind.Line(256),
                settings => settings.Accountable,
                (settings, text) => settings with { Accountable = text }
            ),
            new(
                "reviewOn",
                "Day on which somebody should look whether the group is still needed",
                Danger.Cosmetic,
                new SettingKind.Day(),
                settings => settings.ReviewOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                (settings, text) =>
                    settings with
                    {
                        ReviewOn = text is null ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                    }
            ),
            Choice<GroupSettings, NestingPolicy>(
                "nesting",
                "What counts as a member of this group; not set for the connection's policy",
                Danger.Destructive,
                settings => settings.Nesting,
                (settings, value) => settings with { Nesting = value }
            ),
            Choice<GroupSettings, RenamePolicy>(
                "onRename",
                "What a rename in the directory does to this group; not set for the connection's policy",
                Danger.ChangesSync,
                settings => settings.OnRename,
                (settings, value) => settings with { OnRename = value }
            ),
            Choice<GroupSettings, SourceDeletedPolicy>(
                "onSourceDeleted",
                "What a deletion in the directory does to this group; not set for the connection's policy",
                Danger.Destructive,
                settings => settings.OnSourceDeleted,
                (settings, value) => settings with { OnSourceDeleted = value }
            ),
            Choice<GroupSettings, LocalMembersPolicy>(
                "localMembers",
                "What becomes of members given here while the group follows the directory: replace (they end, after a person agreed) or keep",
                Danger.Destructive,
                settings => settings.LocalMembers,
                (settings, value) => settings with { LocalMembers = value }
            ),
            Choice<GroupSettings, HandEditsPolicy>(
                "handEdits",
                "Whether members and owners may be given and taken by hand while the group follows the directory: refuse or allow",
                Danger.ChangesSync,
                settings => settings.HandEdits,
                (settings, value) => settings with { HandEdits = value }
            ),
            Choice<GroupSettings, DriftPolicy>(
                "onDrift",
                "What syncs do about members and owners given and taken by hand: heal (put back as in the directory) or report (leave and tell)",
                Danger.Destructive,
                settings => settings.OnDrift,
                (settings, value) => settings with { OnDrift = value }
            ),
            Flag<GroupSettings>(
                "protected",
                "No plan takes members from the group without a person",
                Danger.Destructive,
                settings => settings.Protected,
                (settings, value) => settings with { Protected = value }
            ),
        ]
    );

    internal static Setting<T> Number<T>(
        string path,
        string meaning,
        Danger danger,
        SettingKind.Number kind,
        Func<T, int?> read,
        Func<T, int?, T> write
    ) =>
        new(
            path,
            meaning,
            danger,
            kind,
            policies => read(policies)?.ToString(CultureInfo.InvariantCulture) ?? (kind.MayBeNone ? SettingKind.Number.None : null),
            (policies, text) =>
                write(policies, text is null or SettingKind.Number.None ? null : int.Parse(text, CultureInfo.InvariantCulture))
        );

    private static Setting<T> Flag<T>(string path, string meaning, Danger danger, Func<T, bool> read, Func<T, bool, T> write) =>
        new(
            path,
            meaning,
            danger,
            new SettingKind.Flag(),
            policies => read(policies) ? "true" : "false",
            (policies, text) => write(policies, text == "true")
        );

    private static Setting<T> Texts<T>(
        string path,
        string meaning,
        Danger danger,
        Func<T, ValueList<string>> read,
        Func<T, ValueList<string>, T> write
    ) => Several(path, meaning, danger, new SettingKind.Several(new SettingKind.Line(256), 1000), read, write);

    private static Setting<T> Several<T>(
        string path,
        string meaning,
        Danger danger,
        SettingKind.Several kind,
        Func<T, ValueList<string>> read,
        Func<T, ValueList<string>, T> write
    ) =>
        new(
            path,
            meaning,
            danger,
            kind,
            policies => SettingKind.Several.Join(read(policies)),
            (policies, text) => write(policies, text is null ? ValueList.Empty<string>() : SettingKind.Several.Values(text))
        );

    private static Setting<T> Choice<T, TEnum>(string path, string meaning, Danger danger, Func<T, TEnum?> read, Func<T, TEnum?, T> write)
        where TEnum : struct, Enum =>
        new(
            path,
            meaning,
            danger,
            ChoiceOf<TEnum>(),
            policies => read(policies) is { } value ? Word(value) : null,
            (policies, text) => write(policies, text is null ? null : Parse<TEnum>(text))
        );

    internal static SettingKind.Choice ChoiceOf<TEnum>()
        where TEnum : struct, Enum => new(ValueList.Of<string>(Enum.GetValues<TEnum>().Select(Word)));

    internal static string Word<TEnum>(TEnum value)
        where TEnum : struct, Enum
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    internal static TEnum Parse<TEnum>(string word)
        where TEnum : struct, Enum => Enum.Parse<TEnum>(word, ignoreCase: true);
}
