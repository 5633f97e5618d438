using System.Security.Cryptography;
using Muster.Storage.Auditing;
using Muster.Storage.Moving;

namespace Muster.Storage.Backups;

/// <summary>Reads a backup to its end without putting anything anywhere: that it is as it was written, that its keys open, and that the chains of its audit logs are whole.</summary>
public sealed class BackupCheck : IBackupTaker
{
    private readonly List<BackupKey> _keys = [];
    private readonly Dictionary<int, BackupLog> _logs = [];
    private readonly NoCells _nothing = new();
    private ChainCells? _chain;

    private BackupCheck() { }

    /// <summary>Reads.</summary>
    /// <param name="file">The backup.</param>
    /// <param name="keyFile">The key file of the installation it was made of.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="StorageException">It cannot be read, another key file made it, or something in it is not as it was written.</exception>
    public static Task<BackupOutcome> RunAsync(string file, string keyFile, CancellationToken cancellationToken) =>
        RunAsync(file, KeyFile.Read(keyFile), cancellationToken);

    internal static async Task<BackupOutcome> RunAsync(string file, byte[] key, CancellationToken cancellationToken)
    {
        using var reader = new BackupReader(file, key);
        var check = new BackupCheck();
        var outcome = await reader.ReadAsync(check, cancellationToken);
        BackupKey.Check(check._keys, key);
        foreach (var log in outcome.Logs)
            if (check._logs.GetValueOrDefault(log.Workspace) != log)
                throw new StorageException(
                    StorageFault.Damaged,
                    $"In {file} the audit log of workspace {log.Workspace} does not end as it was noted. Use another backup."
                );
        return outcome;
    }

    Task<ICells> IBackupTaker.BeginAsync(BackupTable table, CancellationToken cancellationToken)
    {
        _chain = table is { Part: BackupPart.Data, Name: "audit_entry" } ? new ChainCells(table) : null;
        return Task.FromResult<ICells>(_chain is null ? _nothing : _chain);
    }

    Task IBackupTaker.EndAsync(BackupTable table, CancellationToken cancellationToken)
    {
        if (_chain is not null)
            _logs[table.Workspace] = _chain.End();
        return Task.CompletedTask;
    }

    Task IBackupTaker.KeyAsync(BackupKey key, CancellationToken cancellationToken)
    {
        _keys.Add(key);
        return Task.CompletedTask;
    }

    private sealed class NoCells : ICells
    {
        public void Nothing() { }

        public void Number(long value) { }

        public void Text(string value) { }

        public void Bytes(ReadOnlySpan<byte> value) { }

        public void EndRow() { }
    }

    /// <summary>Computes the chain of an audit log as its entries go by.</summary>
    private sealed class ChainCells(BackupTable table) : ICells
    {
        private readonly Dictionary<string, object> _row = [];
        private int _at;
        private long _entries;
        private byte[] _head = AuditChain.FirstHash;

        public void Nothing() => _at++;

        public void Number(long value) => _row[table.Columns[_at++]] = value;

        public void Text(string value) => _row[table.Columns[_at++]] = value;

        public void Bytes(ReadOnlySpan<byte> value) => _row[table.Columns[_at++]] = value.ToArray();

        public void EndRow()
        {
            var entry = new ChainedEntry(
                ++_entries,
                (long)_row["at"],
                (string)_row["actor"],
                (string)_row["action"],
                (string)_row["subject"],
                (string)_row["detail"],
                _head
            );
            if (
                (long)_row["number"] != _entries
                || !CryptographicOperations.FixedTimeEquals((byte[])_row["previous_hash"], _head)
                || !CryptographicOperations.FixedTimeEquals((byte[])_row["hash"], entry.Hash)
            )
                throw new StorageException(
                    StorageFault.Damaged,
                    $"Entry {_entries} of the audit log of workspace {table.Workspace} does not follow from the one before: it was changed before the backup was made. See 'muster audit verify'."
                );
            (_head, _at) = (entry.Hash, 0);
        }

        public BackupLog End() => new(table.Workspace, _entries, Convert.ToHexStringLower(_head));
    }
}
