using System.Text.Json;
using Muster.Core.Configuration;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Engine.Configuration;

namespace Muster.Cli.Configuring;

/// <summary>Settings, their versions and their effects as JSON.</summary>
internal static class SettingsJson
{
    public static void Scope(Utf8JsonWriter json, ChosenScope chosen)
    {
        json.Text("connection", chosen.Connection?.Name);
        if (chosen.Connection is { } connection)
        {
            json.WriteNumber("configuration", connection.ConfigurationVersion);
            json.WriteNumber("appliedConfiguration", connection.AppliedConfiguration);
        }
    }

    public static void Version(Utf8JsonWriter json, SettingsVersion version, SettingScope scope)
    {
        json.WriteNumber("version", version.Version);
        json.Instant("at", version.At);
        json.Text("actor", version.Actor);
        json.Text("reason", version.Reason);
        json.WriteStartObject("values");
        foreach (var setting in SettingScopes.Sheet(scope).All)
            if (version.Values.TryGetValue(setting.Path, out var value))
                json.WriteString(setting.Path, value);
        json.WriteEndObject();
    }

    public static void Differences(Utf8JsonWriter json, IEnumerable<SettingDifference> differences)
    {
        json.WriteStartArray("changes");
        foreach (var difference in differences)
        {
            json.WriteStartObject();
            json.WriteString("path", difference.Path);
            json.WriteString("danger", JsonFormat.Word(difference.Danger));
            json.Text("before", difference.Before);
            json.Text("after", difference.After);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static void Effects(Utf8JsonWriter json, IEnumerable<SettingsEffect> effects)
    {
        json.WriteStartArray("effects");
        foreach (var effect in effects)
        {
            json.WriteStartObject();
            json.WriteString("connection", effect.Connection.Name);
            json.WriteBoolean("known", effect.Plans is not null);
            if (effect.Plans is { } plans)
                Plans(json, plans);
            if (effect is { GuardsBefore: { } before, GuardsAfter: { } after })
            {
                json.WriteStartObject("last90Days");
                json.WriteNumber("runs", after.Runs);
                json.WriteNumber("heldBefore", before.Held);
                json.WriteNumber("heldAfter", after.Held);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public static void Plans(Utf8JsonWriter json, DraftComparison plans)
    {
        Plan(json, "before", plans.Before);
        Plan(json, "after", plans.After);
        json.WritePropertyName("more");
        RunJson.WriteCounts(json, plans.More.Counts);
        json.WritePropertyName("less");
        RunJson.WriteCounts(json, plans.Less.Counts);
    }

    private static void Plan(Utf8JsonWriter json, string name, DraftPlan draft)
    {
        json.WriteStartObject(name);
        json.WriteString(
            "verdict",
            draft.Verdict switch
            {
                PlanVerdict.Held => "held",
                PlanVerdict.Ready => "ready",
                _ => "nothingToDo",
            }
        );
        json.WritePropertyName("steps");
        RunJson.WriteCounts(json, draft.Plan.Counts);
        RunJson.WriteHeld(json, draft.Verdict is PlanVerdict.Held(var trips) ? trips : Enumerable.Empty<GuardTrip>());
        json.WriteEndObject();
    }
}
