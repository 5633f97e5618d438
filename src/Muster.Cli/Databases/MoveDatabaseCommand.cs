using System.CommandLine;
using Muster.Cli.Terminals;
using Muster.Server.Databases;
using Muster.Storage;
using Muster.Storage.Moving;
using Muster.Storage.Postgres;

namespace Muster.Cli.Databases;

/// <summary><c>muster database move</c></summary>
internal static class MoveDatabaseCommand
{
    public static Command Create(Cli cli)
    {
        var to = new Option<string>("--to")
        {
            Description = "The empty PostgreSQL database: postgres://user@host/database; its password may be in PGPASSWORD",
            HelpName = "URL",
            Required = true,
        };
        var command = new Command(
            "move",
            "Copy everything of a data folder to PostgreSQL: data, history, audit log, accounts and encrypted keys; the folder stays as it is"
        )
        {
            to,
        }.WithExamples(
            "muster database move --to postgres://muster@db.example.com/muster?sslmode=verify-full",
            "muster database move --data /var/lib/muster --to postgres://muster@127.0.0.1/muster --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                if (call.Database is not null)
                    throw new UserErrorException(
                        ExitCodes.WrongUsage,
                        "A move begins with the files of a data folder. Leave out --database, and MUSTER_DATABASE of the environment; nothing was changed."
                    );
                call.CheckExists();
                var target = Invocation.Parsed(call.Get(to)!);
                var progress = new ProgressLine(call.Terminal, call.Clock);
                MoveOutcome outcome;
                try
                {
                    outcome = await new DatabaseDesk(call.DataFolder, null, call.Clock).MoveAsync(
                        target,
                        progress.Begin,
                        cancellationToken
                    );
                }
                catch (StorageException fault) when (fault.Fault == StorageFault.Contradiction)
                {
                    throw new UserErrorException(ExitCodes.WrongUsage, fault.Message);
                }
                finally
                {
                    progress.End();
                }
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json => DatabaseOutput.Write(json, call.DataFolder, target.Place, outcome));
                else
                    Conclude(call, target, outcome);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static void Conclude(Invocation call, PostgresAddress target, MoveOutcome outcome)
    {
        var terminal = call.Terminal;
        terminal.Say(
            $"[green]✓[/] {Numbers.Of(outcome.Rows, "row")} of {Numbers.Of(outcome.Tables.Count, "table")} and {Numbers.Of(outcome.Keys, "encrypted key")} are on [bold]{target.Place}[/]."
        );
        if (outcome.Workspaces > 1)
            terminal.Say($"  {Numbers.Of(outcome.Workspaces, "workspace")} are there, each with its own rows and audit log.");
        terminal.Say(
            $"  Each table was compared with the folder's, and {Numbers.Of(outcome.AuditEntries, "entry")} of the audit log were verified there. Last hash {outcome.LastHash}."
        );
        terminal.Say($"{call.DataFolder} was not changed. From now on:");
        terminal.Say($"  1. Set MUSTER_DATABASE to the address of {target.Place} for the server and for whoever types commands.");
        terminal.Say(
            $"  2. Keep the folder's keys/wrap.key and keys/web/wrap.key: they open the encrypted keys and are in no database. Every other machine needs the same two, or the file that MUSTER_KEY_FILE names."
        );
        terminal.Say($"  3. Start the server: muster serve");
        terminal.Say($"  4. Put muster.db, accounts.db and what is named accounts.N.db away, so that nobody goes on with them by mistake.");
    }
}
