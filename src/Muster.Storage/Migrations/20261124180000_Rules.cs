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

            migrationBuilder.CreateIndex(
                name: "run_by_started_at",
                table: "run",
                columns: new[] { "workspace", "started_at" });

            migrationBuilder.CreateIndex(
                name: "audit_entry_by_action",
                table: "audit_entry",
                columns: new[] { "workspace", "action" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "run_by_started_at",
                table: "run");

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
        }
    }
}
