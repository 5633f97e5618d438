using Microsoft.EntityFrameworkCore.Migrations;

namespace Muster.Storage.Migrations;

/// <summary>What the change of the schema cannot express: rows that get another meaning.</summary>
internal static class RulesData
{
    public static void Fill(MigrationBuilder migrationBuilder) => SupersedeHeldRuns(migrationBuilder);

    /// <summary>Plans that were held by an earlier version are not carried over, since their steps know nothing of the rules of this one; the next sync plans anew.</summary>
    private static void SupersedeHeldRuns(MigrationBuilder migrationBuilder) =>
        migrationBuilder.Sql(
            """
            UPDATE run SET outcome = 8, message = 'It was held by an earlier version of Muster, and its plan was not carried over. Nothing was changed; run muster sync.'
            WHERE outcome = 3;
            """
        );
}
