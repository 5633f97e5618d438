using Muster.Server;
using Muster.Storage.Postgres;

namespace Muster.Testing;

/// <summary>Further servers on the database of a rig, each with a folder of its own and the same key file, as on other machines.</summary>
internal sealed class OtherNodes(ServerRig rig) : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("muster-nodes").FullName;
    private readonly List<MusterServer> _started = [];

    /// <summary>Starts one.</summary>
    public async Task<MusterServer> StartAsync(CancellationToken cancellationToken, TimeProvider? clock = null)
    {
        var folder = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        foreach (var key in Directory.EnumerateFiles(rig.Tenant.Muster.Folder, "wrap.key", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(rig.Tenant.Muster.Folder, key));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(key, copy);
        }
        var options = new ServerOptions
        {
            DataFolder = folder,
            Database = PostgresAddress.Parse(rig.Tenant.Muster.Database!),
            Urls = "http://127.0.0.1:0",
            PasswordRounds = ServerRig.PasswordRounds,
        };
        var server = await MusterServer.StartAsync(options, clock ?? TimeProvider.System, cancellationToken);
        _started.Add(server);
        return server;
    }

    /// <summary>Stops one.</summary>
    public async Task StopAsync(MusterServer server)
    {
        _started.Remove(server);
        await server.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _started.ToList())
            await StopAsync(server);
        Directory.Delete(_folder, recursive: true);
    }
}
