using Muster.Storage;

namespace Muster.Testing;

/// <summary>A database that is slow with some of what it is asked, until it is disposed.</summary>
public sealed class SlowStore : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private readonly ManualResetEventSlim _isFast = new();
    private readonly MusterDatabase _database;

    /// <summary>Slows it down.</summary>
    /// <param name="rig">The server that asks it.</param>
    /// <param name="part">A part of the statements that are held.</param>
    /// <param name="time">How long each is held; until this is disposed when it is not said.</param>
    public SlowStore(ServerRig rig, string part, TimeSpan? time = null)
        : this(rig, sql => sql.Contains(part, StringComparison.Ordinal), time) { }

    /// <summary>Slows it down.</summary>
    /// <param name="rig">The server that asks it.</param>
    /// <param name="isHeld">Whether a statement is held.</param>
    /// <param name="time">How long each is held; until this is disposed when it is not said.</param>
    public SlowStore(ServerRig rig, Func<string, bool> isHeld, TimeSpan? time = null)
    {
        ArgumentNullException.ThrowIfNull(rig);
        _database = rig.Server.Muster.Database;
        _database.Database.BeforeStatement = sql =>
        {
            if (isHeld(sql))
                _isFast.Wait(time ?? Longest);
        };
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _database.Database.BeforeStatement = null;
        // Not disposed: a statement may just be about to wait for it.
        _isFast.Set();
    }
}
