using System.CommandLine;
using Muster.Cli.Plans;
using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Exceptions;
using Muster.Engine.Platform;
using Muster.Engine.Runs;
using Muster.Server;
using Muster.Server.Groups;

namespace Muster.Cli.Exceptions;

/// <summary>Says what became of a decision about an exception.</summary>
internal static class ExceptionReport
{
    public static Option<bool> Yes() =>
        new("--yes", "-y") { Description = "Apply without asking; a plan that a guard rail holds still waits for a person" };

    public static Option<bool> DryRun() => new("--dry-run") { Description = "Show the plan and change nothing" };

    /// <summary>The connection whose directory the group follows.</summary>
    /// <exception cref="UserErrorException">The group is out of use, or follows another than the one that is named.</exception>
    public static Task<Connection> ConnectionAsync(
        MusterInstance muster,
        string? name,
        GroupRow group,
        CancellationToken cancellationToken
    ) =>
        group.Link == LinkState.Retired
            ? throw new UserErrorException(
                ExitCodes.NotFound,
                $"The group '{group.Name}' was retired; its members of before are history. List the groups in use with: muster groups list"
            )
            : FollowedAsync(muster, name, group.Key, group.Name, cancellationToken);

    /// <summary>The same of the group that a standing exception is about; what stands no more is refused by the engine.</summary>
    public static async Task<Connection> ConnectionAsync(MusterInstance muster, string? name, long id, CancellationToken cancellationToken)
    {
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var standing = (await muster.Database.Exceptions.AtAsync(revision, cancellationToken)).FirstOrDefault(it => it.Id == id);
        if (standing is null)
            return await muster.ConnectionAsync(name, cancellationToken);
        var named = await muster.Database.History.GroupsByKeyAsync([standing.Group], revision, cancellationToken);
        return await FollowedAsync(muster, name, standing.Group, named.GetValueOrDefault(standing.Group)?.Name ?? "", cancellationToken);
    }

    private static async Task<Connection> FollowedAsync(
        MusterInstance muster,
        string? name,
        int group,
        string groupName,
        CancellationToken cancellationToken
    )
    {
        var followed = await muster.FollowedByAsync(group, cancellationToken);
        if (name is null && followed is not null)
            return followed;
        var asked = await muster.ConnectionAsync(name, cancellationToken);
        return followed is null || followed.Key == asked.Key
            ? asked
            : throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"The group '{groupName}' follows '{followed.Name}', not '{asked.Name}'. Give that as --connection, or leave it out. Nothing was changed."
            );
    }

    /// <summary>Shows what an order does, and carries it out where that is wanted.</summary>
    /// <exception cref="UserErrorException">The order does not make sense, or nobody can be asked.</exception>
    public static async Task<int> DecideAsync(
        Invocation call,
        MusterInstance muster,
        Connection connection,
        ExceptionOrder order,
        ExceptionAsking asking,
        CancellationToken cancellationToken
    )
    {
        if (asking.DryRun)
        {
            var (planned, refused) = await muster.Exceptions.DraftAsync(connection, order, call.Actor, cancellationToken);
            if (refused is not null)
                throw new UserErrorException(ExitCode(refused.Code), refused.Message);
            await PlanCommand.ShowAsync(
                call.Terminal,
                muster,
                planned!,
                null,
                everything: true,
                "the same without --dry-run",
                cancellationToken
            );
            return ExitCodes.Fine;
        }
        SyncCommand.Ask(call, asking.Yes, $"{asking.Command} --yes", $"{asking.Command} --dry-run");
        using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, asking.Yes, true, call.Clock);
        var outcome = await muster.Exceptions.DecideAsync(connection, order, call.Actor, observer, cancellationToken);
        observer.Dispose();
        return await ConcludeAsync(call.Terminal, muster, outcome, cancellationToken);
    }

    private static async Task<int> ConcludeAsync(
        Terminal terminal,
        MusterInstance muster,
        ExceptionOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        if (outcome is ExceptionOutcome.Refused(var problem))
            throw new UserErrorException(ExitCode(problem.Code), problem.Message);
        var (run, exception) = (ExceptionOutcome.Done)outcome;
        var names = await ExceptionNames.LoadAsync(
            muster,
            [exception],
            await muster.Database.Platform.RevisionAsync(cancellationToken),
            cancellationToken
        );
        if (terminal.Json)
        {
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WritePropertyName("exception");
                names.Write(json, exception, null);
                json.WritePropertyName("run");
                RunJson.Write(json, run);
                json.WriteEndObject();
            });
            return RunReport.ExitCode(run);
        }
        var code = RunReport.Conclude(terminal, run);
        if (run.Outcome == RunOutcome.Applied && run.Verb != "exceptions end")
            terminal.Say($"  Exception {exception.Id}: {names.Sentence(exception)}");
        return code;
    }

    private static int ExitCode(string code) =>
        code switch
        {
            "notFound" => ExitCodes.NotFound,
            "badReason" or "endInPast" => ExitCodes.WrongUsage,
            _ => ExitCodes.Locked,
        };
}

/// <summary>Whether an order about an exception is only looked at, or asked about.</summary>
/// <param name="DryRun">Show the plan and change nothing.</param>
/// <param name="Yes">Apply without asking.</param>
/// <param name="Command">What was typed, for whoever cannot be asked.</param>
internal sealed record ExceptionAsking(bool DryRun, bool Yes, string Command);
