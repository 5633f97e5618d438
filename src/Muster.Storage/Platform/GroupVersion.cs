using System.Data.Common;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Storage.Packing;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>A platform group as it is from one revision on.</summary>
internal sealed record GroupVersion(int Key, string Name, string? Purpose, LinkState Link, int? DirectoryKey, ObjectId? Id)
{
    /// <summary>Reads the columns that the selections name.</summary>
    public static GroupVersion Map(DbDataReader row) =>
        new(row.GetInt32(0), row.GetString(1), row.TextOrNull(2), (LinkState)row.GetInt32(3), row.IntOrNull(4), row.IdOrNull(5));

    /// <summary>The current version of one group.</summary>
    public static FormattableString Select(int key) =>
        $"""
            SELECT group_key, name, purpose, link, directory_key, object_id FROM app_group_version
            WHERE workspace = {Database.Workspace} AND group_key = {key} AND to_revision IS NULL
            """;

    /// <summary>The current versions of all groups with the number of their packed entries, by key.</summary>
    public static FormattableString SelectAll() =>
        $"""
            SELECT v.group_key, v.name, v.purpose, v.link, v.directory_key, v.object_id, g.packed
            FROM app_group_version v JOIN app_group g ON g.workspace = v.workspace AND g.key = v.group_key
            WHERE v.workspace = {Database.Workspace} AND v.to_revision IS NULL ORDER BY v.group_key
            """;

    /// <summary>Every version of every group with its interval behind the other columns, by group and age.</summary>
    public static FormattableString SelectHistory() =>
        $"""
            SELECT group_key, name, purpose, link, directory_key, object_id, from_revision, to_revision FROM app_group_version
            WHERE workspace = {Database.Workspace} ORDER BY group_key, from_revision
            """;

    public static void InsertVersions(SqlSession session, long revision, IEnumerable<GroupVersion> groups) =>
        session.InsertAll(
            "app_group_version",
            ["workspace", "group_key", "from_revision", "name", "purpose", "link", "directory_key", "object_id"],
            groups,
            (row, group) =>
            {
                row.Integer(Database.Workspace)
                    .Integer(group.Key)
                    .Integer(revision)
                    .Text(group.Name)
                    .Text(group.Purpose)
                    .Integer((int)group.Link)
                    .Integer((long?)group.DirectoryKey);
                if (group.Id is { } id)
                    row.Id(id.Value);
                else
                    row.Text(null);
            }
        );

    /// <summary>Everything the version says, for its digest.</summary>
    public void WriteTo(ByteWriter writer)
    {
        writer.Text(Name);
        writer.Text(Purpose);
        writer.Number((int)Link);
        writer.Number(DirectoryKey ?? 0);
        writer.Id(Id?.Value ?? Guid.Empty);
    }
}
