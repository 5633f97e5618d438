using Muster.Engine.Connections;

namespace Muster.Storage.Backups;

/// <summary>What a drill showed.</summary>
/// <param name="Restored">What was restored and verified.</param>
/// <param name="Credentials">Credentials of connections that the restored keys opened.</param>
/// <param name="Took">How long it took from the file to data that could be worked on.</param>
public sealed record DrillOutcome(RestoreOutcome Restored, int Credentials, TimeSpan Took);

/// <summary>Restores a backup into a folder of its own, tries what it is for, and throws it away.</summary>
public static class RestoreDrill
{
    /// <summary>Tries a backup.</summary>
    /// <param name="file">The backup.</param>
    /// <param name="keyFile">The key file of the installation it was made of.</param>
    /// <param name="scratch">A folder with room for the data.</param>
    /// <param name="accounts">The accounts.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="progress">Told what is being done; null for nobody.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="StorageException">It could not be restored, or is not as it was written.</exception>
    /// <exception cref="CredentialUnreadableException">Its keys do not open a credential in it.</exception>
    public static async Task<DrillOutcome> RunAsync(
        string file,
        string keyFile,
        string scratch,
        IAccountParts accounts,
        TimeProvider clock,
        Action<string>? progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(clock);
        var start = clock.GetTimestamp();
        var folder = Path.Combine(scratch, $"muster-drill-{Guid.NewGuid():N}");
        try
        {
            var order = new RestoreOrder(file, keyFile, folder, null, null, "drill");
            var restored = await DatabaseRestore.RunAsync(order, accounts, clock, progress, cancellationToken);
            progress?.Invoke("Opening credentials with the restored keys");
            var credentials = await CredentialsAsync(folder, restored.Backup.Head.Workspaces, clock, cancellationToken);
            return new(restored, credentials, clock.GetElapsedTime(start));
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> CredentialsAsync(
        string folder,
        IEnumerable<int> workspaces,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        await using var muster = await MusterDatabase.OpenWithOwnKeysAsync(folder, clock, cancellationToken);
        var opened = 0;
        foreach (var connections in workspaces.Select(workspace => muster.Of(workspace).Connections))
        foreach (var connection in await connections.ListAsync(cancellationToken))
        {
            await connections.CredentialAsync(connection.Key, cancellationToken);
            opened++;
        }
        return opened;
    }
}
