using System.Data.Common;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Storage.Packing;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>A platform user as it is from one revision on.</summary>
internal sealed record UserVersion(int Key, int Connection, int DirectoryKey, ObjectId Id, bool Active, UserAttributes Attributes)
{
    private static readonly string[] VersionColumns =
    [
        "workspace",
        "user_key",
        "from_revision",
        "active",
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
    ];

    /// <summary>Reads the columns that <see cref="Select"/> names.</summary>
    public static UserVersion Map(DbDataReader row) =>
        new(
            row.GetInt32(0),
            row.GetInt32(1),
            row.GetInt32(2),
            row.Id(3),
            row.Flag(4),
            new UserAttributes
            {
                UserPrincipalName = row.TextOrNull(5),
                DisplayName = row.TextOrNull(6),
                Mail = row.TextOrNull(7),
                GivenName = row.TextOrNull(8),
                Surname = row.TextOrNull(9),
                Department = row.TextOrNull(10),
                JobTitle = row.TextOrNull(11),
                OfficeLocation = row.TextOrNull(12),
                EmployeeId = row.TextOrNull(13),
                UserType = row.TextOrNull(14),
            }
        );

    /// <summary>The current version of one user.</summary>
    public static FormattableString Select(int key) =>
        $"""
            SELECT u.key, u.connection, u.directory_key, u.object_id, v.active, v.user_principal_name, v.display_name, v.mail, v.given_name, v.surname,
                v.department, v.job_title, v.office_location, v.employee_id, v.user_type
            FROM app_user u JOIN app_user_version v ON v.workspace = u.workspace AND v.user_key = u.key
            WHERE u.workspace = {Database.Workspace} AND u.key = {key} AND v.to_revision IS NULL
            """;

    /// <summary>The current versions of all users.</summary>
    public static FormattableString SelectAll() =>
        $"""
            SELECT u.key, u.connection, u.directory_key, u.object_id, v.active, v.user_principal_name, v.display_name, v.mail, v.given_name, v.surname,
                v.department, v.job_title, v.office_location, v.employee_id, v.user_type
            FROM app_user u JOIN app_user_version v ON v.workspace = u.workspace AND v.user_key = u.key
            WHERE u.workspace = {Database.Workspace} AND v.to_revision IS NULL ORDER BY u.key
            """;

    /// <summary>Every version of every user with its interval behind the other columns, by user and age.</summary>
    public static FormattableString SelectHistory() =>
        $"""
            SELECT u.key, u.connection, u.directory_key, u.object_id, v.active, v.user_principal_name, v.display_name, v.mail, v.given_name, v.surname,
                v.department, v.job_title, v.office_location, v.employee_id, v.user_type, v.from_revision, v.to_revision, u.active
            FROM app_user_version v LEFT JOIN app_user u ON u.workspace = v.workspace AND u.key = v.user_key
            WHERE v.workspace = {Database.Workspace} ORDER BY v.user_key, v.from_revision
            """;

    public static void InsertUsers(SqlSession session, IEnumerable<UserVersion> users) =>
        session.InsertAll(
            "app_user",
            ["workspace", "key", "connection", "directory_key", "object_id", "active"],
            users,
            static (row, user) =>
                row.Integer(Database.Workspace)
                    .Integer(user.Key)
                    .Integer(user.Connection)
                    .Integer(user.DirectoryKey)
                    .Id(user.Id.Value)
                    .Integer(user.Active ? 1 : 0)
        );

    public static void InsertVersions(SqlSession session, long revision, IEnumerable<UserVersion> users) =>
        session.InsertAll(
            "app_user_version",
            VersionColumns,
            users,
            (row, user) =>
                row.Integer(Database.Workspace)
                    .Integer(user.Key)
                    .Integer(revision)
                    .Integer(user.Active ? 1 : 0)
                    .Text(user.Attributes.UserPrincipalName)
                    .Text(user.Attributes.DisplayName)
                    .Text(user.Attributes.Mail)
                    .Text(user.Attributes.GivenName)
                    .Text(user.Attributes.Surname)
                    .Text(user.Attributes.Department)
                    .Text(user.Attributes.JobTitle)
                    .Text(user.Attributes.OfficeLocation)
                    .Text(user.Attributes.EmployeeId)
                    .Text(user.Attributes.UserType)
        );

    /// <summary>Everything the version says, for its digest.</summary>
    public void WriteTo(ByteWriter writer)
    {
        writer.Number(Connection);
        writer.Number(DirectoryKey);
        writer.Id(Id.Value);
        writer.Number(Active ? 1 : 0);
        writer.Text(Attributes.UserPrincipalName);
        writer.Text(Attributes.DisplayName);
        writer.Text(Attributes.Mail);
        writer.Text(Attributes.GivenName);
        writer.Text(Attributes.Surname);
        writer.Text(Attributes.Department);
        writer.Text(Attributes.JobTitle);
        writer.Text(Attributes.OfficeLocation);
        writer.Text(Attributes.EmployeeId);
        writer.Text(Attributes.UserType);
    }
}
