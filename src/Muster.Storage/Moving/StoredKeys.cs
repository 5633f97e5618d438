using Muster.Storage.Connections;

namespace Muster.Storage.Moving;

/// <summary>Encrypted keys as they lie in a data folder, named as a database has them. Those that encrypt them are not among them.</summary>
internal static class StoredKeys
{
    private const string SigningKeyFile = "signing.key";

    /// <param name="folder">The folder of the keys; may be missing.</param>
    public static IEnumerable<(string Store, string Name, byte[] Content)> Of(string folder) =>
        [
            .. In(folder, CredentialVault.Store, FolderKeys.RingFiles),
            .. In(folder, CredentialVault.Store, SigningKeyFile),
            .. In(Path.Combine(folder, WrappedKeys.Web), WrappedKeys.Web, FolderKeys.RingFiles),
        ];

    private static IEnumerable<(string Store, string Name, byte[] Content)> In(string folder, string store, string files) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, files).Select(file => (store, Path.GetFileName(file), File.ReadAllBytes(file)))
            : [];
}
