using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace Muster.Storage;

/// <summary>Makes folders and files that only this account can read, where the system knows such a thing.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>EEXIST, on every Unix.</summary>
    private const int Exists = 17;

    private const int NoLinks = -1;

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
            Name(part, file);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    /// <summary>Gives a file its name, unless another has it. <see cref="File.Move(string, string, bool)"/> looks first and renames then: of two that come at once, the later would take the place of the earlier.</summary>
    private static void Name(string part, string file)
    {
        var fault =
            OperatingSystem.IsWindows() ? NoLinks
            : Link(Utf8(part), Utf8(file)) == 0 ? 0
            : Marshal.GetLastPInvokeError();
        if (fault == Exists)
            throw new IOException($"The file '{file}' already exists.");
        if (fault == 0)
            File.Delete(part);
        else
            // There are no links here.
            File.Move(part, file, overwrite: false);
    }

    [DllImport("libc", EntryPoint = "link", SetLastError = true, ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [SuppressMessage("Interoperability", "SYSLIB1054", Justification = "One call, for which no unsafe code need be allowed.")]
    private static extern int Link(byte[] existing, byte[] name);

    private static byte[] Utf8(string path) => Encoding.UTF8.GetBytes(path + '\0');

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
