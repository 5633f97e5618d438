using System.Text.Json;
using Muster.Engine.Drift;

namespace Muster.Cli.Drift;

/// <summary>One difference as one line of JSON. The words are stable.</summary>
internal static class DriftJson
{
    public static void Write(Utf8JsonWriter json, DriftRow row)
    {
        json.WriteStartObject();
        json.WriteString("what", JsonFormat.Word(row.What));
        json.WriteString("kind", JsonFormat.Word(row.Kind));
        json.WriteString("state", JsonFormat.Word(row.State));
        json.Text("group", row.GroupName);
        json.Text("userPrincipalName", row.Person?.UserPrincipalName);
        json.Text("displayName", row.Person?.DisplayName);
        json.Text("detail", row.Update is { } update ? PlanWords.Difference(update) : row.Detail);
        json.Text("by", string.IsNullOrEmpty(row.By?.Actor) ? null : row.By.Actor);
        json.Text("verb", row.By?.Verb);
        json.Number("run", row.By?.Run);
        json.Instant("at", row.By?.At);
        json.Text("fix", Fix(row));
        json.WriteEndObject();
    }

    private static string? Fix(DriftRow row) =>
        row.State switch
        {
            DriftState.Damaged => "muster audit repair",
            DriftState.Paused => $"muster groups resume \"{row.GroupName}\"",
            DriftState.Allowed => null,
            _ when row.GroupName is { } name => $"muster drift --heal --group \"{name}\"",
            _ => "muster drift --heal",
        };
}
