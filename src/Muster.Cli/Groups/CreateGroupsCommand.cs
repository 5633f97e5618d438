using System.CommandLine;
using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Core.Planning;
using Muster.Engine.Groups;

namespace Muster.Cli.Groups;

/// <summary><c>muster groups create</c></summary>
internal sealed class CreateGroupsCommand
{
    private readonly Argument<string[]> _names = new("NAME")
    {
        Description = "Name, exactly as the directory has it",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<string?> _connection = new("--connection")
    {
        Description = "Which connection, where there are several",
        HelpName = "NAME",
    };
    private readonly Option<string?> _purpose = new("--purpose") { Description = "Why the group exists", HelpName = "TEXT" };
    private readonly Option<bool> _fromDirectory = new("--from-directory")
    {
        Description = "Take the groups from the directory's list, pinned by object id",
    };
    private readonly Option<bool> _all = new("--all") { Description = "With --from-directory: every group that is missing here" };

    public static Command Create(Cli cli)
    {
        var options = new CreateGroupsCommand();
        var command = new Command("create", "Create groups that follow directory groups of exactly their name")
        {
            options._names,
            options._connection,
            options._purpose,
            options._fromDirectory,
            options._all,
        }.WithExamples(
            "muster groups create \"IT Support\" --purpose \"First level of the help desk\"",
            "muster groups create --from-directory --all",
            "muster groups create --from-directory \"HR\" \"Finance\""
        );
        cli.Handle(command, options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var names = call.Get(_names);
        CheckChoice(call, names);
        await using var muster = await call.OpenExistingOrNewAsync(call.Get(_fromDirectory), cancellationToken);
        using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, true, false, call.Clock);
        var progress = new ReadingProgress(observer.Reading);
        GroupsOutcome outcome;
        if (call.Get(_fromDirectory))
        {
            var connection = await muster.ConnectionAsync(call.Get(_connection), cancellationToken);
            outcome = await muster.Groups.CreateFromDirectoryAsync(
                connection,
                call.Get(_all) ? null : names,
                call.Actor,
                progress,
                cancellationToken
            );
        }
        else
        {
            var connection = await muster.ConnectionOrNoneAsync(call.Get(_connection), cancellationToken);
            outcome = await muster.Groups.CreateAsync(connection, names[0], call.Get(_purpose), call.Actor, progress, cancellationToken);
        }
        observer.Dispose();
        return GroupsReport.Conclude(call.Terminal, outcome, "Next: muster sync");
    }

    private void CheckChoice(Invocation call, string[] names)
    {
        var message = (call.Get(_fromDirectory), call.Get(_all), names.Length) switch
        {
            (true, true, > 0) => "Give either --all or names, not both.",
            (true, false, 0) => "Say which groups to take from the directory: names, or --all. List them with: muster groups discover",
            (false, true, _) => "--all goes with --from-directory.",
            (false, false, 0) => "Give the group a name, or take groups from the directory's list with --from-directory.",
            (false, false, > 1) => "Give one name (in quotes if it has spaces), or several with --from-directory.",
            _ when call.Get(_fromDirectory) && call.Get(_purpose) is not null =>
                "--purpose goes with a single name, not with --from-directory.",
            _ => null,
        };
        if (message is not null)
            throw new UserErrorException(ExitCodes.WrongUsage, message);
    }
}

/// <summary>Says what a change of groups did and what it left.</summary>
internal static class GroupsReport
{
    public static int Conclude(Terminal terminal, GroupsOutcome outcome, string next)
    {
        var counts = outcome.Plan?.Counts ?? new PlanCounts();
        if (terminal.Json)
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                if (outcome.Run is { } run)
                    json.WriteNumber("run", run.Id);
                else
                    json.WriteNull("run");
                json.WritePropertyName("steps");
                RunJson.WriteCounts(json, counts);
                json.WriteStartArray("created");
                foreach (var step in outcome.Plan?.Groups.OfType<GroupStep.Create>() ?? [])
                    json.WriteStringValue(step.Name);
                json.WriteEndArray();
                RunJson.WriteProblems(json, outcome.Problems);
                json.WriteEndObject();
            });
        else
            Print(terminal, outcome, counts, next);
        return ExitCode(outcome);
    }

    private static void Print(Terminal terminal, GroupsOutcome outcome, PlanCounts counts, string next)
    {
        if (outcome.Run is null && outcome.Plan is null)
        {
            foreach (var problem in outcome.Problems)
                terminal.Fail(problem.Message);
            return;
        }
        if (outcome.Run?.Outcome == Engine.Runs.RunOutcome.Failed)
            terminal.Fail($"Nothing was changed: {outcome.Run.Message}");
        else if (counts.Total == 0)
            terminal.Say($"Nothing to do: every group that can be created is here.");
        else if (outcome.Plan!.Groups is [GroupStep.Unlink, ..])
            terminal.Say(
                $"[green]✓[/] It no longer follows the directory; its {Numbers.Of(counts.MembersAdded, "member")} and {Numbers.Of(counts.OwnersAdded, "owner")} stay as local ones."
            );
        else
            terminal.Say($"[green]✓[/] {PlanWords.Sentence(counts)}");
        RunReport.PrintProblems(terminal, outcome.Problems);
        terminal.Note($"[grey]{next}[/]");
    }

    private static int ExitCode(GroupsOutcome outcome) =>
        outcome switch
        {
            { Run.Outcome: Engine.Runs.RunOutcome.Failed } => ExitCodes.Stale,
            { Plan: null, Problems: [{ Code: "notFound" or "notInDirectory" }, ..] } => ExitCodes.NotFound,
            { Plan: null, Problems: [{ Code: "badName" }, ..] } => ExitCodes.WrongUsage,
            { Plan: null, Problems.Count: > 0 } => ExitCodes.Locked,
            { Run: null, Problems: [{ Code: "notInDirectory" }] } => ExitCodes.NotFound,
            { Problems.Count: > 0 } when outcome.Problems.Any(problem => problem.Code is not ("noConnection" or "unmatched")) =>
                ExitCodes.PartlyDone,
            _ => ExitCodes.Fine,
        };
}
