using Microsoft.EntityFrameworkCore.Migrations;

namespace Muster.Storage.Migrations;

/// <summary>What the rows of before get in the columns that came with the rules.</summary>
internal static class RulesData
{
    public static void Fill(MigrationBuilder migrationBuilder) =>
        // Until now a user followed one directory user from first to last, so every version of it has the identity of the user.
        migrationBuilder.Sql(
            """
            UPDATE app_user_version SET
                connection = (SELECT u.connection FROM app_user u WHERE u.workspace = app_user_version.workspace AND u.key = user_key),
                directory_key = (SELECT u.directory_key FROM app_user u WHERE u.workspace = app_user_version.workspace AND u.key = user_key),
                object_id = (SELECT u.object_id FROM app_user u WHERE u.workspace = app_user_version.workspace AND u.key = user_key);
            """
        );
}
