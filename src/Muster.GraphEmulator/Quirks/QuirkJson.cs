using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Muster.GraphEmulator.Quirks;

/// <summary>Quirks as JSON: <c>{"delta":{"shuffled":true},"deletion":{"purge":"never"}}</c>, by the names of the records' members.</summary>
/// <remarks>
/// A member needs no section when its name occurs once: <c>{"shuffled":true}</c>. <c>{"nasty":7}</c> draws all of them from a seed first; what else is said counts
/// on top of it. Times are written <c>hh:mm:ss</c>.
/// </remarks>
public static class QuirkJson
{
    private const string Nasty = "nasty";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        PreferredObjectCreationHandling = JsonObjectCreationHandling.Replace,
    };

    /// <summary>Every quirk there is, as <c>section.member</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [.. Members(typeof(QuirkSet)).SelectMany(section => Members(section.PropertyType).Select(member => $"{Name(section)}.{Name(member)}"))];

    /// <summary>The quirks in force as one document.</summary>
    public static JsonObject Write(QuirkSet quirks) => JsonSerializer.SerializeToNode(quirks, Options)!.AsObject();

    /// <summary>Changes some quirks and leaves the others as they are.</summary>
    /// <exception cref="FormatException">It is no JSON object, names a quirk there is not, or gives one a value it cannot have; the message lists the known ones.</exception>
    public static QuirkSet Read(string json, QuirkSet quirks)
    {
        try
        {
            return JsonNode.Parse(json) is JsonObject order ? Read(order, quirks) : throw new FormatException("Quirks are a JSON object.");
        }
        catch (JsonException problem)
        {
            throw new FormatException($"Quirks are a JSON object: {problem.Message}", problem);
        }
    }

    /// <inheritdoc cref="Read(string, QuirkSet)"/>
    public static QuirkSet Read(JsonObject order, QuirkSet quirks)
    {
        var start = order[Nasty] is { } seed ? QuirkSet.Nasty(Seed(seed)) : quirks;
        var document = Write(start);
        foreach (var (name, value) in order.Where(member => member.Key != Nasty))
            Set(document, name, value);
        return document.Deserialize<QuirkSet>(Options)!;
    }

    private static void Set(JsonObject document, string name, JsonNode? value)
    {
        if (Find(document, name) is { } sectionName)
        {
            if (value is not JsonObject members)
                throw new FormatException($"'{name}' is a section of quirks and needs an object of them.");
            foreach (var (member, wanted) in members)
                SetIn(document, sectionName, member, wanted);
            return;
        }
        var sections = document.Where(section => Find(section.Value!.AsObject(), name) is not null).Select(section => section.Key).ToList();
        switch (sections)
        {
            case []:
                throw Unknown(name);
            case [var only]:
                SetIn(document, only, name, value);
                break;
            default:
                throw new FormatException(
                    $"There is more than one quirk '{name}': {string.Join(" and ", sections.Select(section => $"{section}.{name}"))}. Say which."
                );
        }
    }

    private static void SetIn(JsonObject document, string section, string name, JsonNode? value)
    {
        var members = document[section]!.AsObject();
        var known = Find(members, name) ?? throw Unknown($"{section}.{name}");
        var before = members[known]?.DeepClone();
        members[known] = value?.DeepClone();
        try
        {
            _ = document.Deserialize<QuirkSet>(Options);
        }
        catch (JsonException problem)
        {
            throw new FormatException(
                $"The quirk '{section}.{known}' cannot be {value?.ToJsonString() ?? "null"}; a value it can have is {before?.ToJsonString() ?? "null"}.{Choices(section, known)}",
                problem
            );
        }
    }

    private static string Choices(string section, string name)
    {
        var type = Member(Member(typeof(QuirkSet), section).PropertyType, name).PropertyType;
        return type.IsEnum ? $" There are {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName))}." : "";
    }

    private static int Seed(JsonNode seed) =>
        seed.GetValueKind() == JsonValueKind.Number && seed.AsValue().TryGetValue<int>(out var number)
            ? number
            : throw new FormatException("'nasty' takes a seed, a whole number.");

    private static string? Find(JsonObject document, string name) =>
        document.Select(member => member.Key).FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static PropertyInfo Member(Type type, string name) => Members(type).Single(member => Name(member) == name);

    private static PropertyInfo[] Members(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance);

    private static string Name(PropertyInfo member) => JsonNamingPolicy.CamelCase.ConvertName(member.Name);

    private static FormatException Unknown(string name) =>
        new($"There is no quirk '{name}'. There are: nasty, {string.Join(", ", Names)}.");
}
