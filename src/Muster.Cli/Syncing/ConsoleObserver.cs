using Muster.Cli.Terminals;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Syncing;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Cli.Syncing;

/// <summary>Shows a run on the terminal as it goes, and asks before a plan is applied.</summary>
internal sealed class ConsoleObserver(Terminal terminal, IPlatformStore platform, bool yes, bool everything, TimeProvider clock)
    : IRunObserver,
        IDisposable
{
    private static readonly Texts T = Texts.English;
    private readonly ProgressLine _line = new(terminal, clock);
    private LiveState _state = new();

    public void Phase(RunPhase phase)
    {
        _state = _state.In(phase, clock.GetUtcNow());
        _line.Begin(RunWords.UnderWay(T, _state).TrimEnd('.'));
    }

    public void Reading(ReadProgress progress)
    {
        _state = _state.Read(progress, clock.GetUtcNow());
        _line.Show(RunWords.UnderWay(T, _state));
    }

    public void Applying(long done, long total)
    {
        _state = _state.Applied(done, total, clock.GetUtcNow());
        _line.Bar(RunWords.UnderWay(T, _state), done, total);
    }

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
