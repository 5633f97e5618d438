using System.Text;
using Microsoft.AspNetCore.Components.Forms;
using Muster.Server.Ui;

namespace Muster.Server.Connections;

/// <summary>Reads a small text file that a person chose.</summary>
internal static class PemFile
{
    /// <summary>The text, or what is wrong.</summary>
    public static async Task<(string? Text, string? Fault)> ReadAsync(Texts T, IBrowserFile file)
    {
        if (file.Size > ConnectionFields.LargestFile)
            return (null, T["{0} is larger than 1 MB, which no certificate is. Choose another file.", file.Name]);
        await using var stream = file.OpenReadStream(ConnectionFields.LargestFile);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return (await reader.ReadToEndAsync(), null);
    }
}
