using System.Globalization;
using System.Text;
using Muster.Engine.Auditing;
using Muster.Engine.Signing;

namespace Muster.Storage.Auditing;

/// <summary>Signed notes of how far the audit log went, in a folder outside Muster's data: on another machine, best where files can be added and not changed.</summary>
/// <param name="folder">The folder.</param>
/// <param name="within">Where it is made if it is not there; that one is never made, since it may be a share that is away. Null where none is made.</param>
public sealed class AnchorFolder(string folder, string? within = null)
{
    private const string Type = "muster-anchor";
    private const string Pattern = "anchor-*.jws";

    /// <summary>The folder.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>Whether the file of a note is there, as far as can be seen.</summary>
    public bool Has(Anchor anchor)
    {
        ArgumentNullException.ThrowIfNull(anchor);
        return File.Exists(Path.Combine(Folder, anchor.File));
    }

    /// <summary>Writes a note into a new file, and reads it back. No file that is there is touched; one that was begun is finished, or taken away where that is allowed.</summary>
    /// <returns>Name of the file.</returns>
    /// <exception cref="IOException">It cannot be written, or is not there as it was written.</exception>
    /// <exception cref="UnauthorizedAccessException">This account may not write there.</exception>
    public async Task<string> WriteAsync(AuditCheckpoint checkpoint, ISigner signer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        cancellationToken.ThrowIfCancellationRequested();
        Make();
        var text = Jws.Sign(signer, Type, Encoding.UTF8.GetBytes(checkpoint.ToJson().ToJsonString()));
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"anchor-{checkpoint.Number:000000000000}-{checkpoint.At.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}.jws"
        );
        var path = Path.Combine(Folder, name);
        // Written in place: where files may only be added, they may not be renamed either.
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        try
        {
            await using (file)
            {
                await file.WriteAsync(Encoding.ASCII.GetBytes(text), CancellationToken.None);
                file.Flush(flushToDisk: true);
            }
            if (await File.ReadAllTextAsync(path, CancellationToken.None) != text)
                throw new IOException($"{path} is not what was written.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Remove(path);
            throw;
        }
        return name;
    }

    private void Make()
    {
        if (Directory.Exists(within))
            Directory.CreateDirectory(Folder);
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Where files may only be added it stays; whoever verifies is told of it by its name.
        }
    }

    /// <summary>All notes, the earliest first.</summary>
    /// <param name="publicKeyPem">The key with which they must be signed.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This account may not read it.</exception>
    public async Task<AnchorsRead> ReadAsync(string publicKeyPem, CancellationToken cancellationToken)
    {
        Make();
        var (anchors, faults) = (new List<Anchor>(), new List<string>());
        foreach (var path in Directory.EnumerateFiles(Folder, Pattern).Order(StringComparer.Ordinal))
            try
            {
                var payload = Jws.Open(await File.ReadAllTextAsync(path, cancellationToken), Type, publicKeyPem);
                anchors.Add(new Anchor(Path.GetFileName(path), AuditCheckpoint.Parse(Encoding.UTF8.GetString(payload))));
            }
            catch (FormatException wrong)
            {
                faults.Add($"{Path.GetFileName(path)} is no anchor of this installation: {wrong.Message}.");
            }
        return new AnchorsRead(anchors, faults);
    }
}

/// <summary>One signed note.</summary>
/// <param name="File">Name of its file.</param>
/// <param name="Checkpoint">What it says.</param>
public sealed record Anchor(string File, AuditCheckpoint Checkpoint);

/// <summary>The notes of a folder.</summary>
/// <param name="Anchors">Those that are signed as they must be, the earliest first.</param>
/// <param name="Faults">Files that are not, for people.</param>
public sealed record AnchorsRead(IReadOnlyList<Anchor> Anchors, IReadOnlyList<string> Faults)
{
    /// <summary>What a verification found, with what is wrong with the notes themselves.</summary>
    public AuditVerification With(AuditVerification found)
    {
        ArgumentNullException.ThrowIfNull(found);
        return found with { Faults = [.. Faults, .. found.Faults], OfTheAnchors = Faults };
    }
}
