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

    /// <summary>Lets tables of one workspace take the rows of every workspace: what is there is the first one's, each key, index and reference begins with the workspace, and rows that do not say theirs are of the transaction's.</summary>
    /// <param name="migration">The migration.</param>
    /// <param name="tables">The tables, with all that others of them refer to.</param>
    public static void ShareAmongWorkspaces(this MigrationBuilder migration, params ReadOnlySpan<string> tables)
    {
        ArgumentNullException.ThrowIfNull(migration);
        migration.Sql(
            $"""
            DO $share$
            DECLARE
                shared regclass[] := ARRAY['"{string.Join("\"', '\"", tables!)}"']::regclass[];
                one record;
                again text[] := ARRAY[]::text[];
            BEGIN
                FOR one IN SELECT unnest(shared) AS place LOOP
                    EXECUTE format('ALTER TABLE %s ADD COLUMN workspace integer NOT NULL DEFAULT 1', one.place);
                    EXECUTE format('ALTER TABLE %s ALTER COLUMN workspace SET DEFAULT current_setting(''{Setting}'')::integer', one.place);
                END LOOP;
                -- References go before the keys they need and come after them.
                FOR one IN SELECT conrelid::regclass AS place, conname AS name, pg_get_constraintdef(oid) AS made FROM pg_constraint
                        WHERE conrelid = ANY (shared) AND contype IN ('f', 'p', 'u') ORDER BY contype <> 'f' LOOP
                    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.place, one.name);
                    again := format('ALTER TABLE %s ADD CONSTRAINT %I %s', one.place, one.name, replace(one.made, '(', '(workspace, ')) || again;
                END LOOP;
                FOR one IN SELECT indexrelid::regclass AS name, pg_get_indexdef(indexrelid) AS made FROM pg_index WHERE indrelid = ANY (shared) LOOP
                    EXECUTE format('DROP INDEX %s', one.name);
                    EXECUTE regexp_replace(one.made, '\(', '(workspace, ');
                END LOOP;
                FOR one IN SELECT unnest(again) AS made LOOP
                    EXECUTE one.made;
                END LOOP;
            END
            $share$;
            """
        );
        foreach (var table in tables)
            migration.KeepWorkspacesApart(table);
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
