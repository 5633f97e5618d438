using Muster.Cli.Terminals;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Syncing;

namespace Muster.Cli.Syncing;

/// <summary>Shows a run on the terminal as it goes, and asks before a plan is applied.</summary>
internal sealed class ConsoleObserver(Terminal terminal, IPlatformStore platform, bool yes, bool everything, TimeProvider clock)
    : IRunObserver,
        IDisposable
{
    private readonly ProgressLine _line = new(terminal, clock);

    public void Phase(RunPhase phase) =>
        _line.Begin(
            phase switch
            {
                RunPhase.Read => "Reading the directory",
                RunPhase.Plan => "Planning",
                _ => "Applying",
            }
        );

    public void Reading(ReadProgress progress)
    {
        var what =
            progress.Stream == DirectoryStream.Users
                ? Numbers.Of(progress.Objects, "user")
                : $"{Numbers.Of(progress.Objects, "group")}, {Numbers.Of(progress.Edges, "membership")}";
        _line.Show(
            progress.Waiting is { } wait
                ? $"Reading the directory: it asks to wait {Numbers.Seconds(wait.TotalSeconds)}"
                : $"Reading the directory: {what} in {Numbers.Of(progress.Pages, "page")}"
        );
    }

    public void Applying(long done, long total) => _line.Bar("Applying", done, total);

    public async Task<bool> ConfirmAsync(PlannedRun planned, CancellationToken cancellationToken)
    {
        _line.End();
        await new PlanPrinter(terminal, platform) { OwnersGet = planned.Policies.OwnerPermissions }.PrintAsync(
            planned.Plan,
            planned.Mirror,
            planned.Actual,
            everything,
            cancellationToken
        );
        if (yes)
            return true;
        var rule = planned.Plan.NewImportRule is { } kept
            ? $" From then on every sync imports {ImportRuleWords.Of(kept)}, in place of the rule before."
            : "";
        return await terminal.AskAsync($"Apply: {PlanWords.Sentence(planned.Plan.Counts)}{rule} Apply it?", cancellationToken);
    }

    public void Dispose() => _line.End();
}
