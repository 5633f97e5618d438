using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Muster.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Rules : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "attributes",
                table: "app_user_version",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "connection",
                table: "app_user_version",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "directory_key",
                table: "app_user_version",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "kept_apart",
                table: "app_user_version",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<byte[]>(
                name: "object_id",
                table: "app_user_version",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AlterColumn<byte[]>(
                name: "object_id",
                table: "app_user",
                type: "BLOB",
                nullable: true,
                oldClrType: typeof(byte[]),
                oldType: "BLOB");

            migrationBuilder.AlterColumn<int>(
                name: "directory_key",
                table: "app_user",
                type: "INTEGER",
                nullable: true,
                oldClrType: typeof(int),
                oldType: "INTEGER");

            migrationBuilder.AlterColumn<int>(
                name: "connection",
                table: "app_user",
                type: "INTEGER",
                nullable: true,
                oldClrType: typeof(int),
                oldType: "INTEGER");

            migrationBuilder.AddColumn<long>(
                name: "entry",
                table: "revision",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "end_cause",
                table: "membership",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "end_evidence",
                table: "membership",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "paused_until",
                table: "app_group_version",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "settings",
                table: "app_group_version",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "setting_version",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    connection = table.Column<int>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    body = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_setting_version", x => new { x.workspace, x.connection, x.version });
                });

            migrationBuilder.CreateIndex(
                name: "run_by_started_at",
                table: "run",
                columns: new[] { "workspace", "started_at" });

            migrationBuilder.CreateIndex(
                name: "audit_entry_by_action",
                table: "audit_entry",
                columns: new[] { "workspace", "action" });

            RulesData.Fill(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "setting_version");

            migrationBuilder.DropIndex(
                name: "run_by_started_at",
                table: "run");

            migrationBuilder.DropIndex(
                name: "audit_entry_by_action",
                table: "audit_entry");

            migrationBuilder.DropColumn(
                name: "entry",
                table: "revision");

            migrationBuilder.DropColumn(
                name: "end_cause",
                table: "membership");

            migrationBuilder.DropColumn(
                name: "end_evidence",
                table: "membership");

            migrationBuilder.DropColumn(
                name: "attributes",
                table: "app_user_version");

            migrationBuilder.DropColumn(
                name: "connection",
                table: "app_user_version");

            migrationBuilder.DropColumn(
                name: "directory_key",
                table: "app_user_version");

            migrationBuilder.DropColumn(
                name: "kept_apart",
                table: "app_user_version");

            migrationBuilder.DropColumn(
                name: "object_id",
                table: "app_user_version");

            migrationBuilder.DropColumn(
                name: "paused_until",
                table: "app_group_version");

            migrationBuilder.DropColumn(
                name: "settings",
                table: "app_group_version");

            migrationBuilder.AlterColumn<byte[]>(
                name: "object_id",
                table: "app_user",
                type: "BLOB",
                nullable: false,
                defaultValue: new byte[0],
                oldClrType: typeof(byte[]),
                oldType: "BLOB",
                oldNullable: true);

            migrationBuilder.AlterColumn<int>(
                name: "directory_key",
                table: "app_user",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0,
                oldClrType: typeof(int),
                oldType: "INTEGER",
                oldNullable: true);

            migrationBuilder.AlterColumn<int>(
                name: "connection",
                table: "app_user",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0,
                oldClrType: typeof(int),
                oldType: "INTEGER",
                oldNullable: true);
        }
    }
}
