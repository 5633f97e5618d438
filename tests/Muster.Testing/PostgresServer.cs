using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Muster.Testing;

/// <summary>
/// A PostgreSQL server for the tests of one process: a cluster of its own in a temporary folder, on loopback only, gone at the end; or the server that
/// <c>MUSTER_TEST_POSTGRES</c> names (<c>postgres://user:password@host:port/database</c>, a superuser).
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Variable = "MUSTER_TEST_POSTGRES";
    private const string User = "muster";
    private const string Password = "sesame";

    private static readonly Lazy<Task<PostgresServer>> Only = new(StartAsync);

    private readonly string? _folder;
    private readonly string _address;

    private PostgresServer(string? folder, string address) => (_folder, _address) = (folder, address);

    /// <summary>Why there is no server here; null when there is one.</summary>
    public static string? Lack { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } || Programs() is not null
            ? null
            : $"Debian's package postgresql is not installed, and {Variable} names no server.";

    /// <summary>Starts the server when nothing has needed it yet.</summary>
    public static Task<PostgresServer> RunningAsync() => Only.Value;

    /// <summary>Ends the server, if it was started.</summary>
    public static async ValueTask EndAsync()
    {
        if (Only.IsValueCreated)
            await (await Only.Value).DisposeAsync();
    }

    /// <summary>The address of one of its databases.</summary>
    public string AddressOf(string database) => $"{_address}/{database}";

    /// <summary>The address of one of its databases for somebody else, who has no password that matters.</summary>
    public string AddressOf(string database, string user)
    {
        var url = new Uri(_address);
        return $"{url.Scheme}://{user}:{Password}@{url.Authority}/{database}";
    }

    /// <summary>Makes somebody who may log in and nothing else.</summary>
    public Task CreateUserAsync(string user) => RunAsync($"CREATE ROLE {user} LOGIN PASSWORD '{Password}'");

    /// <summary>Makes a database.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="template">What it begins as; null for an empty one.</param>
    public Task CreateAsync(string name, string? template = null) =>
        RunAsync($"CREATE DATABASE {name}{(template is null ? "" : $" TEMPLATE {template}")}");

    /// <summary>Drops a database, whoever uses it, and the role that was made for it, unless copies of it use that.</summary>
    public async Task DropAsync(string name)
    {
        await RunAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        try
        {
            await RunAsync($"DROP ROLE IF EXISTS muster_app_{name}");
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.DependentObjectsStillExist) { }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_folder is null)
            return;
        await AsOwnerAsync(Path.Combine(Programs()!, "pg_ctl"), "-D", Path.Combine(_folder, "data"), "-m", "immediate", "-w", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Runs a statement as the superuser.</summary>
    public async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Keys(AddressOf("postgres")));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>An address as the driver's connection string, without a pool: what a test leaves open keeps its database from being dropped.</summary>
    public static string Keys(string address)
    {
        var url = new Uri(address);
        var caller = url.UserInfo.Split(':', 2);
        return new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port < 0 ? 5432 : url.Port,
            Database = url.AbsolutePath.Trim('/'),
            Username = Uri.UnescapeDataString(caller[0]),
            Password = caller.Length > 1 ? Uri.UnescapeDataString(caller[1]) : null,
            Pooling = false,
        }.ConnectionString;
    }

    private static async Task<PostgresServer> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            return new PostgresServer(null, new Uri(given).GetLeftPart(UriPartial.Authority));
        var programs = Programs() ?? throw new InvalidOperationException(Lack);
        var folder = Directory.CreateTempSubdirectory("muster-postgres-").FullName;
        var (data, port, password) = (Path.Combine(folder, "data"), FreePort(), Guid.NewGuid().ToString("N"));
        var passwordFile = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(passwordFile, password);
        if (Environment.IsPrivilegedProcess)
            await ToolAsync("chown", "-R", "postgres", folder);
        await AsOwnerAsync(
            Path.Combine(programs, "initdb"),
            ["-D", data, "-U", User, $"--pwfile={passwordFile}", "-A", "scram-sha-256", "-E", "UTF8", "--no-sync", .. Language(programs)]
        );
        // Nobody needs this cluster after a power cut.
        var settings = string.Create(
            CultureInfo.InvariantCulture,
            $"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200 -c autovacuum_naptime=10s"
        );
        await AsOwnerAsync(Path.Combine(programs, "pg_ctl"), "-D", data, "-l", Path.Combine(folder, "log"), "-w", "-o", settings, "start");
        return new PostgresServer(folder, string.Create(CultureInfo.InvariantCulture, $"postgres://{User}:{password}@127.0.0.1:{port}"));
    }

    /// <summary>A language that sorts unlike bytes, where the server can: nothing may depend on how a server was set up.</summary>
    private static string[] Language(string programs) =>
        int.Parse(Path.GetFileName(Path.GetDirectoryName(programs)!), CultureInfo.InvariantCulture) >= 15
            ? ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"]
            : ["--locale=C.UTF-8"];

    private static string? Programs() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .GetDirectories("/usr/lib/postgresql")
                .Where(folder => File.Exists(Path.Combine(folder, "bin", "initdb")))
                .OrderByDescending(folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture))
                .Select(folder => Path.Combine(folder, "bin"))
                .FirstOrDefault()
            : null;

    /// <summary>The server's programs refuse to run as root.</summary>
    private static Task AsOwnerAsync(string program, params string[] arguments) =>
        Environment.IsPrivilegedProcess
            ? ToolAsync("/usr/sbin/runuser", ["-u", "postgres", "--", program, .. arguments])
            : ToolAsync(program, arguments);

    private static async Task ToolAsync(string program, params string[] arguments)
    {
        // The server inherits what its starter writes to, so output of pg_ctl start would never end.
        using var process = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >\"$0\" 2>&1", Path.GetTempFileName(), program, .. arguments])
            {
                WorkingDirectory = Path.GetTempPath(),
            }
        )!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    /// <summary>A port of loopback that nobody listens on.</summary>
    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Ends the server with the tests of an assembly: <c>[assembly: AssemblyFixture(typeof(PostgresEnd))]</c>.</summary>
public sealed class PostgresEnd : IAsyncDisposable
{
    /// <inheritdoc />
    public ValueTask DisposeAsync() => PostgresServer.EndAsync();
}
