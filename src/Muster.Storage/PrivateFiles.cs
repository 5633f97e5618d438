namespace Muster.Storage;

/// <summary>Makes folders and files that only this account can read, where the system knows such a thing.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void MakeFolder(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, OwnFolder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(folder, fault);
        }
    }

    /// <summary>Makes the file if it is not there.</summary>
    public static void MakeEmptyFile(string file)
    {
        try
        {
            if (!File.Exists(file))
                using (Create(file, FileMode.OpenOrCreate)) { }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(Path.GetDirectoryName(file)!, fault);
        }
    }

    /// <summary>A new file to be written to.</summary>
    /// <exception cref="IOException">The file is there already, or cannot be written.</exception>
    public static FileStream New(string file) => Create(file, FileMode.CreateNew);

    /// <summary>Writes a new file whole or not at all.</summary>
    /// <exception cref="IOException">The file is there already, or cannot be written.</exception>
    public static void Write(string file, ReadOnlySpan<byte> content)
    {
        var part = $"{file}.{Guid.NewGuid():N}.part";
        using (var stream = New(part))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(part, file, overwrite: false);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    private static FileStream Create(string file, FileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnFile;
        return new FileStream(file, options);
    }

    private static StorageException NotWritable(string folder, Exception fault) =>
        new(
            StorageFault.NotWritable,
            $"The data folder {folder} cannot be used: {fault.Message} Check that this account may write there, or name another folder with --data.",
            fault
        );
}
