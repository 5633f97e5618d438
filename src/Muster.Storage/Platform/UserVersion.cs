using System.Data.Common;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Reading;
using Muster.Storage.Configuration;
using Muster.Storage.Packing;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>A platform user as it is from one revision on. Whom it follows is part of it: a person may link it to another directory user.</summary>
internal sealed record UserVersion(int Key, UserIdentity? Identity, bool Active, bool KeptApart, UserAttributes Attributes)
{
    /// <summary>Columns that <see cref="Map"/> reads.</summary>
    public const int Width = 17;

    private static readonly string[] VersionColumns =
    [
        "workspace",
        "user_key",
        "from_revision",
        "active",
        "connection",
        "directory_key",
        "object_id",
        "kept_apart",
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
        "attributes",
    ];

    /// <summary>Reads the columns that <see cref="Select"/> names.</summary>
    public static UserVersion Map(DbDataReader row) =>
        new(
            row.GetInt32(0),
            IdentityOf(row.IntOrNull(1), row.IntOrNull(2), row.IdOrNull(3)),
            row.Flag(4),
            row.Flag(5),
            new UserAttributes
            {
                UserPrincipalName = row.TextOrNull(6),
                DisplayName = row.TextOrNull(7),
                Mail = row.TextOrNull(8),
                GivenName = row.TextOrNull(9),
                Surname = row.TextOrNull(10),
                Department = row.TextOrNull(11),
                JobTitle = row.TextOrNull(12),
                OfficeLocation = row.TextOrNull(13),
                EmployeeId = row.TextOrNull(14),
                UserType = row.TextOrNull(15),
                Custom = CustomOf(row.TextOrNull(16)),
            }
        );

    /// <summary>The identity from the three columns it is kept in: all of them or none.</summary>
    /// <exception cref="StoredDataException">They are not what was stored.</exception>
    public static UserIdentity? IdentityOf(int? connection, int? directoryKey, ObjectId? id) =>
        (connection, directoryKey, id) switch
        {
            (null, null, null) => null,
            ({ } of, { } key, { } objectId) => new UserIdentity(of, key, objectId),
            _ => throw new StoredDataException("A stored identity of a user is damaged. Restore the data folder from a backup."),
        };

    /// <summary>Custom attributes from the column they are kept in.</summary>
    /// <exception cref="StoredDataException">They are not what was stored.</exception>
    public static ValueList<KeyValuePair<string, string>> CustomOf(string? text)
    {
        try
        {
            return text is null ? UserAttributes.None.Custom : ValueList.Of<KeyValuePair<string, string>>(FlatJson.Decode(text));
        }
        catch (FormatException fault)
        {
            throw new StoredDataException($"The stored attributes of a user cannot be read: {fault.Message} Run 'muster audit verify'.");
        }
    }

    /// <summary>Custom attributes for their column; null for none.</summary>
    public static string? CustomText(UserAttributes attributes) => attributes.Custom.Count == 0 ? null : FlatJson.Encode(attributes.Custom);

    /// <summary>The current version of one user.</summary>
    public static FormattableString Select(int key) =>
        $"""
            SELECT user_key, connection, directory_key, object_id, active, kept_apart, user_principal_name, display_name, mail, given_name, surname,
                department, job_title, office_location, employee_id, user_type, attributes
            FROM app_user_version WHERE workspace = {Database.Workspace} AND user_key = {key} AND to_revision IS NULL
            """;

    /// <summary>The current versions of the users that are asked for.</summary>
    public static FormattableString SelectAsked() =>
        $"""
            SELECT user_key, connection, directory_key, object_id, active, kept_apart, user_principal_name, display_name, mail, given_name, surname,
                department, job_title, office_location, employee_id, user_type, attributes
            FROM asked CROSS JOIN app_user_version v
            WHERE v.workspace = {Database.Workspace} AND v.user_key = asked.key AND v.to_revision IS NULL
            """;

    /// <summary>The current versions of all users.</summary>
    public static FormattableString SelectAll() =>
        $"""
            SELECT user_key, connection, directory_key, object_id, active, kept_apart, user_principal_name, display_name, mail, given_name, surname,
                department, job_title, office_location, employee_id, user_type, attributes
            FROM app_user_version WHERE workspace = {Database.Workspace} AND to_revision IS NULL ORDER BY user_key
            """;

    /// <summary>Every version of every user, by user and age; behind the other columns its interval and what the user's own row says.</summary>
    public static FormattableString SelectHistory() =>
        $"""
            SELECT v.user_key, v.connection, v.directory_key, v.object_id, v.active, v.kept_apart, v.user_principal_name, v.display_name, v.mail,
                v.given_name, v.surname, v.department, v.job_title, v.office_location, v.employee_id, v.user_type, v.attributes,
                v.from_revision, v.to_revision, u.active, u.connection, u.directory_key, u.object_id
            FROM app_user_version v LEFT JOIN app_user u ON u.workspace = v.workspace AND u.key = v.user_key
            WHERE v.workspace = {Database.Workspace} ORDER BY v.user_key, v.from_revision
            """;

    public static void InsertUsers(SqlSession session, IEnumerable<UserVersion> users) =>
        session.InsertAll(
            "app_user",
            ["workspace", "key", "connection", "directory_key", "object_id", "active"],
            users,
            static (row, user) =>
            {
                row.Integer(user.Key);
                Add(row, user.Identity);
                row.Integer(user.Active ? 1 : 0);
            }
        );

    public static void InsertVersions(SqlSession session, long revision, IEnumerable<UserVersion> users) =>
        session.InsertAll(
            "app_user_version",
            VersionColumns,
            users,
            (row, user) =>
            {
                row.Integer(user.Key).Integer(revision).Integer(user.Active ? 1 : 0);
                Add(row, user.Identity);
                row.Integer(user.KeptApart ? 1 : 0)
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
                    .Text(CustomText(user.Attributes));
            }
        );

    private static void Add(IBulkInsert row, UserIdentity? identity)
    {
        row.Integer((long?)identity?.Connection).Integer((long?)identity?.DirectoryKey);
        if (identity is null)
            row.Text(null);
        else
            row.Id(identity.Id.Value);
    }

    /// <summary>Everything the version says, for its digest.</summary>
    public void WriteTo(ByteWriter writer)
    {
        writer.Number(Identity?.Connection ?? 0);
        writer.Number(Identity?.DirectoryKey ?? 0);
        writer.Id(Identity?.Id.Value ?? Guid.Empty);
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
        // Absent in versions of before these existed, whose digests must stay as they are.
        if (CustomText(Attributes) is { } custom)
            writer.Text(custom);
        if (KeptApart)
            writer.Text("kept apart");
    }
}
