using System.Text.Json;

namespace Muster.GraphEmulator.Hosting;

/// <summary>Tells whoever started the emulator how to reach it.</summary>
internal static class ReadyFile
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <summary>Writes the file so that it is there whole or not at all.</summary>
    public static async Task WriteAsync(string path, EmulatorHost host, CancellationToken cancellationToken)
    {
        var content = new
        {
            graphUrl = host.GraphUrl,
            authorityUrl = host.AuthorityUrl,
            tenantId = host.TenantId,
            clientId = host.ClientId,
            clientSecret = host.ClientSecret,
            certificate = host.CertificatePath,
        };
        var unfinished = $"{path}.{Environment.ProcessId}.tmp";
        await File.WriteAllTextAsync(unfinished, JsonSerializer.Serialize(content, Readable) + "\n", cancellationToken);
        File.Move(unfinished, path, overwrite: true);
    }
}
