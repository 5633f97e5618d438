using System.Globalization;

namespace Muster.Storage.Restoring;

/// <summary>
/// Remembers beside the database how far its fences have gone, by which an older copy of it is known whoever put it there (INV-30): a fence only grows, and a copy brings its own back. A file for each audit
/// log, named by the hash of its first entry, so that another database in the same place is no older one.
/// </summary>
/// <param name="folder">Folder of the files; made when it is first needed.</param>
internal sealed class SeenFences(string folder)
{
    /// <summary>What a fence jumps by when an older state is there again: none of those that were given since can be given a second time.</summary>
    public const long Jump = 1_000_000;

    /// <summary>The greatest fence that was seen; 0 for none.</summary>
    /// <param name="log">Hash of the first entry of the audit log.</param>
    public long Of(byte[] log)
    {
        try
        {
            return long.TryParse(File.ReadAllText(FileOf(log)), NumberStyles.None, CultureInfo.InvariantCulture, out var fence) ? fence : 0;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Remembers a fence that was given.</summary>
    /// <remarks>Of two processes at once the smaller may remain, which is as good: an older copy is older by more. Where nothing can be written, the restoration by the command is what remains noticed.</remarks>
    public void Note(byte[] log, long fence)
    {
        try
        {
            PrivateFiles.MakeFolder(folder);
            var file = FileOf(log);
            var part = $"{file}.{Guid.NewGuid():N}.part";
            using (var writer = new StreamWriter(PrivateFiles.New(part)))
                writer.Write(fence.ToString(CultureInfo.InvariantCulture));
            File.Move(part, file, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or StorageException)
        {
            // See above.
        }
    }

    private string FileOf(byte[] log) => Path.Combine(folder, Convert.ToHexStringLower(log.AsSpan(0, 16)));
}
