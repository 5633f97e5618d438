using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Muster.Engine.Auditing;
using Muster.Engine.Signing;
using Muster.Server.Wording;

namespace Muster.Server.Exporting;

/// <summary>A list that leaves the house with proof of what it is: its manifest, signed (a JSON Web Signature with the manifest in it).</summary>
internal sealed class SignedExport(IAuditLog audit, ISigner signer, TimeProvider clock)
{
    /// <summary>Kind of the signature.</summary>
    public const string Type = "muster-export-manifest";

    /// <summary>What the file of a signature is called, behind the name of the file that it is about.</summary>
    public const string Ending = ".jws";

    /// <summary>Writes a zip file with the list and its signature. It is packed in a file of its own first, which is gone when it is sent.</summary>
    public async Task WriteZipAsync(RecordedExport export, string file, Stream to, CancellationToken cancellationToken)
    {
        await using var packed = TemporaryFile("zip");
        await using (var zip = await ZipArchive.CreateAsync(packed, ZipArchiveMode.Create, leaveOpen: true, null, cancellationToken))
        {
            string signature;
            await using (var entry = await zip.CreateEntry(file).OpenAsync(cancellationToken))
                signature = await WriteAsync(export, file, entry, cancellationToken);
            await using var note = await zip.CreateEntry(file + Ending).OpenAsync(cancellationToken);
            await note.WriteAsync(Encoding.ASCII.GetBytes(signature), cancellationToken);
        }
        packed.Position = 0;
        await packed.CopyToAsync(to, cancellationToken);
    }

    /// <summary>Writes the list.</summary>
    /// <returns>Its signature.</returns>
    public async Task<string> WriteAsync(RecordedExport export, string file, Stream to, CancellationToken cancellationToken)
    {
        using var hash = SHA256.Create();
        Exported exported;
        await using (var hashed = new CryptoStream(to, hash, CryptoStreamMode.Write, leaveOpen: true))
            exported = await export.WriteAsync(hashed, cancellationToken);
        var manifest = await ManifestAsync(export, exported, file, Convert.ToHexStringLower(hash.Hash!), cancellationToken);
        return Jws.Sign(signer, Type, Encoding.UTF8.GetBytes(manifest.ToJsonString()));
    }

    private async Task<JsonObject> ManifestAsync(
        RecordedExport export,
        Exported exported,
        string file,
        string sha256,
        CancellationToken cancellationToken
    )
    {
        var first = await audit.EntriesAsync(0, cancellationToken).FirstAsync(cancellationToken);
        var entry = await audit.EntriesAsync(exported.Entry - 1, cancellationToken).FirstAsync(cancellationToken);
        return new JsonObject
        {
            ["format"] = "muster-export/1",
            ["file"] = file,
            ["sha256"] = sha256,
            ["list"] = export.Table.Name,
            ["about"] = new JsonObject(export.Table.About.Select(fact => KeyValuePair.Create(fact.Name, (JsonNode?)fact.Value))),
            ["rows"] = exported.Rows,
            ["rowsSha256"] = exported.Hash,
            ["madeAt"] = JsonFormat.Instant(clock.GetUtcNow()),
            ["madeBy"] = export.Actor,
            ["audit"] = new JsonObject
            {
                ["log"] = first.Hash,
                ["number"] = entry.Number,
                ["head"] = entry.Hash,
            },
        };
    }

    /// <summary>A file that only this account can read, and that is gone when it is closed.</summary>
    private static FileStream TemporaryFile(string ending)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), $"muster-{Guid.NewGuid():N}.{ending}"), options);
    }
}
