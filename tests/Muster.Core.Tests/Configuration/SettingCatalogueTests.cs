using System.Reflection;
using Muster.Core.Configuration;

namespace Muster.Core.Tests.Configuration;

public sealed class SettingCatalogueTests
{
    [Fact]
    public void Every_property_of_a_connections_policies_can_be_set_but_that_the_data_was_restored() =>
        AssertComplete(Settings.OfConnection, ConnectionPolicies.Default, nameof(ConnectionPolicies.Restored));

    [Fact]
    public void Every_property_of_a_groups_settings_can_be_set() => AssertComplete(Settings.OfGroup, GroupSettings.None);

    [Fact]
    public void Every_property_of_a_workspaces_policies_can_be_set() => AssertComplete(Settings.OfWorkspace, WorkspacePolicies.Default);

    [Fact]
    public void Every_setting_has_a_meaning_and_a_class_of_danger() =>
        Assert.All(
            Settings
                .OfConnection.All.Select(s => (s.Path, s.Meaning, s.Danger))
                .Concat(Settings.OfGroup.All.Select(s => (s.Path, s.Meaning, s.Danger))),
            setting =>
            {
                Assert.NotEmpty(setting.Meaning);
                Assert.True(Enum.IsDefined(setting.Danger));
            }
        );

    [Fact]
    public void Values_come_back_as_they_were_set() =>
        Assert.All(
            Settings.OfConnection.All,
            setting =>
            {
                var changed = setting.Apply(ConnectionPolicies.Default, Other(setting.Kind, setting.Read(ConnectionPolicies.Default)));
                Assert.Equal([setting.Path], Settings.OfConnection.Compare(ConnectionPolicies.Default, changed).Select(d => d.Path));
                Assert.Equal(changed, Settings.OfConnection.FromValues(Settings.OfConnection.ToValues(changed)));
            }
        );

    [Fact]
    public void A_value_that_does_not_fit_names_the_setting_the_value_and_what_it_takes()
    {
        var error = Assert.Throws<SettingException>(() => Settings.OfConnection.Find("guards.groupStated.percent").Apply(new(), "0"));

        Assert.Equal(
            "guards.groupStated.percent is '0', but takes a whole number of percent from 1 to 99, or none. To have no such limit write none.",
            error.Message
        );
    }

    [Fact]
    public void A_mistyped_setting_is_answered_with_the_nearest_one()
    {
        var error = Assert.Throws<SettingException>(() => Settings.OfConnection.Find("nestin"));

        Assert.Contains("Did you mean nesting?", error.Message, StringComparison.Ordinal);
    }

    private static string Other(SettingKind kind, string? current) =>
        kind switch
        {
            SettingKind.Flag => current == "true" ? "false" : "true",
            SettingKind.Number number => number.Max.ToString(System.Globalization.CultureInfo.InvariantCulture),
            SettingKind.Choice choice => choice.Values.First(value => value != current),
            SettingKind.Several { Item: SettingKind.Choice choice } => choice.Values[^1],
            SettingKind.Several { Item: SettingKind.Window } => "22:00-05:00, fri 16:00-mon 06:00",
            SettingKind.Several => "one, two",
            SettingKind.Cron => "30 6 * * mon-fri",
            SettingKind.Zone => "Europe/Vienna",
            SettingKind.Instant => "2027-01-31T19:00+01:00",
            SettingKind.Map { Value: SettingKind.Choice choice } => $"surname={choice.Values[^1]}",
            SettingKind.Map { Value: SettingKind.GroupTemplateText } => "about={description|mail}\nsite=Oslo",
            SettingKind.Map => "displayName={surname}, {givenName}\nsite=Oslo",
            _ => "something",
        };

    /// <summary>Changes every property by reflection and expects the catalogue to see it.</summary>
    private static void AssertComplete<T>(SettingCatalogue<T> catalogue, T defaults, params string[] notSet)
        where T : class, IEquatable<T>
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        foreach (var setting in catalogue.All)
        {
            var changed = setting.Apply(
                defaults,
                setting.Kind is SettingKind.Day ? "2027-01-31" : Other(setting.Kind, setting.Read(defaults))
            );
            foreach (var property in Properties<T>())
                if (!Equals(property.GetValue(defaults), property.GetValue(changed)))
                    reached.Add(property.Name);
        }
        Assert.Equal(Properties<T>().Select(property => property.Name).Except(notSet).Order(), reached.Order());
    }

    private static IEnumerable<PropertyInfo> Properties<T>() =>
        typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite);
}
