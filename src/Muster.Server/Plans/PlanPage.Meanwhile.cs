using Muster.Engine.Plans;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Plans;

/// <summary>What somebody else does with the plan while it is looked at.</summary>
public sealed partial class PlanPage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private StoredPlan? _meanwhile;
    private LiveRun? _atWork;

    private string MeanwhileWords =>
        _meanwhile switch
        {
            { State: PlanState.Discarded, DecidedBy: { } by } => T["{0} discarded this plan while you looked at it.", by],
            { State: PlanState.Applied or PlanState.Approved, DecidedBy: { } by } => T[
                "{0} had this plan carried out while you looked at it.",
                by
            ],
            { State: PlanState.Held } => T["While you looked at it, a guard rail began to hold this plan. Nothing was changed."],
            { State: PlanState.Superseded } => T["A later plan took the place of this one while you looked at it."],
            _ => T["This plan expired while you looked at it."],
        };

    /// <inheritdoc />
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _ = WatchAsync();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(PlanWatch.Every, Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_leaving.Token))
                await InvokeAsync(LookAsync);
        }
        catch (OperationCanceledException)
        {
            // The person has gone to another page.
        }
    }

    private async Task LookAsync()
    {
        if (_view is not { Plan: { Waits: true } shown })
            return;
        try
        {
            if (await Watch.OfAsync(shown.Id, _leaving.Token) is { } now && now.State != shown.State && _view?.Plan == shown)
            {
                await LoadAsync();
                _meanwhile = _view?.Plan;
                // What they ask for cannot be done any more.
                if (_view is { Plan.Waits: false })
                    await Task.WhenAll(_apply!.HideAsync(), _discard!.HideAsync(), _ask!.HideAsync());
            }
        }
        catch (Exception failure) when (Expected.Is(failure))
        {
            // The next look may succeed.
            return;
        }
        var atWork = AtWork();
        if (_view?.Plan == shown && atWork == _atWork)
            return;
        _atWork = atWork;
        StateHasChanged();
    }

    private LiveRun? AtWork() => Live.Current.FirstOrDefault(run => run.Work.Plan == Id);
}
