using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Muster.Storage.Postgres.Migrations
{
    /// <summary>Names for workspaces, of which there was one, and how much each may hold.</summary>
    public partial class WorkspaceNames : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "membership_by_to_revision",
                table: "membership");

            migrationBuilder.DropIndex(
                name: "membership_by_user_key",
                table: "membership");

            migrationBuilder.AddColumn<int>(
                name: "limit_connections",
                table: "workspace",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "limit_groups",
                table: "workspace",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "limit_memberships",
                table: "workspace",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "limit_users",
                table: "workspace",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "workspace_name",
                columns: table => new
                {
                    number = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    name_folded = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_workspace_name", x => x.number);
                });

            migrationBuilder.CreateIndex(
                name: "membership_by_to_revision",
                table: "membership",
                columns: new[] { "workspace", "to_revision" },
                filter: "to_revision IS NOT NULL")
                .Annotation("Npgsql:IndexNullSortOrder", new[] { NullSortOrder.NullsFirst, NullSortOrder.NullsFirst });

            migrationBuilder.CreateIndex(
                name: "membership_by_user_key",
                table: "membership",
                columns: new[] { "workspace", "user_key" });

            migrationBuilder.CreateIndex(
                name: "workspace_name_by_name_folded",
                table: "workspace_name",
                column: "name_folded",
                unique: true)
                .Annotation("Npgsql:IndexNullSortOrder", new[] { NullSortOrder.NullsFirst });

            migrationBuilder.InsertData("workspace_name", ["number", "name", "name_folded"], [1, "main", "MAIN"]);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "workspace_name");

            migrationBuilder.DropIndex(
                name: "membership_by_to_revision",
                table: "membership");

            migrationBuilder.DropIndex(
                name: "membership_by_user_key",
                table: "membership");

            migrationBuilder.DropColumn(
                name: "limit_connections",
                table: "workspace");

            migrationBuilder.DropColumn(
                name: "limit_groups",
                table: "workspace");

            migrationBuilder.DropColumn(
                name: "limit_memberships",
                table: "workspace");

            migrationBuilder.DropColumn(
                name: "limit_users",
                table: "workspace");

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
        }
    }
}
