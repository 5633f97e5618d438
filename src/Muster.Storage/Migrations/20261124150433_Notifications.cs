using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Muster.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Notifications : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "notification_endpoint",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    connection = table.Column<int>(type: "INTEGER", nullable: false),
                    endpoint_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    accepted = table.Column<long>(type: "INTEGER", nullable: false),
                    forged = table.Column<long>(type: "INTEGER", nullable: false),
                    malformed = table.Column<long>(type: "INTEGER", nullable: false),
                    unknown = table.Column<long>(type: "INTEGER", nullable: false),
                    dropped = table.Column<long>(type: "INTEGER", nullable: false),
                    forged_untold = table.Column<long>(type: "INTEGER", nullable: false),
                    forged_told_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notification_endpoint", x => new { x.workspace, x.connection });
                });

            migrationBuilder.CreateTable(
                name: "subscription",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    connection = table.Column<int>(type: "INTEGER", nullable: false),
                    stream = table.Column<int>(type: "INTEGER", nullable: false),
                    subscription_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    state_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    url = table.Column<string>(type: "TEXT", nullable: false),
                    account = table.Column<string>(type: "TEXT", nullable: false),
                    tenant = table.Column<byte[]>(type: "BLOB", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: true),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    creating_since = table.Column<long>(type: "INTEGER", nullable: true),
                    creating_by = table.Column<byte[]>(type: "BLOB", nullable: true),
                    failing_since = table.Column<long>(type: "INTEGER", nullable: true),
                    fault = table.Column<string>(type: "TEXT", nullable: true),
                    problem = table.Column<string>(type: "TEXT", nullable: true),
                    failures = table.Column<int>(type: "INTEGER", nullable: false),
                    next_attempt_at = table.Column<long>(type: "INTEGER", nullable: true),
                    configuration = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_subscription", x => new { x.workspace, x.connection, x.stream });
                });

            migrationBuilder.CreateIndex(
                name: "notification_endpoint_by_endpoint_id",
                table: "notification_endpoint",
                columns: new[] { "workspace", "endpoint_id" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "notification_endpoint");

            migrationBuilder.DropTable(
                name: "subscription");
        }
    }
}
