using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Muster.Storage.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Workspaces : Migration
    {
        private static readonly string[] Tables =
        [
            "app_group",
            "app_group_version",
            "app_user",
            "app_user_version",
            "audit_entry",
            "connection",
            "delta_link",
            "directory_edges",
            "directory_group",
            "directory_other",
            "directory_user",
            "due_instant",
            "exception",
            "group_members",
            "lease",
            "membership",
            "notification_endpoint",
            "plan_mark",
            "problem",
            "problem_event",
            "revision",
            "run",
            "setting_version",
            "stored_plan",
            "sub_group",
            "subscription",
            "workspace",
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(name: "app_role", table: "schema_version", type: "text", nullable: true, collation: "C");
            foreach (var table in Tables)
                migrationBuilder.KeepWorkspacesApart(table);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var table in Tables)
                migrationBuilder.LetWorkspacesMeet(table);
            migrationBuilder.DropColumn(name: "app_role", table: "schema_version");
        }
    }
}
