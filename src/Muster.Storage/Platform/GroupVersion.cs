using System.Data.Common;
using Muster.Core.Attributes;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Reading;
using Muster.Storage.Configuration;
using Muster.Storage.Packing;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>A platform group as it is from one revision on.</summary>
internal sealed record GroupVersion(
    int Key,
    string Name,
    GroupSettings Settings,
    LinkState Link,
    int? DirectoryKey,
    ObjectId? Id,
    DateTimeOffset? PausedUntil = null
)
{
    /// <summary>Begins the names under which attributes stand beside the settings; no setting has a path that begins so.</summary>
    private const string AttributePrefix = "attributes.";

    /// <summary>Attributes filled from the directory group, ordered by name (ordinal).</summary>
    public ValueList<KeyValuePair<string, string>> Attributes { get; init; } = GroupAttributeMapping.None;

    /// <summary>Reads the columns that the selections name.</summary>
    public static GroupVersion Map(DbDataReader row) =>
        new(
            row.GetInt32(0),
            row.GetString(1),
            SettingsOf(row.TextOrNull(2), row.TextOrNull(6)),
            (LinkState)row.GetInt32(3),
            row.IntOrNull(4),
            row.IdOrNull(5),
            row.InstantOrNull(7)
        )
        {
            Attributes = AttributesOf(row.TextOrNull(6)),
        };

    /// <summary>The settings of a group from the columns they are kept in.</summary>
    /// <exception cref="StoredDataException">They are not what was stored.</exception>
    public static GroupSettings SettingsOf(string? purpose, string? others)
    {
        try
        {
            var settings = others is null
                ? GroupSettings.None
                : Core.Configuration.Settings.OfGroup.FromValues(
                    FlatJson
                        .Decode(others)
                        .Where(value => !IsAttribute(value.Key))
                        .ToDictionary(value => value.Key, value => value.Value, StringComparer.Ordinal)
                );
            return settings with { Purpose = purpose };
        }
        catch (Exception fault) when (fault is FormatException or SettingException)
        {
            throw Unreadable("settings", fault);
        }
    }

    /// <summary>The attributes of a group from the column they share with its settings.</summary>
    /// <exception cref="StoredDataException">They are not what was stored.</exception>
    public static ValueList<KeyValuePair<string, string>> AttributesOf(string? others)
    {
        if (others is null)
            return GroupAttributeMapping.None;
        try
        {
            return ValueList.Of(
                FlatJson
                    .Decode(others)
                    .Where(value => IsAttribute(value.Key))
                    .Select(value => KeyValuePair.Create(value.Key[AttributePrefix.Length..], value.Value))
            );
        }
        catch (FormatException fault)
        {
            throw Unreadable("attributes", fault);
        }
    }

    private static bool IsAttribute(string name) => name.StartsWith(AttributePrefix, StringComparison.Ordinal);

    private static StoredDataException Unreadable(string what, Exception fault) =>
        new($"The stored {what} of a group cannot be read: {fault.Message} Run 'muster audit verify'.");

    /// <summary>The current version of one group.</summary>
    public static FormattableString Select(int key) =>
        $"""
            SELECT group_key, name, purpose, link, directory_key, object_id, settings, paused_until FROM app_group_version
            WHERE workspace = {Database.Workspace} AND group_key = {key} AND to_revision IS NULL
            """;

    /// <summary>The current versions of all groups with the number of their packed entries, by key.</summary>
    public static FormattableString SelectAll() =>
        $"""
            SELECT v.group_key, v.name, v.purpose, v.link, v.directory_key, v.object_id, v.settings, v.paused_until, g.packed
            FROM app_group_version v JOIN app_group g ON g.workspace = v.workspace AND g.key = v.group_key
            WHERE v.workspace = {Database.Workspace} AND v.to_revision IS NULL ORDER BY v.group_key
            """;

    /// <summary>Every version of every group with its interval behind the other columns, by group and age.</summary>
    public static FormattableString SelectHistory() =>
        $"""
            SELECT group_key, name, purpose, link, directory_key, object_id, settings, paused_until, from_revision, to_revision FROM app_group_version
            WHERE workspace = {Database.Workspace} ORDER BY group_key, from_revision
            """;

    public static void InsertVersions(SqlSession session, long revision, IEnumerable<GroupVersion> groups) =>
        session.InsertAll(
            "app_group_version",
            [
                "workspace",
                "group_key",
                "from_revision",
                "name",
                "purpose",
                "link",
                "directory_key",
                "object_id",
                "settings",
                "paused_until",
            ],
            groups,
            (row, group) =>
            {
                row.Integer(group.Key)
                    .Integer(revision)
                    .Text(group.Name)
                    .Text(group.Settings.Purpose)
                    .Integer((int)group.Link)
                    .Integer((long?)group.DirectoryKey);
                if (group.Id is { } id)
                    row.Id(id.Value);
                else
                    row.Text(null);
                row.Text(group.Others()).Integer(group.PausedUntil?.ToUnixTimeMilliseconds());
            }
        );

    /// <summary>Everything the version says, for its digest.</summary>
    public void WriteTo(ByteWriter writer)
    {
        writer.Text(Name);
        writer.Text(Settings.Purpose);
        writer.Number((int)Link);
        writer.Number(DirectoryKey ?? 0);
        writer.Id(Id?.Value ?? Guid.Empty);
        // Absent in versions of before these existed, whose digests must stay as they are.
        if (Others() is { } others)
            writer.Text(others);
        if (PausedUntil is { } until)
            writer.Number(until.ToUnixTimeMilliseconds());
    }

    private string? Others()
    {
        var values = Core
            .Configuration.Settings.OfGroup.ToValues(Settings with { Purpose = null })
            .Concat(Attributes.Select(attribute => KeyValuePair.Create(AttributePrefix + attribute.Key, attribute.Value)))
            .ToList();
        return values.Count > 0 ? FlatJson.Encode(values) : null;
    }
}
