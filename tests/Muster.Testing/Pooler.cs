using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Muster.Testing;

/// <summary>pgbouncer before the PostgreSQL server of this run, in transaction pooling: each transaction may be on another connection, and nothing is kept between two.</summary>
public sealed class Pooler : IAsyncDisposable
{
    /// <summary>So few connections to the server that transactions of several clients take turns on them.</summary>
    private const int Connections = 3;

    private readonly Process _process;
    private readonly string _folder;
    private readonly string _address;

    private Pooler(Process process, string folder, string address) => (_process, _folder, _address) = (process, folder, address);

    /// <summary>Why there is none here; null when there is one.</summary>
    public static string? Lack { get; } =
        PostgresServer.Lack ?? (Program() is null ? "Debian's package pgbouncer is not installed." : null);

    /// <summary>Starts it.</summary>
    public static async Task<Pooler> StartAsync(CancellationToken cancellationToken)
    {
        var server = await PostgresServer.RunningAsync();
        var url = new Uri(server.AddressOf("postgres"));
        var (folder, port) = (Directory.CreateTempSubdirectory("muster-pooler-").FullName, PostgresServer.FreePort());
        var caller = url.UserInfo.Split(':', 2);
        var users = Path.Combine(folder, "users");
        await File.WriteAllTextAsync(users, $"\"{caller[0]}\" \"{(caller.Length > 1 ? caller[1] : "")}\"\n", cancellationToken);
        var settings = Path.Combine(folder, "settings");
        await File.WriteAllTextAsync(
            settings,
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                [databases]
                * = host={url.Host} port={(url.Port < 0 ? 5432 : url.Port)}
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = {port}
                unix_socket_dir =
                auth_type = scram-sha-256
                auth_file = {users}
                pool_mode = transaction
                default_pool_size = {Connections}
                max_client_conn = 200

                """
            ),
            cancellationToken
        );
        string[] command = [Program()!, "-q", settings];
        if (Environment.IsPrivilegedProcess)
        {
            using var owner = Process.Start("chown", ["-R", "postgres", folder]);
            await owner.WaitForExitAsync(cancellationToken);
            command = ["/usr/sbin/runuser", "-u", "postgres", "--", .. command];
        }
        var process = Process.Start(
            new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, UseShellExecute = false }
        )!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var pooler = new Pooler(
            process,
            folder,
            string.Create(CultureInfo.InvariantCulture, $"{url.Scheme}://{url.UserInfo}@127.0.0.1:{port}")
        );
        await pooler.WhenListeningAsync(cancellationToken);
        return pooler;
    }

    /// <summary>The address of a database through it.</summary>
    public string AddressOf(string database) => $"{_address}/{database}";

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task WhenListeningAsync(CancellationToken cancellationToken)
    {
        while (!_process.HasExited)
            try
            {
                await using var connection = new NpgsqlConnection(PostgresServer.Keys(AddressOf("postgres")));
                await connection.OpenAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(20, cancellationToken);
            }
        throw new InvalidOperationException("pgbouncer ended at its start.");
    }

    private static string? Program() => new[] { "/usr/sbin/pgbouncer", "/usr/bin/pgbouncer" }.FirstOrDefault(File.Exists);
}
