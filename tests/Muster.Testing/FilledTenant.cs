using Microsoft.Data.Sqlite;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Histories;
using Muster.Storage;

namespace Muster.Testing;

/// <summary>A data folder that took seconds to fill, kept so that others can begin as copies of it.</summary>
/// <remarks>
/// A copy has a tenant of its own that stands where the first one stood. The emulator makes ids, secret and link keys from its seed,
/// so only its address and its certificate differ.
/// </remarks>
internal sealed class FilledTenant
{
    private readonly Func<ITenantHistory> _history;
    private readonly long _seq;
    private readonly string _address;
    private readonly IReadOnlyDictionary<string, byte[]> _files;

    private FilledTenant(Func<ITenantHistory> history, long seq, string address, IReadOnlyDictionary<string, byte[]> files) =>
        (_history, _seq, _address, _files) = (history, seq, address, files);

    /// <summary>Takes over what is in the folder of a tenant, and ends the tenant. Nothing may be working on the folder any more.</summary>
    public static async Task<FilledTenant> KeepAsync(TestTenant tenant, Func<ITenantHistory> history, CancellationToken cancellationToken)
    {
        await using (tenant)
        {
            // Files that are still open in a pool have a part of their content elsewhere.
            SqliteConnection.ClearAllPools();
            var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            var folder = tenant.Muster.Folder;
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
                files[Path.GetRelativePath(folder, file)] = await File.ReadAllBytesAsync(file, cancellationToken);
            return new(history, tenant.Host.State.Seq, Address(tenant.Host), files);
        }
    }

    /// <summary>Starts a tenant that stands where the first one stood, beside a copy of the folder.</summary>
    public async Task<TestTenant> CopyAsync(CancellationToken cancellationToken)
    {
        var tenant = await TestTenant.StartAsync(_history(), cancellationToken, new EmulatorOptions { StartAt = _seq });
        foreach (var (name, content) in _files)
        {
            var file = Path.Combine(tenant.Muster.Folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, content, cancellationToken);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        await MoveAsync(tenant, cancellationToken);
        return tenant;
    }

    /// <summary>The connection moves as a person would move it, on record; what follows from a move is taken back.</summary>
    private async Task MoveAsync(TestTenant tenant, CancellationToken cancellationToken)
    {
        var certificate = await File.ReadAllTextAsync(tenant.Host.CertificatePath, cancellationToken);
        await using (var muster = await MusterDatabase.OpenAsync(tenant.Muster.Folder, TimeProvider.System, cancellationToken))
        {
            foreach (var connection in await muster.Connections.ListAsync(cancellationToken))
            {
                var moved = connection with
                {
                    GraphUrl = Moved(connection.GraphUrl, tenant.Host),
                    Authority = Moved(connection.Authority, tenant.Host),
                    TrustedCertificatePem = certificate,
                };
                await muster.Connections.UpdateAsync(moved, null, "test", cancellationToken);
            }
        }
        var file = Path.Combine(tenant.Muster.Folder, "muster.db");
        await using var database = new SqliteConnection($"Data Source={file};Pooling=False");
        await database.OpenAsync(cancellationToken);
        await using var command = database.CreateCommand();
        command.CommandText = """
            UPDATE connection SET configuration_version = configuration_version - 1;
            UPDATE delta_link SET binding = replace(binding, $from, $to), link = replace(link, $from, $to);
            """;
        command.Parameters.AddWithValue("$from", _address);
        command.Parameters.AddWithValue("$to", Address(tenant.Host));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private Uri Moved(Uri address, EmulatorHost host) =>
        new(address.OriginalString.Replace(_address, Address(host), StringComparison.Ordinal));

    private static string Address(EmulatorHost host) => host.AuthorityUrl.Authority;
}
