using System.Buffers;
using System.Text;
using System.Text.Json;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;

namespace Muster.Storage.Connections;

/// <summary>
/// Import rules as JSON. Written by hand: the names are stored for years and must not follow a rename in the code. A condition is stored as its text, whose grammar
/// is a promise to administrators and so to this store too.
/// </summary>
internal static class ImportRuleCodec
{
    public static string Encode(ImportRule rule)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        switch (rule)
        {
            case ImportRule.Everyone:
                json.WriteString("rule", "everyone");
                break;
            case ImportRule.MembersOf(var groups, var condition):
                json.WriteString("rule", "membersOf");
                WriteIds(json, groups);
                if (condition is not null)
                    json.WriteString("condition", condition.ToString());
                break;
            case ImportRule.HandPicked(var users):
                json.WriteString("rule", "handPicked");
                WriteIds(json, users);
                break;
            case ImportRule.Where(var condition):
                json.WriteString("rule", "where");
                json.WriteString("condition", condition.ToString());
                break;
            default:
                throw new ArgumentException($"{rule.GetType().Name} is not an import rule that can be stored.", nameof(rule));
        }
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="FormatException">The text is no import rule that this version knows.</exception>
    public static ImportRule Decode(string text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        return root.GetProperty("rule").GetString() switch
        {
            "everyone" => new ImportRule.Everyone(),
            "membersOf" => new ImportRule.MembersOf(Ids(root), Condition(root)),
            "handPicked" => new ImportRule.HandPicked(Ids(root)),
            "where" => new ImportRule.Where(Condition(root) ?? OldConditions.Read(root)),
            var other => throw new FormatException($"'{other}' is not an import rule that this version knows."),
        };
    }

    private static void WriteIds(Utf8JsonWriter json, IReadOnlyList<ObjectId> ids)
    {
        json.WriteStartArray("ids");
        foreach (var id in ids)
            json.WriteStringValue(id.Value);
        json.WriteEndArray();
    }

    private static ObjectId[] Ids(JsonElement root) =>
        [.. root.GetProperty("ids").EnumerateArray().Select(id => new ObjectId(id.GetGuid()))];

    private static UserCondition? Condition(JsonElement root) =>
        root.TryGetProperty("condition", out var text) ? UserConditionParser.ParseStored(text.GetString() ?? "") : null;
}
