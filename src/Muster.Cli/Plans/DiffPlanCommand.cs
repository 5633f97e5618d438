using System.CommandLine;
using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Core.Planning;
using Muster.Engine.Plans;
using Muster.Server;

namespace Muster.Cli.Plans;

/// <summary><c>muster plan diff</c></summary>
internal static class DiffPlanCommand
{
    private const int MostRows = 40;

    public static Command Create(Cli cli)
    {
        var id = StoredPlans.Id();
        var noRead = new Option<bool>("--no-read") { Description = "Compare with what was read last, without asking the directory" };
        var all = new Option<bool>("--all") { Description = "Show every row that differs, however many" };
        var detailed = new Option<bool>("--detailed-exitcode") { Description = "Exit with 2 when the plans differ" };
        var command = new Command("diff", "Show what has changed since a plan was made, by a fresh plan")
        {
            id,
            noRead,
            all,
            detailed,
        }.WithExamples("muster plan diff 12", "muster plan diff 12 --no-read --json --detailed-exitcode");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, true, false, call.Clock);
                var outcome = await muster.Plans.Comparison.CompareAsync(call.Get(id), !call.Get(noRead), observer, cancellationToken);
                observer.Dispose();
                switch (outcome)
                {
                    case ComparisonOutcome.Compared compared:
                        await ShowAsync(call.Terminal, muster, compared, call.Get(all), cancellationToken);
                        return call.Get(detailed) && !compared.Difference.IsEmpty ? ExitCodes.DifferencesExist : ExitCodes.Fine;
                    case ComparisonOutcome.NotComparable(var plan, var why):
                        throw new UserErrorException(ExitCodes.Stale, $"Plan {plan.Id} cannot be made anew: {why}.");
                    default:
                        throw StoredPlans.NotFound(call.Get(id));
                }
            }
        );
        return command;
    }

    private static async Task ShowAsync(
        Terminal terminal,
        MusterInstance muster,
        ComparisonOutcome.Compared compared,
        bool everything,
        CancellationToken cancellationToken
    )
    {
        var (plan, steps, fresh, difference) = compared;
        var words = await PlanRowWords.LoadAsync(
            [.. difference.Gone, .. difference.Fresh],
            [steps, fresh.Plan],
            muster.Database.Platform,
            cancellationToken
        );
        if (terminal.Json)
        {
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("type", "planDifference");
                json.WriteNumber("plan", plan.Id);
                json.Text("hash", plan.Hash);
                json.WriteString("freshHash", fresh.Plan.Hash);
                json.WriteBoolean("same", difference.IsEmpty);
                json.WriteBoolean("applicable", plan.Waits && difference.IsTolerable && !fresh.Plan.IsEmpty);
                json.WriteNumber("gone", difference.Gone.Length);
                json.WriteNumber("fresh", difference.Fresh.Length);
                json.WriteEndObject();
            });
            Write(terminal, "gone", difference.Gone, words);
            Write(terminal, "fresh", difference.Fresh, words);
            return;
        }
        if (difference.IsEmpty)
        {
            terminal.Say($"Plan {plan.Id} and a plan made now are the same.");
            return;
        }
        terminal.Say(
            $"Since plan {plan.Id} was made: {Numbers.Of(difference.Gone.Length, "row")} done already or no longer called for, {Numbers.Of(difference.Fresh.Length, "row")} new."
        );
        foreach (var row in difference.Gone.Take(everything ? int.MaxValue : MostRows))
            terminal.Say($"  [yellow]gone[/] {words.Of(row)}");
        foreach (var row in difference.Fresh.Take(everything ? int.MaxValue : MostRows))
            terminal.Say($"  [green]new[/]  {words.Of(row)}");
        if (!everything && Math.Max(difference.Gone.Length, difference.Fresh.Length) > MostRows)
            terminal.Note($"[grey]The first {MostRows} of each; --all shows every row[/]");
        if (plan.Waits)
            terminal.Note(
                difference.IsTolerable && !fresh.Plan.IsEmpty
                    ? (FormattableString)$"It can be approved; the rows that are gone are dropped and reported."
                    : $"It is stale and cannot be approved. Make a new one:  muster plan"
            );
    }

    private static void Write(Terminal terminal, string side, IEnumerable<PlanRow> rows, PlanRowWords words)
    {
        foreach (var row in rows)
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("type", side);
                json.WriteString("row", words.Of(row));
                json.WriteEndObject();
            });
    }
}
