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
            migrationBuilder.DropTable(
                name: "plan");

            migrationBuilder.AddColumn<int>(
                name: "sub_groups",
                table: "workspace",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "plan",
                table: "run",
                type: "INTEGER",
                nullable: true);

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

            migrationBuilder.AddColumn<string>(
                name: "more",
                table: "directory_user",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "role_assignable",
                table: "directory_group",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "applied_configuration",
                table: "connection",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

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
                name: "due_instant",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    connection = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    key = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_due_instant", x => new { x.workspace, x.connection, x.at, x.kind, x.key });
                });

            migrationBuilder.CreateTable(
                name: "exception",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    from_revision = table.Column<long>(type: "INTEGER", nullable: false),
                    to_revision = table.Column<long>(type: "INTEGER", nullable: true),
                    group_key = table.Column<int>(type: "INTEGER", nullable: false),
                    user_key = table.Column<int>(type: "INTEGER", nullable: false),
                    relation = table.Column<int>(type: "INTEGER", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    author = table.Column<string>(type: "TEXT", nullable: false),
                    began_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ends_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ended_by = table.Column<string>(type: "TEXT", nullable: true),
                    end_reason = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_exception", x => new { x.workspace, x.id, x.from_revision });
                });

            migrationBuilder.CreateTable(
                name: "plan_mark",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    connection = table.Column<int>(type: "INTEGER", nullable: false),
                    mirror_version = table.Column<long>(type: "INTEGER", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false),
                    configuration = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    full_at = table.Column<long>(type: "INTEGER", nullable: false),
                    run = table.Column<long>(type: "INTEGER", nullable: false),
                    kept_back = table.Column<bool>(type: "INTEGER", nullable: false),
                    planner = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_plan_mark", x => new { x.workspace, x.connection });
                });

            migrationBuilder.CreateTable(
                name: "problem",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    connection = table.Column<int>(type: "INTEGER", nullable: false),
                    cause = table.Column<string>(type: "TEXT", nullable: false),
                    code = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    count = table.Column<int>(type: "INTEGER", nullable: false),
                    effect = table.Column<string>(type: "TEXT", nullable: false),
                    fix = table.Column<string>(type: "TEXT", nullable: false),
                    first_seen = table.Column<long>(type: "INTEGER", nullable: false),
                    last_seen = table.Column<long>(type: "INTEGER", nullable: false),
                    last_run = table.Column<long>(type: "INTEGER", nullable: false),
                    resolved_at = table.Column<long>(type: "INTEGER", nullable: true),
                    snoozed_until = table.Column<long>(type: "INTEGER", nullable: true),
                    snoozed = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_problem", x => new { x.workspace, x.id });
                });

            migrationBuilder.CreateTable(
                name: "problem_event",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    problem = table.Column<long>(type: "INTEGER", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    what = table.Column<string>(type: "TEXT", nullable: false),
                    run = table.Column<long>(type: "INTEGER", nullable: true),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_problem_event", x => new { x.workspace, x.problem, x.number });
                });

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

            migrationBuilder.CreateTable(
                name: "stored_plan",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    connection = table.Column<int>(type: "INTEGER", nullable: true),
                    run = table.Column<long>(type: "INTEGER", nullable: true),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    verb = table.Column<string>(type: "TEXT", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: true),
                    based_on = table.Column<long>(type: "INTEGER", nullable: true),
                    made_at = table.Column<long>(type: "INTEGER", nullable: false),
                    made_by = table.Column<string>(type: "TEXT", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    decided_at = table.Column<long>(type: "INTEGER", nullable: true),
                    decided_by = table.Column<string>(type: "TEXT", nullable: true),
                    decision_reason = table.Column<string>(type: "TEXT", nullable: true),
                    message = table.Column<string>(type: "TEXT", nullable: true),
                    detail = table.Column<string>(type: "TEXT", nullable: false),
                    body = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_stored_plan", x => new { x.workspace, x.id });
                });

            migrationBuilder.CreateTable(
                name: "sub_group",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    group_key = table.Column<int>(type: "INTEGER", nullable: false),
                    child_key = table.Column<int>(type: "INTEGER", nullable: false),
                    from_revision = table.Column<long>(type: "INTEGER", nullable: false),
                    to_revision = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sub_group", x => new { x.workspace, x.group_key, x.child_key, x.from_revision });
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

            migrationBuilder.CreateIndex(
                name: "due_instant_by_key",
                table: "due_instant",
                columns: new[] { "workspace", "connection", "kind", "key" });

            migrationBuilder.CreateIndex(
                name: "problem_by_cause",
                table: "problem",
                columns: new[] { "workspace", "connection", "cause" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "stored_plan_by_made_at",
                table: "stored_plan",
                columns: new[] { "workspace", "made_at" },
                filter: "body IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "stored_plan_by_run",
                table: "stored_plan",
                columns: new[] { "workspace", "run" });

            migrationBuilder.CreateIndex(
                name: "stored_plan_by_state",
                table: "stored_plan",
                columns: new[] { "workspace", "state" });
            RulesData.Fill(migrationBuilder);
    }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "due_instant");

            migrationBuilder.DropTable(
                name: "exception");

            migrationBuilder.DropTable(
                name: "plan_mark");

            migrationBuilder.DropTable(
                name: "problem");

            migrationBuilder.DropTable(
                name: "problem_event");

            migrationBuilder.DropTable(
                name: "setting_version");

            migrationBuilder.DropTable(
                name: "stored_plan");

            migrationBuilder.DropTable(
                name: "sub_group");

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
                name: "sub_groups",
                table: "workspace");

            migrationBuilder.DropColumn(
                name: "plan",
                table: "run");

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
                name: "more",
                table: "directory_user");

            migrationBuilder.DropColumn(
                name: "role_assignable",
                table: "directory_group");

            migrationBuilder.DropColumn(
                name: "applied_configuration",
                table: "connection");

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

            migrationBuilder.CreateTable(
                name: "plan",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    run = table.Column<long>(type: "INTEGER", nullable: false),
                    body = table.Column<byte[]>(type: "BLOB", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_plan", x => new { x.workspace, x.run });
                });
        }
    }
}
