using System.Data.Common;
using Muster.Core.DirectoryObjects;
using Muster.Storage.Sql;

namespace Muster.Storage.Mirror;

/// <summary>A directory user as a row: <c>key, object_id, presence, account_enabled</c> and the texts, in this order.</summary>
internal static class UserFactColumns
{
    private static readonly string[] Names =
    [
        "workspace",
        "connection",
        "key",
        "object_id",
        "presence",
        "account_enabled",
        "changed",
        "user_principal_name",
        "display_name",
        "mail",
        "given_name",
        "surname",
        "department",
        "job_title",
        "office_location",
        "employee_id",
        "user_type",
        "more",
    ];

    public static DirectoryUser Map(DbDataReader row) =>
        new(
            row.GetInt32(0),
            row.Id(1),
            (ObjectPresence)row.GetInt32(2),
            new UserFacts
            {
                AccountEnabled = row.Flag(3),
                UserPrincipalName = row.TextOrNull(4),
                DisplayName = row.TextOrNull(5),
                Mail = row.TextOrNull(6),
                GivenName = row.TextOrNull(7),
                Surname = row.TextOrNull(8),
                Department = row.TextOrNull(9),
                JobTitle = row.TextOrNull(10),
                OfficeLocation = row.TextOrNull(11),
                EmployeeId = row.TextOrNull(12),
                UserType = row.TextOrNull(13),
                More = MoreFactsCodec.Decode(row.TextOrNull(14)),
            }
        );

    public static void InsertAll(RoundTarget target, IEnumerable<DirectoryUser> users) =>
        target.Session.InsertAll(
            "directory_user",
            Names,
            users,
            (row, user) =>
                row.Integer(target.Connection)
                    .Integer(user.Key)
                    .Id(user.Id.Value)
                    .Integer((int)user.Presence)
                    .Integer(user.Facts.AccountEnabled ? 1 : 0)
                    .Integer(target.Version)
                    .Text(user.Facts.UserPrincipalName)
                    .Text(user.Facts.DisplayName)
                    .Text(user.Facts.Mail)
                    .Text(user.Facts.GivenName)
                    .Text(user.Facts.Surname)
                    .Text(user.Facts.Department)
                    .Text(user.Facts.JobTitle)
                    .Text(user.Facts.OfficeLocation)
                    .Text(user.Facts.EmployeeId)
                    .Text(user.Facts.UserType)
                    .Text(MoreFactsCodec.Encode(user.Facts.More))
        );

    public static Task UpdateAsync(
        SqlSession session,
        int connection,
        DirectoryUser user,
        long version,
        CancellationToken cancellationToken
    ) =>
        session.ExecuteAsync(
            $"""
            UPDATE directory_user SET presence = {user.Presence}, account_enabled = {user.Facts.AccountEnabled}, changed = {version},
                user_principal_name = {user.Facts.UserPrincipalName}, display_name = {user.Facts.DisplayName}, mail = {user.Facts.Mail},
                given_name = {user.Facts.GivenName}, surname = {user.Facts.Surname}, department = {user.Facts.Department},
                job_title = {user.Facts.JobTitle}, office_location = {user.Facts.OfficeLocation},
                employee_id = {user.Facts.EmployeeId}, user_type = {user.Facts.UserType},
                more = {MoreFactsCodec.Encode(user.Facts.More)}
            WHERE workspace = {Database.Workspace} AND connection = {connection} AND key = {user.Key}
            """,
            cancellationToken
        );

    /// <summary>All users of a connection, ascending by key.</summary>
    public static FormattableString SelectAll(int connection) =>
        $"""
            SELECT key, object_id, presence, account_enabled, user_principal_name, display_name, mail, given_name, surname, department,
                job_title, office_location, employee_id, user_type, more
            FROM directory_user WHERE workspace = {Database.Workspace} AND connection = {connection} ORDER BY key
            """;

    /// <summary>The users of a connection that are asked for.</summary>
    public static FormattableString SelectAsked(int connection) =>
        $"""
            SELECT u.key, object_id, presence, account_enabled, user_principal_name, display_name, mail, given_name, surname, department,
                job_title, office_location, employee_id, user_type, more
            FROM asked CROSS JOIN directory_user u
            WHERE u.workspace = {Database.Workspace} AND u.connection = {connection} AND u.key = asked.key
            """;

    public static FormattableString SelectById(int connection, ObjectId id) =>
        $"""
            SELECT key, object_id, presence, account_enabled, user_principal_name, display_name, mail, given_name, surname, department,
                job_title, office_location, employee_id, user_type, more
            FROM directory_user WHERE workspace = {Database.Workspace} AND connection = {connection} AND object_id = {id}
            """;

    public static FormattableString SelectByKey(int connection, int key) =>
        $"""
            SELECT key, object_id, presence, account_enabled, user_principal_name, display_name, mail, given_name, surname, department,
                job_title, office_location, employee_id, user_type, more
            FROM directory_user WHERE workspace = {Database.Workspace} AND connection = {connection} AND key = {key}
            """;
}
