using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Muster.Storage.Migrations
{
    /// <summary>Names for workspaces, of which there was one, and how much each may hold.</summary>
    public partial class WorkspaceNames : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "limit_connections",
                table: "workspace",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "limit_groups",
                table: "workspace",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "limit_memberships",
                table: "workspace",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "limit_users",
                table: "workspace",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "workspace_name",
                columns: table => new
                {
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: true),
                    name_folded = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_workspace_name", x => x.number);
                });

            migrationBuilder.CreateIndex(
                name: "workspace_name_by_name_folded",
                table: "workspace_name",
                column: "name_folded",
                unique: true);

            migrationBuilder.InsertData("workspace_name", ["number", "name", "name_folded"], [1, "main", "MAIN"]);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "workspace_name");

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
        }
    }
}
