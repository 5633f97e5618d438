namespace Muster.Storage.Moving;

/// <summary>Says that somebody uses a data folder, until it is disposed or the process ends, however it does.</summary>
/// <remarks>An advisory lock on an empty file: commands take none, as each of their transactions is whole.</remarks>
public sealed class FolderUse : IDisposable
{
    private const string FileName = "serve.lock";

    private readonly FileStream _lock;

    private FolderUse(FileStream held) => _lock = held;

    /// <summary>As a server, beside other servers.</summary>
    /// <param name="folder">The data folder.</param>
    /// <exception cref="StorageException">The data is being moved away, or the folder cannot be written.</exception>
    public static FolderUse ByServer(string folder) =>
        Take(folder, FileShare.Read)
        ?? throw new StorageException(
            StorageFault.Busy,
            $"The data of {folder} is being moved to another database. Start the server on that one when it is done (MUSTER_DATABASE)."
        );

    /// <summary>Alone, so that no server begins meanwhile.</summary>
    /// <param name="folder">The data folder.</param>
    /// <exception cref="StorageException">A server runs on it, or the folder cannot be written.</exception>
    public static FolderUse Alone(string folder) =>
        Take(folder, FileShare.None)
        ?? throw new StorageException(
            StorageFault.Busy,
            $"A server runs on {folder}: what it writes during a move would be left behind. Stop it and run the same command again; nothing was changed."
        );

    /// <inheritdoc />
    public void Dispose() => _lock.Dispose();

    private static FolderUse? Take(string folder, FileShare share)
    {
        var file = Path.Combine(folder, FileName);
        PrivateFiles.MakeFolder(folder);
        PrivateFiles.MakeEmptyFile(file);
        try
        {
            return new(new FileStream(file, FileMode.Open, FileAccess.Read, share));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
