using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Muster.Engine.Auditing;
using Muster.Engine.Connections;
using Muster.Server.Accounts;
using Muster.Server.Ui;
using Muster.Storage;
using Muster.Storage.Connections;

namespace Muster.Server.FirstRun;

/// <summary>What came of trying something that the server cannot do without.</summary>
/// <param name="Works">Whether it works.</param>
/// <param name="Words">What was tried, or what is wrong and how to mend it; names no place, as whoever comes first reads it.</param>
/// <param name="Where">Where it lies; for owners.</param>
/// <param name="Cause">What the machine said of a failure, places included; for owners. Null for none.</param>
public sealed record ServerCheck(bool Works, string Words, string Where, string? Cause = null);

/// <summary>Tries what the server cannot do without: that the data can be written, and that what is encrypted can be decrypted. Nothing of it stays.</summary>
internal sealed class ServerChecks(
    ServerOptions options,
    MusterInstance muster,
    IDbContextFactory<AccountsContext> contexts,
    IAuditLog audit,
    IDataProtectionProvider keys
)
{
    private const long LeastFree = 200 * 1024 * 1024;

    private string Folder => Path.GetFullPath(options.DataFolder);

    private string Ring => Path.Combine(Folder, "keys", "web");

    private string KeyFile =>
        Environment.GetEnvironmentVariable("MUSTER_KEY_FILE") is { Length: > 0 } elsewhere
            ? Path.GetFullPath(elsewhere)
            : Path.Combine(Ring, "wrap.key");

    /// <summary>Writes into the data folder and both databases, and takes it back.</summary>
    public async Task<ServerCheck> DatabaseAsync(Texts T, CancellationToken cancellationToken)
    {
        try
        {
            await TryFolderAsync(cancellationToken);
            await muster.Database.Platform.RevisionAsync(cancellationToken);
            // The turn is a transaction that writes; it ends without having written.
            await using (await audit.TurnAsync(cancellationToken)) { }
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            await context.Setup.ExecuteUpdateAsync(row => row.SetProperty(setup => setup.Id, setup => setup.Id), cancellationToken);
            await transaction.RollbackAsync(cancellationToken);
        }
        catch (Exception fault)
            when (fault is IOException or UnauthorizedAccessException or StorageException or DbException or DbUpdateException)
        {
            return new(
                false,
                T[
                    "It cannot be written. Give the account that runs Muster the right to write in the data folder, and see that its disk is not full or read-only. Then load this page again."
                ],
                Folder,
                fault.Message
            );
        }
        var free = new DriveInfo(Folder).AvailableFreeSpace;
        return free < LeastFree
            ? new(
                true,
                T["It can be written, but only {0} MB are free on its disk. Make room before the first import.", free >> 20],
                Folder
            )
            : new(true, T["Both databases and their folder were written and read; {0} GB are free.", Math.Max(1, free >> 30)], Folder);
    }

    private async Task TryFolderAsync(CancellationToken cancellationToken)
    {
        var trial = Path.Combine(Folder, $"check-{Guid.NewGuid():N}.tmp");
        try
        {
            await File.WriteAllTextAsync(trial, "Can this folder be written?", cancellationToken);
        }
        finally
        {
            // A full disk makes the file and refuses what goes into it.
            File.Delete(trial);
        }
    }

    /// <summary>Encrypts something, and decrypts it with keys read anew from where they lie, as after a restart.</summary>
    public ServerCheck Keys(Texts T)
    {
        try
        {
            if (!File.Exists(KeyFile))
                return new(
                    false,
                    T[
                        "The key file is gone: what is encrypted from now on could not be read after a restart. Put it back from the backup, or start Muster again before anything is stored; it makes a new one."
                    ],
                    KeyFile
                );
            const string purpose = "Muster.SelfCheck";
            var secret = RandomNumberGenerator.GetBytes(32);
            var locked = keys.CreateProtector(purpose).Protect(secret);
            var again = DataProtectionProvider.Create(
                new DirectoryInfo(Ring),
                builder => builder.SetApplicationName("Muster").KeepWrapped(Ring, muster.Database).DisableAutomaticKeyGeneration()
            );
            return CryptographicOperations.FixedTimeEquals(again.CreateProtector(purpose).Unprotect(locked), secret)
                ? new(
                    true,
                    // Secrets of a container platform often come so and cannot be changed: it works, and is said.
                    !OperatingSystem.IsWindows() && (File.GetUnixFileMode(KeyFile) & Others) is not UnixFileMode.None
                        ? T[
                            "It works, but others on this machine can read the key file. Take that away with chmod 600, unless the platform gives the file so."
                        ]
                        : T[
                            "Something was encrypted, and decrypted with the keys read anew. Keep the key file apart from backups of the data, and never lose it."
                        ],
                    KeyFile
                )
                : new(
                    false,
                    T[
                        "What was encrypted did not come back. Start Muster again; if that does not help, restore the folder of the keys from the backup."
                    ],
                    KeyFile
                );
        }
        catch (Exception fault)
            when (fault is IOException or UnauthorizedAccessException or CryptographicException or CredentialUnreadableException)
        {
            return new(
                false,
                T["What was encrypted cannot be decrypted. Restore the folder of the keys from the backup that belongs to this data."],
                KeyFile,
                fault.Message
            );
        }
    }

    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;
}
