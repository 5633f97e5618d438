using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Muster.Storage.Postgres.Migrations
{
    /// <summary>What several processes that serve one database tell each other: when schedules are due, who serves, and how far runs have come.</summary>
    public partial class Nodes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(name: "oldest_beside", table: "schema_version", type: "integer", nullable: true);

            migrationBuilder.CreateTable(
                name: "node",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    machine = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    process = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    schema = table.Column<int>(type: "integer", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    serves = table.Column<int>(type: "integer", nullable: true),
                    state = table.Column<int>(type: "integer", nullable: false),
                    working = table.Column<int>(type: "integer", nullable: false),
                    waiting = table.Column<int>(type: "integer", nullable: false),
                    since = table.Column<long>(type: "bigint", nullable: false),
                    seen_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_node", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "work_progress",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    work = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    detail = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    stop_asked_by = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_work_progress", x => new { x.workspace, x.work });
                });

            migrationBuilder.CreateTable(
                name: "schedule_slot",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    connection = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    due = table.Column<long>(type: "bigint", nullable: true),
                    holder = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    taken_due = table.Column<long>(type: "bigint", nullable: true),
                    kept_at = table.Column<long>(type: "bigint", nullable: true),
                    last_at = table.Column<long>(type: "bigint", nullable: true),
                    last_said = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    last_address = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_schedule_slot", x => new { x.workspace, x.connection });
                });

            migrationBuilder.KeepWorkspacesApart("work_progress");
            migrationBuilder.KeepWorkspacesApart("schedule_slot");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "oldest_beside", table: "schema_version");

            migrationBuilder.DropTable(
                name: "node");

            migrationBuilder.DropTable(
                name: "work_progress");

            migrationBuilder.DropTable(
                name: "schedule_slot");
        }
    }
}
