using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;

namespace Muster.Engine.Configuration.Files;

/// <summary>Makes a configuration of a file's nodes, or says everything that is wrong with them.</summary>
public static class ConfigReader
{
    /// <summary>The version of the form that this program writes and reads.</summary>
    public const string Version = "1";

    /// <summary>Reads a file's root.</summary>
    /// <exception cref="ConfigException">Something in it cannot be used.</exception>
    public static ConfigDocument Read(ConfigNode root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var cursor = new ConfigCursor();
        var fields = cursor.Map(root, "", "version", "workspace", "connections", "groups");
        if (cursor.Text(fields, "version", root, "the file", needed: true) is { } version && version != Version)
            cursor.Fail<string>(fields["version"], "version", $"this Muster reads version {Version}");
        IReadOnlyDictionary<string, string>? workspace = null;
        if (fields.TryGetValue("workspace", out var node))
            workspace = SettingsOf(cursor.Map(node, "workspace", "settings"), "workspace", SettingSheet.OfWorkspace, cursor);
        var connections = Items(fields, "connections", cursor, Connection);
        var groups = Items(fields, "groups", cursor, Group);
        Distinct(
            connections,
            connection => connection.Name,
            connection => connection.Line,
            "connections",
            StringComparer.OrdinalIgnoreCase,
            cursor
        );
        Distinct(groups, group => group.Name, group => group.Line, "groups", StringComparer.Ordinal, cursor);
        Distinct(
            groups.Where(group => group.Id is not null),
            group => group.Id!.ToString()!,
            group => group.Line,
            "groups",
            StringComparer.Ordinal,
            cursor
        );
        return cursor.Faults.Count == 0 ? new ConfigDocument(workspace, connections, groups) : throw new ConfigException(cursor.Faults);
    }

    private static ConfigConnection? Connection(ConfigNode node, string path, ConfigCursor cursor)
    {
        var fields = cursor.Map(node, path, "name", "tenantId", "clientId", "import", "settings");
        var settings = SettingsOf(fields, path, SettingSheet.OfConnection, cursor);
        return cursor.Text(fields, "name", node, path, needed: true) is { } name
            ? new ConfigConnection
            {
                Line = node.Line,
                Name = name,
                TenantId = cursor.Text(fields, "tenantId", node, path, needed: false),
                ClientId = cursor.Text(fields, "clientId", node, path, needed: false),
                ImportRule = fields.TryGetValue("import", out var rule) ? ConfigRule.Read(rule, $"{path}.import", cursor) : null,
                Settings = settings,
            }
            : null;
    }

    private static ConfigGroup? Group(ConfigNode node, string path, ConfigCursor cursor)
    {
        var fields = cursor.Map(node, path, "name", "link", "settings", "exceptions");
        var settings = SettingsOf(fields, path, SettingSheet.OfGroup, cursor);
        if (cursor.Text(fields, "name", node, path, needed: true) is not { } name)
            return null;
        var group = new ConfigGroup
        {
            Line = node.Line,
            Name = name,
            Settings = settings,
            Exceptions = fields.TryGetValue("exceptions", out var exceptions)
                ? ConfigExceptionFields.Read(exceptions, $"{path}.exceptions", cursor)
                : null,
        };
        if (!fields.TryGetValue("link", out var link))
            return group;
        if (link is ConfigNode.Text { Value: "local" })
            return group with { Local = true };
        if (link is not ConfigNode.Map)
            return cursor.Fail<ConfigGroup>(
                link,
                $"{path}.link",
                "a link is 'local', or a connection with an id; leave it out to wait for a match by name"
            );
        var pinned = cursor.Map(link, $"{path}.link", "connection", "id");
        var connection = cursor.Text(pinned, "connection", link, $"{path}.link", needed: true);
        var text = cursor.Text(pinned, "id", link, $"{path}.link", needed: true);
        if (text is not null && !ObjectId.TryParse(text, out _))
            return cursor.Fail<ConfigGroup>(pinned["id"], $"{path}.link.id", "it takes the object id of a directory group");
        return connection is null || text is null
            ? null
            : group with
            {
                Connection = connection,
                Id = ObjectId.TryParse(text, out var id) ? id : null,
            };
    }

    private static SortedDictionary<string, string> SettingsOf(
        Dictionary<string, ConfigNode> fields,
        string path,
        SettingSheet sheet,
        ConfigCursor cursor
    )
    {
        var none = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!fields.TryGetValue("settings", out var node))
            return none;
        if (node is not ConfigNode.Map map)
        {
            cursor.Fail<string>(node, $"{path}.settings", "it takes settings with their values, such as nesting: direct");
            return none;
        }
        var values = new SortedDictionary<string, string>(none, StringComparer.Ordinal);
        foreach (var (name, value) in map.Entries)
            try
            {
                var setting = sheet.Find(name);
                if (Text(value) is not { } text)
                    cursor.Fail<string>(value, $"{path}.settings.{name}", $"it takes {setting.Kind.Words}");
                else if (!values.TryAdd(setting.Path, sheet.Normalise([new(setting.Path, text)]).GetValueOrDefault(setting.Path) ?? ""))
                    cursor.Fail<string>(value, $"{path}.settings.{name}", "the setting stands here twice");
            }
            catch (SettingException fault)
            {
                cursor.Fail(value.Line, $"{path}.settings.{name}", null, fault.Message.TrimEnd('.'));
            }
        // What equals the default is the same as not saying it.
        foreach (var (name, _) in values.Where(value => value.Value.Length == 0).ToList())
            values.Remove(name);
        return values;
    }

    private static string? Text(ConfigNode node) =>
        node switch
        {
            ConfigNode.Text text => text.Value,
            ConfigNode.List list when list.Items.All(item => item is ConfigNode.Text) => SettingKind.Several.Join(
                list.Items.Select(item => ((ConfigNode.Text)item).Value)
            ),
            _ => null,
        };

    private static List<T> Items<T>(
        Dictionary<string, ConfigNode> fields,
        string name,
        ConfigCursor cursor,
        Func<ConfigNode, string, ConfigCursor, T?> read
    )
        where T : class
    {
        var items = new List<T>();
        if (!fields.TryGetValue(name, out var node))
            return items;
        if (node is not ConfigNode.List list)
        {
            cursor.Fail<string>(node, name, "it takes a list");
            return items;
        }
        for (var i = 0; i < list.Items.Count; i++)
            if (read(list.Items[i], FormattableString.Invariant($"{name}[{i}]"), cursor) is { } item)
                items.Add(item);
        return items;
    }

    private static void Distinct<T>(
        IEnumerable<T> items,
        Func<T, string> name,
        Func<T, int> line,
        string path,
        StringComparer comparer,
        ConfigCursor cursor
    )
    {
        var seen = new HashSet<string>(comparer);
        foreach (var item in items)
            if (!seen.Add(name(item)))
                cursor.Fail(line(item), path, name(item), "it stands in the file twice");
    }
}
