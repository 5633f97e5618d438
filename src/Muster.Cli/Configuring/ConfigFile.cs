using System.Globalization;
using Muster.Engine.Configuration.Files;
using Muster.Server.Configuring;

namespace Muster.Cli.Configuring;

/// <summary>A configuration file on disk.</summary>
internal static class ConfigFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigException">It is no such file.</exception>
    public static async Task<ConfigNode> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        if (!file.Exists)
            throw new UserErrorException(
                ExitCodes.NotFound,
                $"There is no file {file.FullName}. Check the path; make one with: muster config export --out FILE"
            );
        if (file.Length > ConfigFileReader.MostBytes)
            throw new ConfigException([
                new ConfigFault(
                    0,
                    "",
                    null,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the file has {file.Length} bytes; a configuration has at most {ConfigFileReader.MostBytes}."
                    )
                ),
            ]);
        return ConfigFileReader.Read(await File.ReadAllTextAsync(file.FullName, cancellationToken));
    }
}
