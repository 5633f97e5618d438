using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Muster.Engine.Connections;
using Muster.Engine.Reading;

namespace Muster.Entra.SigningIn;

/// <summary>
/// The token of an outside identity, read anew each time from the file that the platform keeps fresh (source: Entra, workload identity federation).
/// Only what is a token is handed on: the file's path is typed by people, and its content leaves the machine.
/// </summary>
/// <param name="path">The file; empty for the one that the environment names.</param>
internal sealed class FederatedToken(string path)
{
    private const int Largest = 64 * 1024;

    /// <summary>The token.</summary>
    /// <exception cref="DirectoryReadException">There is no such file, or it holds no token.</exception>
    public async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        var file = path.Length > 0 ? path : Environment.GetEnvironmentVariable(Credential.FederatedTokenVariable);
        if (string.IsNullOrEmpty(file))
            throw Refused(
                $"{Credential.FederatedTokenVariable} is not set, so nobody knows where the outside identity's token is. On Kubernetes the workload identity webhook sets it; elsewhere set it to the file that your platform keeps fresh."
            );
        try
        {
            // No more than a token has, whatever the file says of its length.
            var bytes = new byte[Largest];
            int read;
            await using (var content = File.OpenRead(file))
                read = await content.ReadAtLeastAsync(bytes, Largest, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            var text = read < Largest ? Encoding.UTF8.GetString(bytes, 0, read).TrimStart('\uFEFF').Trim() : "";
            return IsToken(text)
                ? text
                : throw Refused(
                    "The file of the outside identity holds no token: three parts of base64url with points between. Check which file is meant."
                );
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Refused(
                "The file with the outside identity's token cannot be read. Check that it is there and that the account Muster runs under may read it.",
                fault
            );
        }
    }

    private static bool IsToken(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 3 || Array.Exists(parts, part => part.Length == 0 || !Base64Url.IsValid(part)))
            return false;
        try
        {
            using var header = JsonDocument.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
            return header.RootElement.ValueKind == JsonValueKind.Object && header.RootElement.TryGetProperty("alg", out _);
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            return false;
        }
    }

    private static DirectoryReadException Refused(string message, Exception? inner = null) =>
        new(DirectoryFault.SignInRefused, message, inner);
}
