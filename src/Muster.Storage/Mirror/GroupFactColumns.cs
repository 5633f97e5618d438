using System.Data.Common;
using Muster.Core.DirectoryObjects;
using Muster.Storage.Sql;

namespace Muster.Storage.Mirror;

/// <summary>A directory group as stored, without its edges but with the number of entries in its packed sets.</summary>
internal sealed record StoredGroup(int Key, ObjectId Id, ObjectPresence Presence, GroupFacts Facts, int Edges);

/// <summary>Directory groups as rows.</summary>
internal static class GroupFactColumns
{
    private static readonly string[] Names =
    [
        "workspace",
        "connection",
        "key",
        "object_id",
        "presence",
        "changed",
        "edges",
        "display_name",
        "description",
        "mail",
        "kind",
        "dynamic",
        "hidden_membership",
        "on_premises",
        "role_assignable",
    ];

    public static StoredGroup Map(DbDataReader row) =>
        new(
            row.GetInt32(0),
            row.Id(1),
            (ObjectPresence)row.GetInt32(2),
            new GroupFacts
            {
                DisplayName = row.TextOrNull(4),
                Description = row.TextOrNull(5),
                Mail = row.TextOrNull(6),
                Kind = (DirectoryGroupKind)row.GetInt32(7),
                Dynamic = row.Flag(8),
                HiddenMembership = row.Flag(9),
                OnPremises = row.Flag(10),
                RoleAssignable = row.Flag(11),
            },
            row.GetInt32(3)
        );

    public static void InsertAll(RoundTarget target, IEnumerable<StoredGroup> groups) =>
        target.Session.InsertAll(
            "directory_group",
            Names,
            groups,
            (row, group) =>
                row.Integer(target.Connection)
                    .Integer(group.Key)
                    .Id(group.Id.Value)
                    .Integer((int)group.Presence)
                    .Integer(target.Version)
                    .Integer(group.Edges)
                    .Text(group.Facts.DisplayName)
                    .Text(group.Facts.Description)
                    .Text(group.Facts.Mail)
                    .Integer((int)group.Facts.Kind)
                    .Integer(group.Facts.Dynamic ? 1 : 0)
                    .Integer(group.Facts.HiddenMembership ? 1 : 0)
                    .Integer(group.Facts.OnPremises ? 1 : 0)
                    .Integer(group.Facts.RoleAssignable ? 1 : 0)
        );

    public static Task UpdateAsync(RoundTarget target, StoredGroup group, CancellationToken cancellationToken) =>
        target.Session.ExecuteAsync(
            $"""
            UPDATE directory_group SET presence = {group.Presence}, changed = {target.Version}, edges = {group.Edges},
                display_name = {group.Facts.DisplayName}, description = {group.Facts.Description}, mail = {group.Facts.Mail},
                kind = {group.Facts.Kind}, dynamic = {group.Facts.Dynamic}, hidden_membership = {group.Facts.HiddenMembership},
                on_premises = {group.Facts.OnPremises}, role_assignable = {group.Facts.RoleAssignable}
            WHERE workspace = {Database.Workspace} AND connection = {target.Connection} AND key = {group.Key}
            """,
            cancellationToken
        );

    /// <summary>All groups of a connection, ascending by key.</summary>
    public static FormattableString SelectAll(int connection) =>
        $"""
            SELECT key, object_id, presence, edges, display_name, description, mail, kind, dynamic, hidden_membership, on_premises, role_assignable
            FROM directory_group WHERE workspace = {Database.Workspace} AND connection = {connection} ORDER BY key
            """;

    /// <summary>The groups of a connection whose keys are asked for.</summary>
    public static FormattableString SelectAsked(int connection) =>
        $"""
            SELECT g.key, g.object_id, g.presence, g.edges, g.display_name, g.description, g.mail, g.kind, g.dynamic, g.hidden_membership, g.on_premises,
                g.role_assignable
            FROM asked CROSS JOIN directory_group g WHERE g.workspace = {Database.Workspace} AND g.connection = {connection} AND g.key = asked.key
            """;

    public static FormattableString SelectById(int connection, ObjectId id) =>
        $"""
            SELECT key, object_id, presence, edges, display_name, description, mail, kind, dynamic, hidden_membership, on_premises, role_assignable
            FROM directory_group WHERE workspace = {Database.Workspace} AND connection = {connection} AND object_id = {id}
            """;
}
