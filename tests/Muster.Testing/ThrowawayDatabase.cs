using Muster.Storage;
using Muster.Storage.Sqlite;

namespace Muster.Testing;

/// <summary>A real database in a folder of its own that is deleted in the end: it begins as a copy of an empty one, and a power cut may lose what it holds.</summary>
public sealed class ThrowawayDatabase : IAsyncDisposable
{
    private const string FileName = "muster.db";

    /// <summary>Made once: bringing a new database to the current schema takes longer than most tests.</summary>
    private static readonly Lazy<Task<byte[]>> Empty = new(EmptyAsync);

    private readonly string _folder;

    private ThrowawayDatabase(string folder, MusterDatabase muster) => (_folder, Muster) = (folder, muster);

    /// <summary>The opened database.</summary>
    public MusterDatabase Muster { get; }

    /// <summary>The file behind it.</summary>
    public string File => Path.Combine(_folder, FileName);

    /// <summary>Opens an empty database.</summary>
    public static async Task<ThrowawayDatabase> OpenAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("muster-rig-").FullName;
        await System.IO.File.WriteAllBytesAsync(Path.Combine(folder, FileName), await Empty.Value, cancellationToken);
        return new ThrowawayDatabase(folder, await OpenAsync(folder, clock, cancellationToken));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Muster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static Task<MusterDatabase> OpenAsync(string folder, TimeProvider clock, CancellationToken cancellationToken) =>
        MusterDatabase.OpenAsync(folder, clock, file => new SqliteProvider(file) { Durable = false }, cancellationToken);

    private static async Task<byte[]> EmptyAsync()
    {
        var folder = Directory.CreateTempSubdirectory("muster-rig-").FullName;
        await (await OpenAsync(folder, TimeProvider.System, CancellationToken.None)).DisposeAsync();
        var bytes = await System.IO.File.ReadAllBytesAsync(Path.Combine(folder, FileName));
        Directory.Delete(folder, recursive: true);
        return bytes;
    }
}
