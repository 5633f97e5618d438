using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Muster.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Lists : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "app_user_version_by_user_key",
                table: "app_user_version",
                columns: new[] { "workspace", "display_name", "user_key" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "app_user_version_by_user_key",
                table: "app_user_version");
        }
    }
}
