using System.Text;
using Microsoft.AspNetCore.Components.Forms;

namespace Muster.Server.Connections;

/// <summary>Reads a small text file that a person chose.</summary>
internal static class PemFile
{
    /// <summary>The text, or what is wrong.</summary>
    public static async Task<(string? Text, string? Fault)> ReadAsync(IBrowserFile file)
    {
        if (file.Size > ConnectionFields.LargestFile)
            return (null, $"{file.Name} is larger than 1 MB, which no certificate is. Choose another file.");
        await using var stream = file.OpenReadStream(ConnectionFields.LargestFile);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return (await reader.ReadToEndAsync(), null);
    }
}
