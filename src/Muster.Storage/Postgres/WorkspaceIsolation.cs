using Microsoft.EntityFrameworkCore.Migrations;

namespace Muster.Storage.Postgres;

/// <summary>Keeps the rows of workspaces apart in the database itself, whatever a statement says (INV-24): row level security, forced, so that it binds the owner of the tables too.</summary>
/// <remarks>
/// The setting is of one transaction. One that never made it is refused, and so is one on a connection where another transaction has: what is left of its setting is an empty text, which is no
/// number.
/// </remarks>
internal static class WorkspaceIsolation
{
    /// <summary>The setting that says which workspace a transaction is about.</summary>
    public const string Setting = "muster.workspace";

    /// <summary>Names of tables whose rows belong to workspaces and are not kept apart; none, once the schema is up to date.</summary>
    public const string OpenTables = """
        SELECT coalesce(array_agg(relname::text ORDER BY relname), '{}')
        FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'workspace' AND NOT attisdropped
        WHERE relkind IN ('r', 'p') AND pg_table_is_visible(pg_class.oid)
            AND NOT (relrowsecurity AND relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid))
        """;

    private const string Policy = "one_workspace";

    private const string Mine = $"workspace = current_setting('{Setting}')::integer";

    /// <summary>Lets a table whose rows belong to workspaces show and take those of one alone. Every such table needs it.</summary>
    public static void KeepWorkspacesApart(this MigrationBuilder migration, string table)
    {
        ArgumentNullException.ThrowIfNull(migration);
        migration.Sql(
            $"""
            ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;
            ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY;
            CREATE POLICY {Policy} ON "{table}" USING ({Mine}) WITH CHECK ({Mine});
            """
        );
    }

    /// <summary>Takes that back.</summary>
    public static void LetWorkspacesMeet(this MigrationBuilder migration, string table)
    {
        ArgumentNullException.ThrowIfNull(migration);
        migration.Sql(
            $"""
            DROP POLICY {Policy} ON "{table}";
            ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY;
            """
        );
    }

    /// <summary>Runs statements that change rows once in each workspace: nobody but a superuser sees those of all at once.</summary>
    /// <param name="migration">The migration.</param>
    /// <param name="statements">What they are; without a workspace in them.</param>
    public static void InEveryWorkspace(this MigrationBuilder migration, string statements)
    {
        ArgumentNullException.ThrowIfNull(migration);
        migration.Sql(
            $"""
            DO $each$
            DECLARE
                one integer;
                before text := current_setting('{Setting}');
            BEGIN
                FOR one IN SELECT number FROM workspace_name ORDER BY number LOOP
                    PERFORM set_config('{Setting}', one::text, true);
                    {statements}
                END LOOP;
                PERFORM set_config('{Setting}', before, true);
            END
            $each$;
            """
        );
    }
}
