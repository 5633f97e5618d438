using Muster.Storage.Connections;

namespace Muster.Storage.Backups;

/// <summary>The keys of a backup as the restored place has them, so that they open with the key files that are used there.</summary>
/// <param name="Stored">Those that are encrypted.</param>
/// <param name="Files">The key files that belong into its folder.</param>
internal sealed record RestoredKeys(IReadOnlyList<BackupKey> Stored, IReadOnlyList<BackupKey> Files)
{
    /// <summary>Looks that all of them open.</summary>
    /// <param name="keys">All keys of the backup.</param>
    /// <param name="wrapKey">The key of the backup.</param>
    /// <param name="order">Where the key files will be.</param>
    /// <exception cref="StorageException">One does not.</exception>
    public static RestoredKeys Of(IReadOnlyList<BackupKey> keys, byte[] wrapKey, RestoreOrder order)
    {
        // A key file elsewhere is that of sessions too.
        if (order.Elsewhere is not null)
            return new(BackupKey.UnderOne(keys, wrapKey), []);
        BackupKey.Check(keys, wrapKey);
        var file = new BackupKey("", WrapKey.FileName, File.ReadAllBytes(order.KeyFile));
        var own = keys.FirstOrDefault(key => key.Store == BackupKey.WrapStore);
        return new([.. keys.Where(key => key != own)], [file, own ?? file with { Store = BackupKey.WrapStore }]);
    }

    /// <summary>Puts what is not there yet where a data folder has it: all of it, or nothing.</summary>
    /// <param name="folder">Folder of the keys.</param>
    /// <param name="withStored">Whether those that are encrypted lie there too.</param>
    /// <returns>The files that were put.</returns>
    /// <exception cref="StorageException">There is another key file in the place of one.</exception>
    public List<string> Put(string folder, bool withStored)
    {
        var put = new List<string>();
        try
        {
            foreach (var key in Files.Concat(withStored ? Stored : []).Where(key => !key.IsIn(folder)))
                put.Add(key.Put(folder));
            return put;
        }
        catch
        {
            put.ForEach(File.Delete);
            throw;
        }
    }
}
