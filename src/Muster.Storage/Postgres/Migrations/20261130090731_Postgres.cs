using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Muster.Storage.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Postgres : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "app_group",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    key = table.Column<int>(type: "integer", nullable: false),
                    members = table.Column<int>(type: "integer", nullable: false),
                    owners = table.Column<int>(type: "integer", nullable: false),
                    packed = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_app_group", x => new { x.workspace, x.key });
                });

            migrationBuilder.CreateTable(
                name: "app_group_version",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    group_key = table.Column<int>(type: "integer", nullable: false),
                    from_revision = table.Column<long>(type: "bigint", nullable: false),
                    to_revision = table.Column<long>(type: "bigint", nullable: true),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    purpose = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    settings = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    paused_until = table.Column<long>(type: "bigint", nullable: true),
                    link = table.Column<int>(type: "integer", nullable: false),
                    directory_key = table.Column<int>(type: "integer", nullable: true),
                    object_id = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_app_group_version", x => new { x.workspace, x.group_key, x.from_revision });
                });

            migrationBuilder.CreateTable(
                name: "app_user",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    key = table.Column<int>(type: "integer", nullable: false),
                    connection = table.Column<int>(type: "integer", nullable: true),
                    directory_key = table.Column<int>(type: "integer", nullable: true),
                    object_id = table.Column<byte[]>(type: "bytea", nullable: true),
                    active = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_app_user", x => new { x.workspace, x.key });
                });

            migrationBuilder.CreateTable(
                name: "app_user_version",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    user_key = table.Column<int>(type: "integer", nullable: false),
                    from_revision = table.Column<long>(type: "bigint", nullable: false),
                    to_revision = table.Column<long>(type: "bigint", nullable: true),
                    active = table.Column<int>(type: "integer", nullable: false),
                    connection = table.Column<int>(type: "integer", nullable: true),
                    directory_key = table.Column<int>(type: "integer", nullable: true),
                    object_id = table.Column<byte[]>(type: "bytea", nullable: true),
                    kept_apart = table.Column<int>(type: "integer", nullable: false),
                    user_principal_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    display_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    mail = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    given_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    surname = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    department = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    job_title = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    office_location = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    employee_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    user_type = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    attributes = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_app_user_version", x => new { x.workspace, x.user_key, x.from_revision });
                });

            migrationBuilder.CreateTable(
                name: "audit_entry",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    action = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    subject = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    detail = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    previous_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_entry", x => new { x.workspace, x.number });
                });

            migrationBuilder.CreateTable(
                name: "connection",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    key = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name_folded = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    tenant_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    client_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    credential_kind = table.Column<int>(type: "integer", nullable: false),
                    credential = table.Column<byte[]>(type: "bytea", nullable: false),
                    graph_url = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    authority = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    trusted_certificate = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    import_rule = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    configuration_version = table.Column<long>(type: "bigint", nullable: false),
                    applied_configuration = table.Column<long>(type: "bigint", nullable: false),
                    mirror_version = table.Column<long>(type: "bigint", nullable: false),
                    settled_version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_connection", x => new { x.workspace, x.key });
                });

            migrationBuilder.CreateTable(
                name: "delta_link",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    connection = table.Column<int>(type: "integer", nullable: false),
                    stream = table.Column<int>(type: "integer", nullable: false),
                    binding = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    link = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    linked_at = table.Column<long>(type: "bigint", nullable: true),
                    complete = table.Column<int>(type: "integer", nullable: false),
                    in_full = table.Column<int>(type: "integer", nullable: false),
                    present_before = table.Column<int>(type: "integer", nullable: false),
                    present_after = table.Column<int>(type: "integer", nullable: false),
                    missing = table.Column<int>(type: "integer", nullable: false),
                    objects = table.Column<int>(type: "integer", nullable: false),
                    interrupted_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    interrupted_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_delta_link", x => new { x.workspace, x.connection, x.stream });
                });

            migrationBuilder.CreateTable(
                name: "directory_edges",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    group_key = table.Column<int>(type: "integer", nullable: false),
                    connection = table.Column<int>(type: "integer", nullable: false),
                    standing = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    hash = table.Column<long>(type: "bigint", nullable: false),
                    packed = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_directory_edges", x => new { x.workspace, x.connection, x.standing, x.group_key, x.kind });
                });

            migrationBuilder.CreateTable(
                name: "directory_group",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    connection = table.Column<int>(type: "integer", nullable: false),
                    key = table.Column<int>(type: "integer", nullable: false),
                    object_id = table.Column<byte[]>(type: "bytea", nullable: false),
                    presence = table.Column<int>(type: "integer", nullable: false),
                    changed = table.Column<long>(type: "bigint", nullable: false),
                    edges = table.Column<int>(type: "integer", nullable: false),
                    display_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    description = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    mail = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    dynamic = table.Column<int>(type: "integer", nullable: false),
                    hidden_membership = table.Column<int>(type: "integer", nullable: false),
                    on_premises = table.Column<int>(type: "integer", nullable: false),
                    role_assignable = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_directory_group", x => new { x.workspace, x.connection, x.key });
                });

            migrationBuilder.CreateTable(
                name: "directory_other",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    connection = table.Column<int>(type: "integer", nullable: false),
                    key = table.Column<int>(type: "integer", nullable: false),
                    object_id = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_directory_other", x => new { x.workspace, x.connection, x.key });
                });

            migrationBuilder.CreateTable(
                name: "directory_user",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    connection = table.Column<int>(type: "integer", nullable: false),
                    key = table.Column<int>(type: "integer", nullable: false),
                    object_id = table.Column<byte[]>(type: "bytea", nullable: false),
                    presence = table.Column<int>(type: "integer", nullable: false),
                    account_enabled = table.Column<int>(type: "integer", nullable: false),
                    changed = table.Column<long>(type: "bigint", nullable: false),
                    user_principal_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    display_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    mail = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    given_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    surname = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    department = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    job_title = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    office_location = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    employee_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    user_type = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    more = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_directory_user", x => new { x.workspace, x.connection, x.key });
                });

            migrationBuilder.CreateTable(
                name: "due_instant",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    connection = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    key = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_due_instant", x => new { x.workspace, x.connection, x.at, x.kind, x.key });
                });

            migrationBuilder.CreateTable(
                name: "exception",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    from_revision = table.Column<long>(type: "bigint", nullable: false),
                    to_revision = table.Column<long>(type: "bigint", nullable: true),
                    group_key = table.Column<int>(type: "integer", nullable: false),
                    user_key = table.Column<int>(type: "integer", nullable: false),
                    relation = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    author = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    began_at = table.Column<long>(type: "bigint", nullable: false),
                    ends_at = table.Column<long>(type: "bigint", nullable: true),
                    ended_at = table.Column<long>(type: "bigint", nullable: true),
                    ended_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    end_reason = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_exception", x => new { x.workspace, x.id, x.from_revision });
                });

            migrationBuilder.CreateTable(
                name: "group_members",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    group_key = table.Column<int>(type: "integer", nullable: false),
                    relation = table.Column<int>(type: "integer", nullable: false),
                    origin = table.Column<int>(type: "integer", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    hash = table.Column<long>(type: "bigint", nullable: false),
                    packed = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_group_members", x => new { x.workspace, x.group_key, x.relation, x.origin });
                });

            migrationBuilder.CreateTable(
                name: "lease",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    fence = table.Column<long>(type: "bigint", nullable: false),
                    holder = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    purpose = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    machine = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    process = table.Column<int>(type: "integer", nullable: false),
                    process_started = table.Column<long>(type: "bigint", nullable: false),
                    since = table.Column<long>(type: "bigint", nullable: false),
                    renewed_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lease", x => x.workspace);
                });

            migrationBuilder.CreateTable(
                name: "membership",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    group_key = table.Column<int>(type: "integer", nullable: false),
                    relation = table.Column<int>(type: "integer", nullable: false),
                    origin = table.Column<int>(type: "integer", nullable: false),
                    user_key = table.Column<int>(type: "integer", nullable: false),
                    from_revision = table.Column<long>(type: "bigint", nullable: false),
                    to_revision = table.Column<long>(type: "bigint", nullable: true),
                    via = table.Column<int>(type: "integer", nullable: false),
                    end_cause = table.Column<int>(type: "integer", nullable: true),
                    end_evidence = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_membership", x => new { x.workspace, x.group_key, x.relation, x.origin, x.user_key, x.from_revision });
                });

            migrationBuilder.CreateTable(
                name: "notification_endpoint",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    connection = table.Column<int>(type: "integer", nullable: false),
                    endpoint_id = table.Column<byte[]>(type: "bytea", nullable: true),
                    enabled = table.Column<int>(type: "integer", nullable: false),
                    accepted = table.Column<long>(type: "bigint", nullable: false),
                    forged = table.Column<long>(type: "bigint", nullable: false),
                    malformed = table.Column<long>(type: "bigint", nullable: false),
                    unknown = table.Column<long>(type: "bigint", nullable: false),
                    dropped = table.Column<long>(type: "bigint", nullable: false),
                    forged_untold = table.Column<long>(type: "bigint", nullable: false),
                    forged_told_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notification_endpoint", x => new { x.workspace, x.connection });
                });

            migrationBuilder.CreateTable(
                name: "plan_mark",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    connection = table.Column<int>(type: "integer", nullable: false),
                    mirror_version = table.Column<long>(type: "bigint", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    configuration = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    full_at = table.Column<long>(type: "bigint", nullable: false),
                    run = table.Column<long>(type: "bigint", nullable: false),
                    kept_back = table.Column<int>(type: "integer", nullable: false),
                    planner = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_plan_mark", x => new { x.workspace, x.connection });
                });

            migrationBuilder.CreateTable(
                name: "problem",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    connection = table.Column<int>(type: "integer", nullable: false),
                    cause = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    code = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    subject = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    count = table.Column<int>(type: "integer", nullable: false),
                    effect = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    fix = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    first_seen = table.Column<long>(type: "bigint", nullable: false),
                    last_seen = table.Column<long>(type: "bigint", nullable: false),
                    last_run = table.Column<long>(type: "bigint", nullable: false),
                    resolved_at = table.Column<long>(type: "bigint", nullable: true),
                    snoozed_until = table.Column<long>(type: "bigint", nullable: true),
                    snoozed = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_problem", x => new { x.workspace, x.id });
                });

            migrationBuilder.CreateTable(
                name: "problem_event",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    problem = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    what = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    run = table.Column<long>(type: "bigint", nullable: true),
                    actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    text = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_problem_event", x => new { x.workspace, x.problem, x.number });
                });

            migrationBuilder.CreateTable(
                name: "revision",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    run = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    entry = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_revision", x => new { x.workspace, x.number });
                });

            migrationBuilder.CreateTable(
                name: "run",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    connection = table.Column<int>(type: "integer", nullable: true),
                    verb = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    fence = table.Column<long>(type: "bigint", nullable: false),
                    started_at = table.Column<long>(type: "bigint", nullable: false),
                    ended_at = table.Column<long>(type: "bigint", nullable: true),
                    outcome = table.Column<int>(type: "integer", nullable: false),
                    read_in_full = table.Column<int>(type: "integer", nullable: false),
                    plan = table.Column<long>(type: "bigint", nullable: true),
                    plan_hash = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    revision = table.Column<long>(type: "bigint", nullable: true),
                    message = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    decided_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    decision_reason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    removals_stated = table.Column<int>(type: "integer", nullable: false),
                    removals_inferred = table.Column<int>(type: "integer", nullable: false),
                    detail = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_run", x => new { x.workspace, x.id });
                });

            migrationBuilder.CreateTable(
                name: "schema_version",
                columns: table => new
                {
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_schema_version", x => x.version);
                });

            migrationBuilder.CreateTable(
                name: "setting_version",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    connection = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    reason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    body = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_setting_version", x => new { x.workspace, x.connection, x.version });
                });

            migrationBuilder.CreateTable(
                name: "stored_plan",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false),
                    connection = table.Column<int>(type: "integer", nullable: true),
                    run = table.Column<long>(type: "bigint", nullable: true),
                    state = table.Column<int>(type: "integer", nullable: false),
                    verb = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    hash = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    based_on = table.Column<long>(type: "bigint", nullable: true),
                    made_at = table.Column<long>(type: "bigint", nullable: false),
                    made_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    expires_at = table.Column<long>(type: "bigint", nullable: true),
                    decided_at = table.Column<long>(type: "bigint", nullable: true),
                    decided_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    decision_reason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    message = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    detail = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    body = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_stored_plan", x => new { x.workspace, x.id });
                });

            migrationBuilder.CreateTable(
                name: "sub_group",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    group_key = table.Column<int>(type: "integer", nullable: false),
                    child_key = table.Column<int>(type: "integer", nullable: false),
                    from_revision = table.Column<long>(type: "bigint", nullable: false),
                    to_revision = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sub_group", x => new { x.workspace, x.group_key, x.child_key, x.from_revision });
                });

            migrationBuilder.CreateTable(
                name: "subscription",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    connection = table.Column<int>(type: "integer", nullable: false),
                    stream = table.Column<int>(type: "integer", nullable: false),
                    subscription_id = table.Column<byte[]>(type: "bytea", nullable: true),
                    state_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    url = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    account = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    tenant = table.Column<byte[]>(type: "bytea", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: true),
                    expires_at = table.Column<long>(type: "bigint", nullable: true),
                    creating_since = table.Column<long>(type: "bigint", nullable: true),
                    creating_by = table.Column<byte[]>(type: "bytea", nullable: true),
                    failing_since = table.Column<long>(type: "bigint", nullable: true),
                    fault = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    problem = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    next_attempt_at = table.Column<long>(type: "bigint", nullable: true),
                    configuration = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_subscription", x => new { x.workspace, x.connection, x.stream });
                });

            migrationBuilder.CreateTable(
                name: "workspace",
                columns: table => new
                {
                    workspace = table.Column<int>(type: "integer", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    next_connection = table.Column<int>(type: "integer", nullable: false),
                    next_directory_user = table.Column<int>(type: "integer", nullable: false),
                    next_directory_group = table.Column<int>(type: "integer", nullable: false),
                    next_directory_other = table.Column<int>(type: "integer", nullable: false),
                    next_user = table.Column<int>(type: "integer", nullable: false),
                    next_group = table.Column<int>(type: "integer", nullable: false),
                    users = table.Column<int>(type: "integer", nullable: false),
                    groups = table.Column<int>(type: "integer", nullable: false),
                    membership_rows = table.Column<long>(type: "bigint", nullable: false),
                    sub_groups = table.Column<int>(type: "integer", nullable: false),
                    audit_entries = table.Column<long>(type: "bigint", nullable: false),
                    audit_head = table.Column<byte[]>(type: "bytea", nullable: false)
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
                filter: "to_revision IS NULL AND directory_key IS NOT NULL")
                .Annotation("Npgsql:IndexNullSortOrder", new[] { NullSortOrder.NullsFirst, NullSortOrder.NullsFirst });

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
                unique: true)
                .Annotation("Npgsql:IndexNullSortOrder", new[] { NullSortOrder.NullsFirst, NullSortOrder.NullsFirst });

            migrationBuilder.CreateIndex(
                name: "app_user_version_by_user_key",
                table: "app_user_version",
                columns: new[] { "workspace", "display_name", "user_key" })
                .Annotation("Npgsql:IndexNullSortOrder", new[] { NullSortOrder.NullsFirst, NullSortOrder.NullsFirst, NullSortOrder.NullsFirst });

            migrationBuilder.CreateIndex(
                name: "audit_entry_by_action",
                table: "audit_entry",
                columns: new[] { "workspace", "action" });

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
                name: "due_instant_by_key",
                table: "due_instant",
                columns: new[] { "workspace", "connection", "kind", "key" });

            migrationBuilder.CreateIndex(
                name: "membership_by_to_revision",
                table: "membership",
                column: "to_revision",
                filter: "to_revision IS NOT NULL")
                .Annotation("Npgsql:IndexNullSortOrder", new[] { NullSortOrder.NullsFirst });

            migrationBuilder.CreateIndex(
                name: "membership_by_user_key",
                table: "membership",
                column: "user_key");

            migrationBuilder.CreateIndex(
                name: "notification_endpoint_by_endpoint_id",
                table: "notification_endpoint",
                columns: new[] { "workspace", "endpoint_id" },
                unique: true)
                .Annotation("Npgsql:IndexNullSortOrder", new[] { NullSortOrder.NullsFirst, NullSortOrder.NullsFirst });

            migrationBuilder.CreateIndex(
                name: "problem_by_cause",
                table: "problem",
                columns: new[] { "workspace", "connection", "cause" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "run_by_started_at",
                table: "run",
                columns: new[] { "workspace", "started_at" });

            migrationBuilder.CreateIndex(
                name: "stored_plan_by_made_at",
                table: "stored_plan",
                columns: new[] { "workspace", "made_at" },
                filter: "body IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "stored_plan_by_run",
                table: "stored_plan",
                columns: new[] { "workspace", "run" })
                .Annotation("Npgsql:IndexNullSortOrder", new[] { NullSortOrder.NullsFirst, NullSortOrder.NullsFirst });

            migrationBuilder.CreateIndex(
                name: "stored_plan_by_state",
                table: "stored_plan",
                columns: new[] { "workspace", "state" });

            migrationBuilder.Sql($"INSERT INTO {PostgresContext.VersionTable} (version) VALUES (0);");
            migrationBuilder.Sql(PostgresTexts.Definitions());
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
                name: "due_instant");

            migrationBuilder.DropTable(
                name: "exception");

            migrationBuilder.DropTable(
                name: "group_members");

            migrationBuilder.DropTable(
                name: "lease");

            migrationBuilder.DropTable(
                name: "membership");

            migrationBuilder.DropTable(
                name: "notification_endpoint");

            migrationBuilder.DropTable(
                name: "plan_mark");

            migrationBuilder.DropTable(
                name: "problem");

            migrationBuilder.DropTable(
                name: "problem_event");

            migrationBuilder.DropTable(
                name: "revision");

            migrationBuilder.DropTable(
                name: "run");

            migrationBuilder.DropTable(
                name: "schema_version");

            migrationBuilder.DropTable(
                name: "setting_version");

            migrationBuilder.DropTable(
                name: "stored_plan");

            migrationBuilder.DropTable(
                name: "sub_group");

            migrationBuilder.DropTable(
                name: "subscription");

            migrationBuilder.DropTable(
                name: "workspace");
        }
    }
}
