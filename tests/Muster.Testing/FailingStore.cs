using Muster.Storage;

namespace Muster.Testing;

/// <summary>A database that fails with some of what it is asked, until it is disposed.</summary>
public sealed class FailingStore : IDisposable
{
    private readonly MusterDatabase _database;

    /// <summary>Lets it fail.</summary>
    /// <param name="rig">The server that asks it.</param>
    /// <param name="fails">Whether a statement fails.</param>
    public FailingStore(ServerRig rig, Func<string, bool> fails)
    {
        ArgumentNullException.ThrowIfNull(rig);
        _database = rig.Server.Muster.Database;
        _database.Database.BeforeStatement = sql =>
        {
            if (fails(sql))
                throw new StorageException(StorageFault.Busy, "The database is busy.");
        };
    }

    /// <inheritdoc />
    public void Dispose() => _database.Database.BeforeStatement = null;
}
