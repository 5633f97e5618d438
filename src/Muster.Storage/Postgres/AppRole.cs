using System.Globalization;
using Npgsql;

namespace Muster.Storage.Postgres;

/// <summary>
/// The role in whose name everything of a workspace is read and written, whoever logs in: it can do nothing but that, owns no table and is bound by row level security. Roles are of the whole
/// server, so each database has its own and says which (<see cref="SchemaVersionRow.AppRole"/>): a copy, a restored or a renamed database goes on with it.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="IsThere">Whether the server has it.</param>
/// <param name="IsUnbound">Whether row level security would not bind it.</param>
/// <param name="IsMine">Whether whoever logged in may act in its name.</param>
/// <param name="IsGranted">Whether it has rights to the tables.</param>
/// <param name="IsMadeByMe">Whether whoever logged in owns the tables, and can give rights to them.</param>
/// <param name="Login">Who logged in.</param>
internal sealed record AppRole(string Name, bool IsThere, bool IsUnbound, bool IsMine, bool IsGranted, bool IsMadeByMe, string Login)
{
    /// <summary>Version of PostgreSQL since which a member may be without the right to act in the name of a role.</summary>
    private const int SetsApart = 16;

    public bool IsUsable => IsThere && !IsUnbound && IsMine && IsGranted;

    /// <summary>Looks, and changes nothing.</summary>
    /// <param name="connection">A connection to a database with a schema.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task<AppRole> FindAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT name, role.oid IS NOT NULL,
                coalesce(rolsuper OR rolbypassrls OR pg_has_role(role.oid, relowner, 'USAGE'), false),
                coalesce(pg_has_role(role.oid, '{(
                connection.PostgreSqlVersion.Major >= SetsApart ? "SET" : "MEMBER"
            )}'), false),
                coalesce(has_table_privilege(role.oid, pg_class.oid, 'DELETE'), false),
                pg_has_role(relowner, 'USAGE'),
                current_user::text
            FROM (SELECT coalesce(app_role,
                    -- No name is longer than 63 bytes.
                    CASE WHEN octet_length(current_database()) <= 52 THEN 'muster_app_' || current_database()
                        ELSE 'muster_app_' || md5(current_database()) END) AS name
                FROM {PostgresContext.VersionTable}) AS named
                JOIN pg_class ON pg_class.oid = 'workspace'::regclass
                LEFT JOIN pg_roles AS role ON rolname = name
            """;
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        await rows.ReadAsync(cancellationToken);
        return new(
            rows.GetString(0),
            rows.GetBoolean(1),
            rows.GetBoolean(2),
            rows.GetBoolean(3),
            rows.GetBoolean(4),
            rows.GetBoolean(5),
            rows.GetString(6)
        );
    }

    /// <summary>Makes the role where it is missing, lets whoever logged in act in its name, and gives it its rights, also to tables that are made later.</summary>
    /// <param name="connection">The connection, in a transaction.</param>
    /// <param name="place">Where the database is, for messages.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="StorageException">Whoever logged in may not; the message says what an administrator has to run.</exception>
    public async Task MakeAsync(NpgsqlConnection connection, string place, CancellationToken cancellationToken)
    {
        var (create, join) = ($"CREATE ROLE {Quoted(Name)} ROLE {Quoted(Login)}", $"GRANT {Quoted(Name)} TO {Quoted(Login)}");
        if (!IsThere)
            await AskAsync(
                connection,
                create,
                $"The role {Name} is missing, in whose name Muster works on {place}, and this user may not create it. Let an administrator of the server run this, then run the same command again; nothing was changed: {create}",
                cancellationToken
            );
        else if (!IsMine)
            await AskAsync(
                connection,
                join,
                $"This user may not act in the name of the role {Name}, as everybody does who works on {place}. Let an administrator of the server run this, then run the same command again; nothing was changed: {join}",
                cancellationToken
            );
        if (IsMadeByMe)
            await GrantAsync(connection, cancellationToken);
        else if (!IsGranted)
            throw new StorageException(
                StorageFault.NotWritable,
                $"The role {Name}, in whose name Muster works on {place}, has no rights to its tables. Let their owner bring the database up to date; nothing was changed."
            );
    }

    /// <summary>Refuses a role that would see the rows of every workspace.</summary>
    /// <exception cref="StorageException">It would.</exception>
    public void CheckBound(string place)
    {
        if (IsUnbound)
            throw new StorageException(
                StorageFault.NotWritable,
                $"The role {Name}, in whose name Muster works on {place}, is a superuser, bypasses row level security or owns the tables, so that nothing would keep workspaces apart. Let an administrator take that from it; nothing was changed."
            );
    }

    /// <summary>What a transaction asks of the server to act in the name of the role, until it ends; a list of expressions of a query.</summary>
    public string Entry => "set_config('role', '" + Name.Replace("'", "''", StringComparison.Ordinal) + "', true)";

    /// <summary>The same for whoever has not looked which role it is. Without one the server refuses: a superuser in no name but their own would see everybody's rows.</summary>
    public const string StoredEntry = $"set_config('role', coalesce((SELECT app_role FROM {PostgresContext.VersionTable}), ''), true)";

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Runs what an administrator may have to run instead.</summary>
    private static async Task AskAsync(NpgsqlConnection connection, string statement, string otherwise, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StorageException(StorageFault.NotWritable, otherwise, fault);
        }
    }

    /// <summary>
    /// Rows of every table, but the version of the schema, which only whoever changes the schema writes and everybody may read, so that whoever lacks a right can be told. Neither TRUNCATE nor REFERENCES: row level security does not look at them.
    /// </summary>
    private async Task GrantAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Whoever may not look after a table cannot have the server count its rows anew after a big transaction; older servers have no such right to give.
        const int MaintainSince = 17;
        var rows = "SELECT, INSERT, UPDATE, DELETE" + (connection.PostgreSqlVersion.Major >= MaintainSince ? ", MAINTAIN" : "");
        await using var list = connection.CreateCommand();
        list.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            WITH mine AS (
                SELECT oid, relkind, relname FROM pg_class
                WHERE relowner = (SELECT relowner FROM pg_class WHERE oid = 'workspace'::regclass)
                    AND relnamespace = quote_ident(current_schema())::regnamespace
            )
            SELECT format('UPDATE {PostgresContext.VersionTable} SET app_role = %L WHERE app_role IS DISTINCT FROM %L', $1, $1)
            UNION ALL SELECT format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), $1)
                WHERE NOT has_schema_privilege($1, current_schema(), 'USAGE')
            UNION ALL SELECT format('GRANT {rows} ON TABLE %s TO %I', oid::regclass, $1)
                FROM mine WHERE relkind IN ('r', 'p') AND relname <> '{PostgresContext.VersionTable}'
            UNION ALL SELECT 'GRANT SELECT ON TABLE {PostgresContext.VersionTable} TO PUBLIC'
            UNION ALL SELECT format('GRANT USAGE, SELECT, UPDATE ON SEQUENCE %s TO %I', oid::regclass, $1) FROM mine WHERE relkind = 'S'
            UNION ALL SELECT format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT {rows} ON TABLES TO %I', current_schema(), $1)
            UNION ALL SELECT format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO %I', current_schema(), $1)
            """
        );
        list.Parameters.Add(new NpgsqlParameter { Value = Name });
        var statements = new List<string>();
        await using (var found = await list.ExecuteReaderAsync(cancellationToken))
            while (await found.ReadAsync(cancellationToken))
                statements.Add(found.GetString(0));
        await using var grant = connection.CreateCommand();
        grant.CommandText = string.Join("; ", statements);
        await grant.ExecuteNonQueryAsync(cancellationToken);
    }
}
