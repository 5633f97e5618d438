using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Muster.GraphEmulator.Faults;

/// <summary>Changes real answers: pages that repeat, lose or invent something, and JSON that no service should send.</summary>
internal static class PageEdits
{
    private const string Next = "@odata.nextLink";
    private const string Delta = "@odata.deltaLink";

    private static readonly Dictionary<string, Action<JsonObject, string, JsonObject?>> Pages = new(StringComparer.Ordinal)
    {
        ["repeatLink"] = (page, url, _) => Link(page, url),
        ["dropLinks"] = (page, _, _) => Drop(page),
        ["endEarly"] = (page, _, _) => EndEarly(page),
        ["foreignLink"] = (page, _, _) => Link(page, "https://graph.example.invalid/v1.0/users/delta?$skiptoken=x"),
        ["plainLink"] = (page, url, _) => Link(page, url.Replace("https://", "http://", StringComparison.Ordinal)),
        ["elsewhereLink"] = (page, url, _) => Link(page, new Uri(new Uri(url), "/elsewhere?$skiptoken=x").ToString()),
        ["bothLinks"] = (page, url, _) => (page[Next], page[Delta]) = (Text(page, Next) ?? url, Text(page, Delta) ?? url),
        ["emptyValue"] = (page, _, _) => page["value"] = new JsonArray(),
        ["duplicateItems"] = (page, _, _) => Put(page, Rows(page).Concat(Rows(page))),
        ["dropItem"] = (page, _, _) => Put(page, Rows(page).SkipLast(1)),
        ["halfItems"] = (page, _, _) => Put(page, Rows(page).Where((_, index) => index % 2 == 0)),
        ["reverseItems"] = (page, _, _) => Put(page, Rows(page).AsEnumerable().Reverse()),
        ["differingItems"] = (page, _, _) => Put(page, Rows(page).Concat(Rows(page).Take(1).Select(Renamed))),
        ["dropRemoved"] = (page, _, _) => DropRemoved(page),
        ["capitalIds"] = (page, _, _) => Put(page, Rows(page).Select(Capital)),
        ["dropEdge"] = (page, _, _) => DropEdge(page),
        ["repeatPage"] = (page, _, earlier) => Put(page, Rows(earlier ?? page).Concat(Rows(page))),
        ["stale"] = (page, _, earlier) => Put(page, Rows(earlier ?? page)),
        ["addCount"] = (page, _, _) => page["@odata.count"] = (page["@odata.count"]?.GetValue<long>() ?? 0) + 1,
        ["nulls"] = (page, _, _) => Put(page, Rows(page).Select(Nulls)),
        ["noIds"] = (page, _, _) => Put(page, Rows(page).Select(row => Without(row, "id"))),
        ["badIds"] = (page, _, _) => Put(page, Rows(page).Select(row => With(row, "id", "not-an-id"))),
        ["wrongTypes"] = (page, _, _) => Put(page, Rows(page).Select(row => With(row, "displayName", new JsonObject { ["text"] = 1 }))),
        ["valueObject"] = (page, _, _) => page["value"] = new JsonObject(),
        ["noValue"] = (page, _, _) => page.Remove("value"),
        ["unknownFields"] = (page, _, _) => (page["new"], page["@new.thing"]) = (new JsonArray(1, null, "x"), new JsonObject()),
        ["outOfRange"] = (page, _, _) => page["@odata.count"] = JsonNode.Parse("1e999"),
        ["deepNesting"] = (page, _, _) => page["deep"] = JsonNode.Parse(string.Concat(new string('[', 60), new string(']', 60))),
        ["hugeString"] = (page, _, _) => page["huge"] = new string('x', 10_000_000),
    };

    private static readonly Dictionary<string, Func<byte[], byte[]>> Texts = new(StringComparer.Ordinal)
    {
        ["duplicateKeys"] = body => [.. body.AsSpan(0, body.Length - 1), .. ",\"value\":[]}"u8],
        ["invalidUtf8"] = BreakText,
        ["nul"] = body => [.. body, 0],
        ["twoDocuments"] = body => [.. body, .. body],
    };

    /// <summary>All there are.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Pages.Keys, .. Texts.Keys];

    /// <summary>Changes a body; one that is not a page is only changed where that means something.</summary>
    public static byte[] Apply(string edit, byte[] body, string url, ReadOnlySpan<byte> earlier)
    {
        if (Texts.TryGetValue(edit, out var change))
            return change(body);
        if (
            edit == "addCount"
            && long.TryParse(Encoding.UTF8.GetString(body), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        )
            return Encoding.UTF8.GetBytes((count + 1).ToString(CultureInfo.InvariantCulture));
        if (Page(body) is not { } page)
            return body;
        Pages[edit](page, url, Page(earlier));
        return Encoding.UTF8.GetBytes(page.ToJsonString());
    }

    private static JsonObject? Page(ReadOnlySpan<byte> body)
    {
        try
        {
            return body.IsEmpty ? null : JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static List<JsonNode?> Rows(JsonObject page) => [.. (page["value"] as JsonArray ?? []).Select(row => row?.DeepClone())];

    private static void Put(JsonObject page, IEnumerable<JsonNode?> rows) =>
        page["value"] = new JsonArray([.. rows.Select(row => row?.DeepClone())]);

    private static string? Text(JsonObject page, string name) => page[name]?.GetValue<string>();

    /// <summary>The page goes on at a link, in front of everything else as usual.</summary>
    private static void Link(JsonObject page, string link)
    {
        Drop(page);
        page.Insert(Math.Min(1, page.Count), Next, link);
    }

    private static void Drop(JsonObject page)
    {
        page.Remove(Next);
        page.Remove(Delta);
    }

    /// <summary>The link to the next page is given out as the end of the round.</summary>
    private static void EndEarly(JsonObject page)
    {
        if (Text(page, Next) is not { } link)
            return;
        page.Remove(Next);
        page.Insert(Math.Min(1, page.Count), Delta, link);
    }

    private static void DropEdge(JsonObject page)
    {
        foreach (var row in (page["value"] as JsonArray ?? []).OfType<JsonObject>())
            if (row["members@delta"] is JsonArray { Count: > 0 } members)
                members.RemoveAt(members.Count - 1);
    }

    /// <summary>Nothing on the page tells that something is gone.</summary>
    private static void DropRemoved(JsonObject page)
    {
        Put(page, Rows(page).Where(row => row?["@removed"] is null));
        foreach (var row in (page["value"] as JsonArray ?? []).OfType<JsonObject>())
        foreach (var name in row.Select(column => column.Key).Where(name => name.EndsWith("@delta", StringComparison.Ordinal)).ToList())
            if (row[name] is JsonArray edges)
                row[name] = new JsonArray([.. edges.Where(edge => edge?["@removed"] is null).Select(edge => edge?.DeepClone())]);
    }

    private static JsonNode? Renamed(JsonNode? row) =>
        row?["displayName"] is JsonValue name ? With(row, "displayName", JsonValue.Create($"{name} (other)")) : row;

    private static JsonNode? Capital(JsonNode? row) =>
        row?["id"] is JsonValue id ? With(row, "id", JsonValue.Create(id.ToString().ToUpperInvariant())) : row;

    private static JsonNode? Nulls(JsonNode? row)
    {
        if (row is not JsonObject columns)
            return row;
        foreach (
            var name in columns
                .Select(column => column.Key)
                .Where(name => name != "id" && !name.Contains('@', StringComparison.Ordinal))
                .ToList()
        )
            columns[name] = null;
        return columns;
    }

    private static JsonNode? Without(JsonNode? row, string name)
    {
        (row as JsonObject)?.Remove(name);
        return row;
    }

    private static JsonNode? With(JsonNode? row, string name, JsonNode value)
    {
        if (row is JsonObject columns)
            columns[name] = value.DeepClone();
        return row;
    }

    private static byte[] BreakText(byte[] body)
    {
        var at = Array.LastIndexOf(body, (byte)':') + 2;
        return at < 2 ? body : [.. body.AsSpan(0, at), 0xFF, .. body.AsSpan(at)];
    }
}
