using System.Globalization;
using Muster.Storage.Sql;

namespace Muster.Storage.Restoring;

/// <summary>
/// Remembers beside the database how far its fences and its audit logs have gone, by which an older copy of it is known whoever put it there (INV-30): both only grow, and a copy brings its own back. A file
/// for each audit log, named by the hash of its first entry, so that another database in the same place is no older one.
/// </summary>
/// <param name="folder">Folder of the files; made when it is first needed.</param>
internal sealed class SeenFences(string folder)
{
    /// <summary>What a fence jumps by when an older state is there again: none of those that were given since can be given a second time.</summary>
    public const long Jump = 1_000_000;

    /// <summary>How far a database had gone when it was last seen; not at all where none was.</summary>
    /// <param name="there">The same database as it is.</param>
    public SeenState Before(SeenState there)
    {
        try
        {
            // What an earlier version wrote says nothing of entries.
            var said = File.ReadAllText(FileOf(there.Log)).Split(' ');
            return there with { Fence = Number(said[0]), Entries = said.Length > 1 ? Number(said[1]) : 0 };
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return there with { Fence = 0, Entries = 0 };
        }
    }

    /// <summary>How far a workspace has gone.</summary>
    /// <param name="session">A transaction in it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Null before the first entry of its audit log.</returns>
    public static Task<SeenState?> LookAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.FirstAsync(
            $"""
            SELECT audit_entry.hash, lease.fence, workspace.audit_entries FROM workspace
            JOIN lease ON lease.workspace = workspace.workspace
            JOIN audit_entry ON audit_entry.workspace = workspace.workspace AND audit_entry.number = 1
            WHERE workspace.workspace = {Database.Workspace}
            """,
            row => (SeenState?)new SeenState(row.Bytes(0), row.GetInt64(1), row.GetInt64(2)),
            cancellationToken
        );

    /// <summary>Commits what adds to the audit log, and remembers how far that has gone.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task CommitAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var there = await LookAsync(session, cancellationToken);
        await session.CommitAsync(cancellationToken);
        if (there is not null)
            Note(there);
    }

    /// <remarks>Of two processes at once the smaller may remain, which is as good: an older copy is older by more. Where nothing can be written, the restoration by the command is what remains noticed.</remarks>
    private void Note(SeenState there)
    {
        try
        {
            PrivateFiles.MakeFolder(folder);
            var file = FileOf(there.Log);
            var part = $"{file}.{Guid.NewGuid():N}.part";
            using (var writer = new StreamWriter(PrivateFiles.New(part)))
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{there.Fence} {there.Entries}"));
            File.Move(part, file, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or StorageException)
        {
            // See above.
        }
    }

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private string FileOf(byte[] log) => Path.Combine(folder, Convert.ToHexStringLower(log.AsSpan(0, 16)));
}

/// <summary>How far a workspace has gone.</summary>
/// <param name="Log">Hash of the first entry of its audit log.</param>
/// <param name="Fence">The last fence that was given.</param>
/// <param name="Entries">How many entries its audit log has.</param>
internal sealed record SeenState(byte[] Log, long Fence, long Entries);
