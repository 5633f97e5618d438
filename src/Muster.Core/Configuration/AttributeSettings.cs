using Muster.Core.Attributes;

namespace Muster.Core.Configuration;

/// <summary>The settings that say how attributes are filled.</summary>
internal static class AttributeSettings
{
    private const int MostAttributes = 100;
    private const int LongestTemplate = 500;

    /// <summary>Of a connection.</summary>
    public static readonly IReadOnlyList<Setting<ConnectionPolicies>> OfConnection =
    [
        Templates(
            "userAttributes",
            "Templates that fill attributes of users; an attribute not named here follows the property of its own name",
            new SettingKind.AttributeName(),
            new SettingKind.TemplateText(LongestTemplate),
            policies => policies.UserAttributes,
            (policies, rules) => policies with { UserAttributes = rules }
        ),
        Missing(
            "whenMissing",
            "By attribute, what happens when a part of its template is missing: problem (leave it as it is and tell), keep (leave it), empty, or skip (leave the whole person and tell)",
            new SettingKind.AttributeName(),
            policies => policies.WhenMissing,
            (policies, rules) => policies with { WhenMissing = rules }
        ),
        Templates(
            "groupAttributes",
            "Templates that fill attributes of linked groups from their directory groups, such as description={description}; a group has no others",
            new SettingKind.GroupAttributeName(),
            new SettingKind.GroupTemplateText(LongestTemplate),
            policies => policies.GroupAttributes,
            (policies, rules) => policies with { GroupAttributes = rules }
        ),
        Missing(
            "whenGroupMissing",
            "By attribute of groups, what happens when a part of its template is missing: problem (leave it as it is and tell), keep (leave it), empty, or skip (leave all attributes of the group and tell)",
            new SettingKind.GroupAttributeName(),
            policies => policies.WhenGroupMissing,
            (policies, rules) => policies with { WhenGroupMissing = rules }
        ),
    ];

    private static Setting<ConnectionPolicies> Templates(
        string path,
        string meaning,
        SettingKind name,
        SettingKind template,
        Func<ConnectionPolicies, ValueList<AttributeRule>> read,
        Func<ConnectionPolicies, ValueList<AttributeRule>, ConnectionPolicies> write
    ) =>
        new(
            path,
            meaning,
            Danger.ChangesSync,
            new SettingKind.Map(name, template, MostAttributes),
            policies => SettingKind.Map.Join(read(policies).Select(rule => KeyValuePair.Create(rule.Attribute, rule.Template))),
            (policies, text) =>
                write(policies, ValueList.Of(SettingKind.Map.Values(text ?? "{}").Select(rule => new AttributeRule(rule.Key, rule.Value))))
        );

    private static Setting<ConnectionPolicies> Missing(
        string path,
        string meaning,
        SettingKind name,
        Func<ConnectionPolicies, ValueList<MissingRule>> read,
        Func<ConnectionPolicies, ValueList<MissingRule>, ConnectionPolicies> write
    ) =>
        new(
            path,
            meaning,
            Danger.ChangesSync,
            new SettingKind.Map(name, Settings.ChoiceOf<MissingPart>(), MostAttributes),
            policies => SettingKind.Map.Join(read(policies).Select(rule => KeyValuePair.Create(rule.Attribute, Settings.Word(rule.Then)))),
            (policies, text) =>
                write(
                    policies,
                    ValueList.Of(
                        SettingKind
                            .Map.Values(text ?? "{}")
                            .Select(rule => new MissingRule(rule.Key, Settings.Parse<MissingPart>(rule.Value)))
                    )
                )
        );
}
