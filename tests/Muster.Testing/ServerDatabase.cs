using Muster.Server.Databases;
using Muster.Storage.Postgres;
using Npgsql;

namespace Muster.Testing;

/// <summary>A database on the PostgreSQL server of this run with everything that a server keeps.</summary>
public sealed class ServerDatabase : IAsyncDisposable
{
    private const string Template = "muster_server";

    /// <summary>Made once: bringing a new database to the current schema takes longer than most tests.</summary>
    private static readonly Lazy<Task<PostgresServer>> Prepared = new(PrepareAsync);

    private readonly PostgresServer _server;
    private readonly string _name = $"t_{Guid.NewGuid():N}";

    private ServerDatabase(PostgresServer server) => _server = server;

    /// <summary>Its address.</summary>
    public string Url => _server.AddressOf(_name);

    internal PostgresAddress Address => PostgresAddress.Parse(Url);

    /// <summary>Makes an empty one, with schemas that are up to date.</summary>
    public static async Task<ServerDatabase> EmptyAsync()
    {
        var database = new ServerDatabase(await Prepared.Value);
        await database._server.CreateAsync(database._name, Template);
        return database;
    }

    /// <summary>Makes one with all that is in the folder of a tenant's command line, which works on the database from then on.</summary>
    public static async Task<ServerDatabase> OfAsync(TestTenant tenant, CancellationToken cancellationToken)
    {
        var database = await EmptyAsync();
        if (File.Exists(Storage.MusterDatabase.File(tenant.Muster.Folder)))
            await new DatabaseDesk(tenant.Muster.Folder, null, TimeProvider.System).MoveAsync(
                database.Address,
                _ => { },
                cancellationToken
            );
        tenant.Muster.Database = database.Url;
        return database;
    }

    /// <summary>Runs a statement behind Muster's back, in its first workspace.</summary>
    /// <param name="url">The address of the database.</param>
    /// <param name="sql">The statement.</param>
    public static async Task TamperAsync(string url, string sql)
    {
        await using var connection = new NpgsqlConnection(PostgresServer.Keys(url));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SET muster.workspace = 1; {sql}";
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => new(_server.DropAsync(_name));

    private static async Task<PostgresServer> PrepareAsync()
    {
        var server = await PostgresServer.RunningAsync();
        await server.DropAsync(Template);
        await server.CreateAsync(Template);
        var desk = new DatabaseDesk(Path.GetTempPath(), PostgresAddress.Parse(server.AddressOf(Template)), TimeProvider.System);
        await desk.MigrateAsync(CancellationToken.None);
        return server;
    }
}
