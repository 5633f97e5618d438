using System.Buffers;
using System.Text;
using System.Text.Json;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;

namespace Muster.Storage.Connections;

/// <summary>Import rules as JSON. Written by hand: the names are stored for years and must not follow a rename in the code.</summary>
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
            case ImportRule.MembersOf(var groups):
                json.WriteString("rule", "membersOf");
                WriteIds(json, groups);
                break;
            case ImportRule.HandPicked(var users):
                json.WriteString("rule", "handPicked");
                WriteIds(json, users);
                break;
            case ImportRule.Where(var conditions):
                json.WriteString("rule", "where");
                WriteConditions(json, conditions);
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
            "membersOf" => new ImportRule.MembersOf(Ids(root)),
            "handPicked" => new ImportRule.HandPicked(Ids(root)),
            "where" => new ImportRule.Where([.. root.GetProperty("conditions").EnumerateArray().Select(Condition)]),
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

    private static void WriteConditions(Utf8JsonWriter json, IReadOnlyList<UserCondition> conditions)
    {
        json.WriteStartArray("conditions");
        foreach (var condition in conditions)
        {
            json.WriteStartObject();
            json.WriteString("property", NameOf(condition.Property));
            json.WriteString("comparison", NameOf(condition.Comparison));
            json.WriteString("value", condition.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static UserCondition Condition(JsonElement element) =>
        new(
            Find(Enum.GetValues<UserProperty>(), NameOf, element.GetProperty("property").GetString()),
            Find(Enum.GetValues<Comparison>(), NameOf, element.GetProperty("comparison").GetString()),
            element.GetProperty("value").GetString() ?? ""
        );

    private static T Find<T>(T[] values, Func<T, string> nameOf, string? name) =>
        Array.FindIndex(values, value => nameOf(value) == name) is >= 0 and var index
            ? values[index]
            : throw new FormatException($"'{name}' is not known in an import rule.");

    private static string NameOf(UserProperty property) =>
        property switch
        {
            UserProperty.UserType => "userType",
            UserProperty.AccountEnabled => "accountEnabled",
            UserProperty.Department => "department",
            UserProperty.JobTitle => "jobTitle",
            UserProperty.UserPrincipalName => "userPrincipalName",
            UserProperty.Mail => "mail",
            _ => throw new ArgumentOutOfRangeException(nameof(property), property, "Give the property a name to store it by."),
        };

    private static string NameOf(Comparison comparison) =>
        comparison switch
        {
            Comparison.Equals => "equals",
            Comparison.NotEquals => "notEquals",
            Comparison.StartsWith => "startsWith",
            Comparison.EndsWith => "endsWith",
            _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "Give the comparison a name to store it by."),
        };
}
