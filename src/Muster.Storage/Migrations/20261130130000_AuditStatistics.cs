using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Muster.Storage.Migrations
{
    /// <summary>Tells SQLite how audit entries are spread. Without figures it takes the workspace, which is the same in all of them, for the best way to one action, and walks through the whole log.</summary>
    /// <remarks>Written by hand (sqlite.org/fileformat2.html, section 2.6.3): they are true of every log that is long enough to matter, and need no walk through it.</remarks>
    public partial class AuditStatistics : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Makes the table of figures, and measures nothing.
            migrationBuilder.Sql("ANALYZE sqlite_schema;");
            migrationBuilder.Sql(
                """
                INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
                    ('audit_entry', 'audit_entry', '1000000 1000000 1'),
                    ('audit_entry', 'audit_entry_by_action', '1000000 1000000 1000');
                """
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("DELETE FROM sqlite_stat1 WHERE tbl = 'audit_entry';");
    }
}
