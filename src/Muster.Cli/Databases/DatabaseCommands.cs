using System.CommandLine;
using Muster.Server.Databases;
using Muster.Storage;

namespace Muster.Cli.Databases;

/// <summary><c>muster database …</c></summary>
internal static class DatabaseCommands
{
    public static Command Create(Cli cli)
    {
        var command = new Command(
            "database",
            "Look at the database, bring its schema up to date, back it up and restore it, or move it to PostgreSQL"
        );
        command.Add(Status(cli));
        command.Add(Migrate(cli));
        command.Add(BackupCommands.Backup(cli));
        command.Add(BackupCommands.Verify(cli));
        command.Add(BackupCommands.Drill(cli));
        command.Add(BackupCommands.Restore(cli));
        command.Add(ReleaseCommand.Create(cli));
        command.Add(MoveDatabaseCommand.Create(cli));
        return command;
    }

    private static Command Status(Cli cli)
    {
        var command = new Command(
            "status",
            "Show which database is in use, its schema and what is pending, and how much is in it"
        ).WithExamples("muster database status", "muster database status --database postgres://muster@db.example.com/muster --json");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var status = await Desk(call).StatusAsync(cancellationToken);
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json => DatabaseOutput.Write(json, status));
                else
                    DatabaseOutput.Print(call.Terminal, status);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static Command Migrate(Cli cli)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what is pending" };
        var command = new Command(
            "migrate",
            "Bring the schema up to date, which every other verb also does when it first opens an older database"
        )
        {
            dryRun,
        }.WithExamples("muster database migrate --dry-run", "muster database migrate");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var desk = Desk(call);
                var before = await desk.StatusAsync(cancellationToken);
                CheckKnown(before);
                var done = !call.Get(dryRun) && before.Pending.Count > 0;
                if (done)
                    await desk.MigrateAsync(cancellationToken);
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json => DatabaseOutput.Write(json, before, done));
                else
                    DatabaseOutput.Print(call.Terminal, before, done);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    /// <summary>What works on the database that was named; one in a file must be there already.</summary>
    private static DatabaseDesk Desk(Invocation call)
    {
        call.CheckExists();
        return new(call.DataFolder, call.Database, call.Clock);
    }

    private static void CheckKnown(InstallationStatus status)
    {
        if (status.Database.Schema is { IsNewer: true } schema)
            throw new StorageException(
                StorageFault.Newer,
                $"The database {status.Database.Place} was written by a newer version of Muster (schema {schema.Version}, this one knows {schema.Known}). Use that version; nothing was changed."
            );
    }
}
