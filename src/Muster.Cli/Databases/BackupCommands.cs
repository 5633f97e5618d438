using System.CommandLine;
using Muster.Cli.Terminals;
using Muster.Server.Databases;
using Muster.Storage;
using Muster.Storage.Backups;

namespace Muster.Cli.Databases;

/// <summary><c>muster database backup</c>, <c>verify</c>, <c>drill</c> and <c>restore</c></summary>
internal static class BackupCommands
{
    public static Command Backup(Cli cli)
    {
        var place = new Argument<string>("place")
        {
            Description = "The new file, or a folder in which it is named by its time",
            HelpName = "FILE|DIR",
        };
        var command = new Command(
            "backup",
            "Write everything into one encrypted file while servers go on: data, history, audit log, accounts and keys; it opens with the key file alone"
        )
        {
            place,
        }.WithExamples(
            "muster database backup /mnt/backups",
            "muster database backup muster.backup --database postgres://muster@db.example.com/muster"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                call.CheckExists();
                var (made, unnoted) = await WatchedAsync(call, (desk, told) => desk.BackupAsync(call.Get(place), told, cancellationToken));
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json => BackupOutput.WriteMade(json, made, unnoted is null));
                else
                {
                    BackupOutput.Print(call.Terminal, made);
                    call.Terminal.Say(
                        $"It opens with {KeyFile.Of(call.DataFolder)} alone: keep a copy of that apart from backups, and never lose it. Try the backup with: muster database drill {made.File}"
                    );
                }
                BackupOutput.PrintUnnoted(call.Terminal, unnoted);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    public static Command Verify(Cli cli)
    {
        var file = File();
        var key = Key();
        var command = new Command(
            "verify",
            "Read a backup to its end: that it is as it was written, that its keys open, and that the chains of its audit logs are whole"
        )
        {
            file,
            key,
        }.WithExamples("muster database verify muster.backup", "muster database verify muster.backup --key-file /mnt/safe/wrap.key --json");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var read = await BackupCheck.RunAsync(Path.GetFullPath(call.Get(file)), KeyOf(call, key), cancellationToken);
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json => BackupOutput.Write(json, read));
                else
                    BackupOutput.Print(call.Terminal, read);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    public static Command Drill(Cli cli)
    {
        var file = File();
        var key = Key();
        var scratch = new Option<DirectoryInfo?>("--scratch")
        {
            Description = "Folder with room for the data, which is there unencrypted while it is tried (default that of temporary files)",
            HelpName = "DIR",
        };
        var command = new Command(
            "drill",
            "Try a backup: restore it into a folder of its own, verify everything in it, open its credentials, and throw that away; noted where the installation is here"
        )
        {
            file,
            key,
            scratch,
        }.WithExamples("muster database drill muster.backup", "muster database drill muster.backup --scratch /var/tmp --json");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var folder = call.Get(scratch)?.FullName ?? Path.GetTempPath();
                var (drill, unnoted) = await WatchedAsync(
                    call,
                    (desk, told) => desk.DrillAsync(Path.GetFullPath(call.Get(file)), KeyOf(call, key), folder, told, cancellationToken)
                );
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json => BackupOutput.Write(json, drill, unnoted is null));
                else
                    BackupOutput.Print(call.Terminal, drill, unnoted is null);
                BackupOutput.PrintUnnoted(call.Terminal, unnoted);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    public static Command Restore(Cli cli)
    {
        var file = File();
        var key = Key();
        var into = new Option<string>("--into")
        {
            Description = "A new or empty folder, or an empty PostgreSQL database: postgres://user@host/database",
            HelpName = "DIR|URL",
            Required = true,
        };
        var command = new Command(
            "restore",
            "Fill an empty place from a backup, all or nothing. What it holds only observes until somebody releases it: muster database release"
        )
        {
            file,
            key,
            into,
        }.WithExamples(
            "muster database restore muster.backup --into /var/lib/muster",
            "muster database restore muster.backup --key-file /mnt/safe/wrap.key --into postgres://muster@db.example.com/muster --data /var/lib/muster"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var target = call.Get(into)!;
                var address = target.Contains("://", StringComparison.Ordinal) ? Invocation.Parsed(target) : null;
                var order = new RestoreOrder(
                    Path.GetFullPath(call.Get(file)),
                    KeyOf(call, key),
                    address is null ? target : call.DataFolder,
                    address,
                    KeyFile.Elsewhere,
                    call.Actor
                );
                var restored = await WatchedAsync(call, (desk, told) => desk.RestoreAsync(order, told, cancellationToken));
                var place = address?.Place ?? Path.GetFullPath(target);
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json => BackupOutput.Write(json, restored, place));
                else
                    BackupOutput.Print(call.Terminal, restored, place);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static Argument<string> File() => new("file") { Description = "The backup", HelpName = "FILE" };

    private static Option<FileInfo?> Key() =>
        new("--key-file")
        {
            Description =
                "Key file of the installation that the backup was made of (default MUSTER_KEY_FILE, or keys/wrap.key of the data folder)",
            HelpName = "FILE",
        };

    private static string KeyOf(Invocation call, Option<FileInfo?> key) => call.Get(key)?.FullName ?? KeyFile.Of(call.DataFolder);

    private static async Task<T> WatchedAsync<T>(Invocation call, Func<BackupDesk, Action<string>, Task<T>> work)
    {
        var progress = new ProgressLine(call.Terminal, call.Clock);
        try
        {
            return await work(new BackupDesk(call.DataFolder, call.Database, call.Actor, call.Clock), progress.Begin);
        }
        catch (StorageException fault) when (fault.Fault == StorageFault.Contradiction)
        {
            throw new UserErrorException(ExitCodes.Locked, fault.Message);
        }
        finally
        {
            progress.End();
        }
    }
}
