using System.CommandLine;
using Muster.Engine.Plans;
using Muster.Server;

namespace Muster.Cli.Plans;

/// <summary>What the verbs about stored plans share.</summary>
internal static class StoredPlans
{
    public static Argument<long> Id() => new("ID") { Description = "Number of the plan" };

    public static Option<string> Reason(string description) =>
        new("--reason")
        {
            Description = description,
            Required = true,
            HelpName = "TEXT",
        };

    public static string Text(string reason) =>
        reason.Trim().Length is > 0 and <= 2000
            ? reason.Trim()
            : throw new UserErrorException(ExitCodes.WrongUsage, "--reason needs a text of 1 to 2,000 characters.");

    public static UserErrorException NotFound(long id) =>
        new(ExitCodes.NotFound, $"There is no plan {id}. List them with: muster plan list");

    /// <summary>Why a plan that no longer waits cannot be decided about, and what to do instead.</summary>
    public static UserErrorException NotWaiting(StoredPlan plan) =>
        plan.State switch
        {
            PlanState.Expired => new(
                ExitCodes.Stale,
                $"Plan {plan.Id} waited until {Numbers.Instant(plan.ExpiresAt!.Value)} and has expired; nothing was changed. Make a new one: muster plan, or muster sync."
            ),
            PlanState.Superseded => new(
                ExitCodes.Stale,
                $"Plan {plan.Id} was superseded and was not applied. {plan.Message} See: muster plan list"
            ),
            PlanState.IncompleteRead => new(
                ExitCodes.IncompleteRead,
                $"Plan {plan.Id} has no steps, since the directory was not read to its end: {plan.Message} Make a new one: muster plan"
            ),
            _ => new(
                ExitCodes.Locked,
                $"Plan {plan.Id} does not wait for a decision; {(plan.State == PlanState.NothingToDo ? "there was nothing to do" : $"it is {Words(plan.State)}")}."
            ),
        };

    public static string Words(PlanState state) =>
        state switch
        {
            PlanState.NothingToDo => "nothing to do",
            PlanState.IncompleteRead => "incomplete read",
            _ => JsonFormat.Word(state),
        };

    public static Spectre.Console.Style? Style(PlanState state) =>
        state switch
        {
            PlanState.Ready or PlanState.Applied or PlanState.NothingToDo => new Spectre.Console.Style(Spectre.Console.Color.Green),
            PlanState.Held => new Spectre.Console.Style(Spectre.Console.Color.Yellow),
            PlanState.IncompleteRead => new Spectre.Console.Style(Spectre.Console.Color.Red),
            _ => new Spectre.Console.Style(Spectre.Console.Color.Grey),
        };

    /// <summary>Names of the connections by key.</summary>
    public static async Task<IReadOnlyDictionary<int, string>> ConnectionsAsync(
        MusterInstance muster,
        CancellationToken cancellationToken
    ) => (await muster.Connections.ListAsync(cancellationToken)).ToDictionary(connection => connection.Key, connection => connection.Name);

    public static string? NameOf(this IReadOnlyDictionary<int, string> connections, StoredPlan plan) =>
        plan.Connection is { } key ? connections.GetValueOrDefault(key) : null;
}
