using Muster.Storage.Connections;

namespace Muster.Storage.Backups;

/// <summary>The key file that opens a backup.</summary>
public static class KeyFile
{
    /// <summary>The one that the environment names, which is used in place of those in data folders; null for none.</summary>
    public static string? Elsewhere => WrapKey.Elsewhere;

    /// <summary>The one of an installation: that which the environment names, or the one in its data folder.</summary>
    public static string Of(string dataFolder) =>
        WrapKey.Elsewhere ?? Path.Combine(Path.GetFullPath(dataFolder), MusterDatabase.KeysFolder, WrapKey.FileName);

    /// <exception cref="StorageException">It cannot be read, or is none.</exception>
    internal static byte[] Read(string file)
    {
        try
        {
            return WrapKey.Parse(File.ReadAllBytes(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new StorageException(
                StorageFault.Other,
                $"The key file {file} cannot be used: {fault.Message} A backup opens with the key file of the installation that it was made of: name it with --key-file or MUSTER_KEY_FILE.",
                fault
            );
        }
    }
}
