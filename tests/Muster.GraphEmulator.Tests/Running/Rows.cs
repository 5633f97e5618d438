using System.Text.Json.Nodes;

namespace Muster.GraphEmulator.Tests.Running;

/// <summary>Short ways to say what an answer holds.</summary>
internal static class Rows
{
    public static string Text(this JsonObject row, string name) => row[name]!.GetValue<string>();

    /// <summary>The rows of a page.</summary>
    public static IReadOnlyList<JsonObject> RowsOf(this JsonObject page) => [.. page["value"]!.AsArray().Select(row => row!.AsObject())];

    public static string[] Names(this IEnumerable<JsonObject> rows) => [.. rows.Select(row => row.Text("displayName"))];

    public static JsonObject With(this IEnumerable<JsonObject> rows, int id) =>
        rows.Single(row => row.Text("id") == TestHistory.Id(id).ToString());

    /// <summary>Entries of a relationship as <c>+3</c> and <c>-4</c>.</summary>
    public static string[] Edges(this JsonObject row, string name) =>
        row[name] is JsonArray entries
            ?
            [
                .. entries.Select(entry =>
                    Sign(entry!) + int.Parse(entry!["id"]!.GetValue<string>()[^12..], System.Globalization.CultureInfo.InvariantCulture)
                ),
            ]
            : [];

    public static bool IsTombstone(this JsonObject row) => row.ContainsKey("@removed");

    private static string Sign(JsonNode entry) => entry["@removed"] is null ? "+" : "-";
}
