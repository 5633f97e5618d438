using Muster.Storage;
using Muster.Storage.Sqlite;

namespace Muster.Testing;

/// <summary>A real database in a folder of its own that is deleted in the end: it begins as a copy of an empty one, and a power cut may lose what it holds.</summary>
public sealed class ThrowawayDatabase : IAsyncDisposable
{
    private readonly string _folder;

    private ThrowawayDatabase(string folder, MusterDatabase muster) => (_folder, Muster) = (folder, muster);

    /// <summary>The opened database.</summary>
    public MusterDatabase Muster { get; }

    /// <summary>The file behind it.</summary>
    public string File => MusterDatabase.File(_folder);

    /// <summary>Opens an empty database.</summary>
    public static async Task<ThrowawayDatabase> OpenAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("muster-rig-").FullName;
        await NewDatabase.PutAsync(folder, cancellationToken);
        return new ThrowawayDatabase(
            folder,
            await MusterDatabase.OpenAsync(folder, clock, file => new SqliteProvider(file) { Durable = false }, cancellationToken)
        );
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Muster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
