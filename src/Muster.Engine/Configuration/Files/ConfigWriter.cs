using Muster.Core.Configuration;

namespace Muster.Engine.Configuration.Files;

/// <summary>Makes the nodes of a file of a configuration. What reading them gives is equal to what was written.</summary>
public static class ConfigWriter
{
    /// <summary>The root of the file.</summary>
    public static ConfigNode.Map Write(ConfigDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var entries = new List<(string, ConfigNode)> { ("version", new ConfigNode.Text(ConfigReader.Version, Literal: true)) };
        if (document.Workspace is { } workspace)
            entries.Add(("workspace", new ConfigNode.Map([("settings", Settings(workspace, SettingSheet.OfWorkspace))])));
        entries.Add(("connections", new ConfigNode.List([.. document.Connections.Select(Connection)])));
        entries.Add(("groups", new ConfigNode.List([.. document.Groups.Select(Group)])));
        return new ConfigNode.Map(entries);
    }

    private static ConfigNode.Map Connection(ConfigConnection connection)
    {
        var entries = new List<(string, ConfigNode)> { ("name", new ConfigNode.Text(connection.Name)) };
        Add(entries, "tenantId", connection.TenantId);
        Add(entries, "clientId", connection.ClientId);
        if (connection.ImportRule is { } rule)
            entries.Add(("import", ConfigRule.Write(rule)));
        if (connection.Settings.Count > 0)
            entries.Add(("settings", Settings(connection.Settings, SettingSheet.OfConnection)));
        return new ConfigNode.Map(entries);
    }

    private static ConfigNode.Map Group(ConfigGroup group)
    {
        var entries = new List<(string, ConfigNode)> { ("name", new ConfigNode.Text(group.Name)) };
        if (group.Local)
            Add(entries, "link", "local");
        else if (group is { Connection: { } connection, Id: { } id })
            entries.Add(
                ("link", new ConfigNode.Map([("connection", new ConfigNode.Text(connection)), ("id", new ConfigNode.Text(id.ToString()))]))
            );
        if (group.Settings.Count > 0)
            entries.Add(("settings", Settings(group.Settings, SettingSheet.OfGroup)));
        if (group.Exceptions is { Count: > 0 } exceptions)
            entries.Add(("exceptions", ConfigExceptionFields.Write(exceptions)));
        return new ConfigNode.Map(entries);
    }

    private static ConfigNode.Map Settings(IReadOnlyDictionary<string, string> values, SettingSheet sheet) =>
        new([
            .. sheet
                .All.Where(setting => values.ContainsKey(setting.Path))
                .Select(setting => (setting.Path, Value(setting.Kind, values[setting.Path]))),
        ]);

    private static ConfigNode Value(SettingKind kind, string value) =>
        kind is SettingKind.Several
            ? new ConfigNode.List([.. SettingKind.Several.Values(value).Select(item => new ConfigNode.Text(item))])
            : new ConfigNode.Text(
                value,
                Literal: kind is SettingKind.Flag || (kind is SettingKind.Number && value != SettingKind.Number.None)
            );

    private static void Add(List<(string, ConfigNode)> entries, string name, string? value)
    {
        if (value is not null)
            entries.Add((name, new ConfigNode.Text(value)));
    }
}
