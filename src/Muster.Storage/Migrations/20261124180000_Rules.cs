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
                name: "applied_configuration",
                table: "connection",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

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
                name: "membership_by_to_revision",
                table: "membership",
                column: "to_revision",
                filter: "to_revision IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "audit_entry_by_action",
                table: "audit_entry",
                columns: new[] { "workspace", "action" });
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
                name: "membership_by_to_revision",
                table: "membership");

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
                name: "applied_configuration",
                table: "connection");

            migrationBuilder.DropColumn(
                name: "paused_until",
                table: "app_group_version");

            migrationBuilder.DropColumn(
                name: "settings",
                table: "app_group_version");
        }
    }
}
