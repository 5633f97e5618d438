using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Muster.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "app_group",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    key = table.Column<int>(type: "INTEGER", nullable: false),
                    members = table.Column<int>(type: "INTEGER", nullable: false),
                    owners = table.Column<int>(type: "INTEGER", nullable: false),
                    packed = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_app_group", x => new { x.workspace, x.key });
                });

            migrationBuilder.CreateTable(
                name: "app_group_version",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    group_key = table.Column<int>(type: "INTEGER", nullable: false),
                    from_revision = table.Column<long>(type: "INTEGER", nullable: false),
                    to_revision = table.Column<long>(type: "INTEGER", nullable: true),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    purpose = table.Column<string>(type: "TEXT", nullable: true),
                    link = table.Column<int>(type: "INTEGER", nullable: false),
                    directory_key = table.Column<int>(type: "INTEGER", nullable: true),
                    object_id = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_app_group_version", x => new { x.workspace, x.group_key, x.from_revision });
                });

            migrationBuilder.CreateTable(
                name: "app_user",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    key = table.Column<int>(type: "INTEGER", nullable: false),
                    connection = table.Column<int>(type: "INTEGER", nullable: false),
                    directory_key = table.Column<int>(type: "INTEGER", nullable: false),
                    object_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    active = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_app_user", x => new { x.workspace, x.key });
                });

            migrationBuilder.CreateTable(
                name: "app_user_version",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    user_key = table.Column<int>(type: "INTEGER", nullable: false),
                    from_revision = table.Column<long>(type: "INTEGER", nullable: false),
                    to_revision = table.Column<long>(type: "INTEGER", nullable: true),
                    active = table.Column<bool>(type: "INTEGER", nullable: false),
                    user_principal_name = table.Column<string>(type: "TEXT", nullable: true),
                    display_name = table.Column<string>(type: "TEXT", nullable: true),
                    mail = table.Column<string>(type: "TEXT", nullable: true),
                    given_name = table.Column<string>(type: "TEXT", nullable: true),
                    surname = table.Column<string>(type: "TEXT", nullable: true),
                    department = table.Column<string>(type: "TEXT", nullable: true),
                    job_title = table.Column<string>(type: "TEXT", nullable: true),
                    office_location = table.Column<string>(type: "TEXT", nullable: true),
                    employee_id = table.Column<string>(type: "TEXT", nullable: true),
                    user_type = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_app_user_version", x => new { x.workspace, x.user_key, x.from_revision });
                });

            migrationBuilder.CreateTable(
                name: "audit_entry",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    action = table.Column<string>(type: "TEXT", nullable: false),
                    subject = table.Column<string>(type: "TEXT", nullable: false),
                    detail = table.Column<string>(type: "TEXT", nullable: false),
                    previous_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    hash = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_entry", x => new { x.workspace, x.number });
                });

            migrationBuilder.CreateTable(
                name: "connection",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    key = table.Column<int>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    name_folded = table.Column<string>(type: "TEXT", nullable: false),
                    tenant_id = table.Column<string>(type: "TEXT", nullable: false),
                    client_id = table.Column<string>(type: "TEXT", nullable: false),
                    credential_kind = table.Column<int>(type: "INTEGER", nullable: false),
                    credential = table.Column<byte[]>(type: "BLOB", nullable: false),
                    graph_url = table.Column<string>(type: "TEXT", nullable: false),
                    authority = table.Column<string>(type: "TEXT", nullable: false),
                    trusted_certificate = table.Column<string>(type: "TEXT", nullable: true),
                    import_rule = table.Column<string>(type: "TEXT", nullable: true),
                    configuration_version = table.Column<long>(type: "INTEGER", nullable: false),
                    mirror_version = table.Column<long>(type: "INTEGER", nullable: false),
                    settled_version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_connection", x => new { x.workspace, x.key });
                });

            migrationBuilder.CreateTable(
                name: "delta_link",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    connection = table.Column<int>(type: "INTEGER", nullable: false),
                    stream = table.Column<int>(type: "INTEGER", nullable: false),
                    binding = table.Column<string>(type: "TEXT", nullable: true),
                    link = table.Column<string>(type: "TEXT", nullable: true),
                    linked_at = table.Column<long>(type: "INTEGER", nullable: true),
                    complete = table.Column<bool>(type: "INTEGER", nullable: false),
                    in_full = table.Column<bool>(type: "INTEGER", nullable: false),
                    present_before = table.Column<int>(type: "INTEGER", nullable: false),
                    present_after = table.Column<int>(type: "INTEGER", nullable: false),
                    missing = table.Column<int>(type: "INTEGER", nullable: false),
                    objects = table.Column<int>(type: "INTEGER", nullable: false),
                    interrupted_by = table.Column<string>(type: "TEXT", nullable: true),
                    interrupted_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_delta_link", x => new { x.workspace, x.connection, x.stream });
                });

            migrationBuilder.CreateTable(
                name: "directory_edges",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    group_key = table.Column<int>(type: "INTEGER", nullable: false),
                    connection = table.Column<int>(type: "INTEGER", nullable: false),
                    standing = table.Column<int>(type: "INTEGER", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    count = table.Column<int>(type: "INTEGER", nullable: false),
                    hash = table.Column<long>(type: "INTEGER", nullable: false),
                    packed = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_directory_edges", x => new { x.workspace, x.connection, x.standing, x.group_key, x.kind });
                });

            migrationBuilder.CreateTable(
                name: "directory_group",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    connection = table.Column<int>(type: "INTEGER", nullable: false),
                    key = table.Column<int>(type: "INTEGER", nullable: false),
                    object_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    presence = table.Column<int>(type: "INTEGER", nullable: false),
                    changed = table.Column<long>(type: "INTEGER", nullable: false),
                    edges = table.Column<int>(type: "INTEGER", nullable: false),
                    display_name = table.Column<string>(type: "TEXT", nullable: true),
                    description = table.Column<string>(type: "TEXT", nullable: true),
                    mail = table.Column<string>(type: "TEXT", nullable: true),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    dynamic = table.Column<bool>(type: "INTEGER", nullable: false),
                    hidden_membership = table.Column<bool>(type: "INTEGER", nullable: false),
                    on_premises = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_directory_group", x => new { x.workspace, x.connection, x.key });
                });

            migrationBuilder.CreateTable(
                name: "directory_other",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    connection = table.Column<int>(type: "INTEGER", nullable: false),
                    key = table.Column<int>(type: "INTEGER", nullable: false),
                    object_id = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_directory_other", x => new { x.workspace, x.connection, x.key });
                });

            migrationBuilder.CreateTable(
                name: "directory_user",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    connection = table.Column<int>(type: "INTEGER", nullable: false),
                    key = table.Column<int>(type: "INTEGER", nullable: false),
                    object_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    presence = table.Column<int>(type: "INTEGER", nullable: false),
                    account_enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    changed = table.Column<long>(type: "INTEGER", nullable: false),
                    user_principal_name = table.Column<string>(type: "TEXT", nullable: true),
                    display_name = table.Column<string>(type: "TEXT", nullable: true),
                    mail = table.Column<string>(type: "TEXT", nullable: true),
                    given_name = table.Column<string>(type: "TEXT", nullable: true),
                    surname = table.Column<string>(type: "TEXT", nullable: true),
                    department = table.Column<string>(type: "TEXT", nullable: true),
                    job_title = table.Column<string>(type: "TEXT", nullable: true),
                    office_location = table.Column<string>(type: "TEXT", nullable: true),
                    employee_id = table.Column<string>(type: "TEXT", nullable: true),
                    user_type = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_directory_user", x => new { x.workspace, x.connection, x.key });
                });

            migrationBuilder.CreateTable(
                name: "group_members",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    group_key = table.Column<int>(type: "INTEGER", nullable: false),
                    relation = table.Column<int>(type: "INTEGER", nullable: false),
                    origin = table.Column<int>(type: "INTEGER", nullable: false),
                    count = table.Column<int>(type: "INTEGER", nullable: false),
                    hash = table.Column<long>(type: "INTEGER", nullable: false),
                    packed = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_group_members", x => new { x.workspace, x.group_key, x.relation, x.origin });
                });

            migrationBuilder.CreateTable(
                name: "lease",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    fence = table.Column<long>(type: "INTEGER", nullable: false),
                    holder = table.Column<string>(type: "TEXT", nullable: true),
                    purpose = table.Column<string>(type: "TEXT", nullable: true),
                    machine = table.Column<string>(type: "TEXT", nullable: true),
                    process = table.Column<int>(type: "INTEGER", nullable: false),
                    process_started = table.Column<long>(type: "INTEGER", nullable: false),
                    since = table.Column<long>(type: "INTEGER", nullable: false),
                    renewed_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lease", x => x.workspace);
                });

            migrationBuilder.CreateTable(
                name: "membership",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    group_key = table.Column<int>(type: "INTEGER", nullable: false),
                    relation = table.Column<int>(type: "INTEGER", nullable: false),
                    origin = table.Column<int>(type: "INTEGER", nullable: false),
                    user_key = table.Column<int>(type: "INTEGER", nullable: false),
                    from_revision = table.Column<long>(type: "INTEGER", nullable: false),
                    to_revision = table.Column<long>(type: "INTEGER", nullable: true),
                    via = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_membership", x => new { x.workspace, x.group_key, x.relation, x.origin, x.user_key, x.from_revision });
                });

            migrationBuilder.CreateTable(
                name: "plan",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    run = table.Column<long>(type: "INTEGER", nullable: false),
                    hash = table.Column<string>(type: "TEXT", nullable: false),
                    body = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_plan", x => new { x.workspace, x.run });
                });

            migrationBuilder.CreateTable(
                name: "revision",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    run = table.Column<long>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_revision", x => new { x.workspace, x.number });
                });

            migrationBuilder.CreateTable(
                name: "run",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    connection = table.Column<int>(type: "INTEGER", nullable: true),
                    verb = table.Column<string>(type: "TEXT", nullable: false),
                    actor = table.Column<string>(type: "TEXT", nullable: false),
                    fence = table.Column<long>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    outcome = table.Column<int>(type: "INTEGER", nullable: false),
                    read_in_full = table.Column<bool>(type: "INTEGER", nullable: false),
                    plan_hash = table.Column<string>(type: "TEXT", nullable: true),
                    revision = table.Column<long>(type: "INTEGER", nullable: true),
                    message = table.Column<string>(type: "TEXT", nullable: true),
                    decided_by = table.Column<string>(type: "TEXT", nullable: true),
                    decision_reason = table.Column<string>(type: "TEXT", nullable: true),
                    removals_stated = table.Column<int>(type: "INTEGER", nullable: false),
                    removals_inferred = table.Column<int>(type: "INTEGER", nullable: false),
                    detail = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_run", x => new { x.workspace, x.id });
                });

            migrationBuilder.CreateTable(
                name: "workspace",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "INTEGER", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false),
                    next_connection = table.Column<int>(type: "INTEGER", nullable: false),
                    next_directory_user = table.Column<int>(type: "INTEGER", nullable: false),
                    next_directory_group = table.Column<int>(type: "INTEGER", nullable: false),
                    next_directory_other = table.Column<int>(type: "INTEGER", nullable: false),
                    next_user = table.Column<int>(type: "INTEGER", nullable: false),
                    next_group = table.Column<int>(type: "INTEGER", nullable: false),
                    users = table.Column<int>(type: "INTEGER", nullable: false),
                    groups = table.Column<int>(type: "INTEGER", nullable: false),
                    membership_rows = table.Column<long>(type: "INTEGER", nullable: false),
                    audit_entries = table.Column<long>(type: "INTEGER", nullable: false),
                    audit_head = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_workspace", x => x.workspace);
                });

            migrationBuilder.CreateIndex(
                name: "app_group_version_by_directory_key",
                table: "app_group_version",
                columns: new[] { "workspace", "directory_key" },
                unique: true,
                filter: "to_revision IS NULL AND directory_key IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "app_group_version_by_name",
                table: "app_group_version",
                columns: new[] { "workspace", "name" },
                unique: true,
                filter: "to_revision IS NULL AND link <> 5");

            migrationBuilder.CreateIndex(
                name: "app_user_by_directory_key",
                table: "app_user",
                columns: new[] { "workspace", "directory_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "connection_by_name_folded",
                table: "connection",
                columns: new[] { "workspace", "name_folded" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "directory_group_by_object_id",
                table: "directory_group",
                columns: new[] { "workspace", "connection", "object_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "directory_other_by_object_id",
                table: "directory_other",
                columns: new[] { "workspace", "connection", "object_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "directory_user_by_changed",
                table: "directory_user",
                columns: new[] { "workspace", "connection", "changed" });

            migrationBuilder.CreateIndex(
                name: "directory_user_by_object_id",
                table: "directory_user",
                columns: new[] { "workspace", "connection", "object_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "membership_by_user_key",
                table: "membership",
                column: "user_key");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "app_group");

            migrationBuilder.DropTable(
                name: "app_group_version");

            migrationBuilder.DropTable(
                name: "app_user");

            migrationBuilder.DropTable(
                name: "app_user_version");

            migrationBuilder.DropTable(
                name: "audit_entry");

            migrationBuilder.DropTable(
                name: "connection");

            migrationBuilder.DropTable(
                name: "delta_link");

            migrationBuilder.DropTable(
                name: "directory_edges");

            migrationBuilder.DropTable(
                name: "directory_group");

            migrationBuilder.DropTable(
                name: "directory_other");

            migrationBuilder.DropTable(
                name: "directory_user");

            migrationBuilder.DropTable(
                name: "group_members");

            migrationBuilder.DropTable(
                name: "lease");

            migrationBuilder.DropTable(
                name: "membership");

            migrationBuilder.DropTable(
                name: "plan");

            migrationBuilder.DropTable(
                name: "revision");

            migrationBuilder.DropTable(
                name: "run");

            migrationBuilder.DropTable(
                name: "workspace");
        }
    }
}
