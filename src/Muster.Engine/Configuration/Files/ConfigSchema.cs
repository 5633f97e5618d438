using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Muster.Core.Configuration;

namespace Muster.Engine.Configuration.Files;

/// <summary>The published JSON schema of configuration files, made of the catalogues of settings.</summary>
public static class ConfigSchema
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    /// <summary>The schema as text, ending with a line break.</summary>
    public static string Text()
    {
        var id = Texts("Object id of the directory", "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$");
        var schema = Fields(
            "Configuration of a Muster workspace",
            ["version"],
            ("version", new JsonObject { ["enum"] = new JsonArray(1, ConfigReader.Version) }),
            ("workspace", Fields("What holds for the whole workspace", [], ("settings", Settings(SettingSheet.OfWorkspace)))),
            (
                "connections",
                Several(
                    Fields(
                        "A connection to a directory; it has to exist, and its credential is never in the file",
                        ["name"],
                        ("name", Texts("Its name")),
                        ("tenantId", Texts("Tenant it reads; stated for people and checked, never changed by a file")),
                        ("clientId", Texts("Application it signs in as; stated for people and checked, never changed by a file")),
                        ("import", Rule(id)),
                        ("settings", Settings(SettingSheet.OfConnection))
                    )
                )
            ),
            (
                "groups",
                Several(
                    Fields(
                        "A group; one that is not there is made, and none is ever retired because it is missing",
                        ["name"],
                        ("name", Texts("Its name, exactly")),
                        ("link", Link(id)),
                        ("settings", Settings(SettingSheet.OfGroup)),
                        ("exceptions", Exceptions())
                    )
                )
            )
        );
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        return schema.ToJsonString(Readable) + "\n";
    }

    private static JsonObject Rule(JsonObject id) =>
        new()
        {
            ["description"] = "Who of the directory's users becomes a user; left as it is when it is missing",
            ["oneOf"] = new JsonArray(
                new JsonObject { ["const"] = "everyone" },
                Fields(
                    "Members of directory groups, nested ones included; with a condition only those who meet it",
                    ["membersOf"],
                    ("membersOf", Several(id.DeepClone())),
                    ("where", Texts("A condition, as in muster users import --where"))
                ),
                Fields("Whoever meets a condition", ["where"], ("where", Texts("A condition, as in muster users import --where"))),
                Fields("People picked by hand", ["users"], ("users", Several(id.DeepClone())))
            ),
        };

    private static JsonObject Link(JsonObject id) =>
        new()
        {
            ["description"] = "What the group follows; without it the group waits for a directory group of its name, or stays as it is",
            ["oneOf"] = new JsonArray(
                new JsonObject { ["const"] = "local" },
                Fields(
                    "Pinned to a directory group",
                    ["connection", "id"],
                    ("connection", Texts("Name of the connection")),
                    ("id", id.DeepClone())
                )
            ),
        };

    private static JsonObject Exceptions()
    {
        var list = Several(
            Fields(
                "One person who is in or out of the group, whatever the directory says",
                ["user", "kind", "reason"],
                ("user", Texts("Object id or UPN of the person")),
                ("kind", new JsonObject { ["enum"] = new JsonArray("include", "exclude") }),
                ("relation", new JsonObject { ["enum"] = new JsonArray("member", "owner"), ["default"] = "member" }),
                ("until", Texts("When it ends by itself: a date, which means the end of that day in UTC, or an instant with its zone")),
                ("reason", Texts("Why, so that others understand it later")),
                ("author", Texts("Who decided; without it whoever applies the file"))
            )
        );
        list.Insert(
            0,
            "description",
            "All exceptions of the group; those that are not listed end. Left as they are when the field is missing"
        );
        return list;
    }

    private static JsonObject Settings(SettingSheet sheet) =>
        Fields(
            "What differs from the defaults; what is not named here is at its default",
            [],
            [.. sheet.All.Select(setting => (setting.Path, (JsonNode)Setting(setting)))]
        );

    private static JsonObject Setting(SettingInfo setting)
    {
        var schema = Of(setting.Kind);
        schema.Insert(0, "description", $"{setting.Meaning}. Danger: {Word(setting.Danger)}.{Default(setting)}");
        return schema;
    }

    private static JsonObject Of(SettingKind kind) =>
        kind switch
        {
            SettingKind.Flag => new JsonObject { ["type"] = "boolean" },
            SettingKind.Number { MayBeNone: false } number => Number(number),
            SettingKind.Number number => new JsonObject
            {
                ["oneOf"] = new JsonArray(Number(number), new JsonObject { ["const"] = SettingKind.Number.None }),
            },
            SettingKind.Choice choice => new JsonObject { ["enum"] = new JsonArray([.. choice.Values.Select(value => (JsonNode)value)]) },
            SettingKind.Line line => new JsonObject
            {
                ["type"] = "string",
                ["minLength"] = 1,
                ["maxLength"] = line.MaxLength,
            },
            SettingKind.Several several => new JsonObject
            {
                ["type"] = "array",
                ["items"] = Of(several.Item),
                ["maxItems"] = several.MaxItems,
                ["uniqueItems"] = true,
            },
            SettingKind.Day => new JsonObject { ["type"] = "string", ["format"] = "date" },
            SettingKind.Instant => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
            _ => new JsonObject { ["type"] = "string", ["minLength"] = 1 },
        };

    private static JsonObject Number(SettingKind.Number number) =>
        new()
        {
            ["type"] = "integer",
            ["minimum"] = number.Min,
            ["maximum"] = number.Max,
        };

    private static JsonObject Fields(string description, string[] required, params (string Name, JsonNode Schema)[] fields)
    {
        var properties = new JsonObject();
        foreach (var (name, schema) in fields)
            properties[name] = schema;
        var result = new JsonObject
        {
            ["description"] = description,
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
        if (required.Length > 0)
            result["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]);
        return result;
    }

    private static JsonObject Several(JsonNode items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject Texts(string description, string? pattern = null)
    {
        var schema = new JsonObject { ["description"] = description, ["type"] = "string" };
        if (pattern is not null)
            schema["pattern"] = pattern;
        return schema;
    }

    private static string Default(SettingInfo setting) =>
        setting.Default is { } value ? $" Default: {(value == "[]" ? "none" : value)}." : "";

    private static string Word(Danger danger)
    {
        var words = new StringBuilder(danger.ToString());
        words[0] = char.ToLowerInvariant(words[0]);
        return words.ToString();
    }
}
