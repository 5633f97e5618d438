using Microsoft.AspNetCore.Components;
using Muster.Engine.Syncing;
using Muster.Server.Access;
using Muster.Server.Ui;

namespace Muster.Server.Runs;

/// <summary>Work under way, for everybody who watches.</summary>
public sealed partial class LivePage
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan JustNow = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _leaving = new();
    private LiveRun? _run;
    private LiveState _state = new();
    private IReadOnlyList<LiveChange> _log = [];
    private Modal? _stop;
    private Exception? _stopFailure;
    private bool _mayStop;
    private string _said = "";
    private DateTimeOffset _saidAt;

    /// <summary>Number of the work in this process.</summary>
    [Parameter]
    public long Number { get; set; }

    private string Reason => T["Stopping needs the role {0}.", AccessRules.Needed(T, Right.Apply)];

    private string Kind =>
        _state.EndedAt is null ? "run"
        : _state.Failure is null ? "ok"
        : "bad";

    private string State =>
        _state.EndedAt is null ? (_run!.IsStopping ? T["stopping"] : T["under way"])
        : _state.Failure is null ? T["done"]
        : T["not done"];

    private string Sentence => LiveWords.Sentence(T, _run!, _state, Clock.GetUtcNow());

    private string ResultWords =>
        _state.Result switch
        {
            { } other when other.Contains("/compare/", StringComparison.Ordinal) => T["Show the difference"],
            { } run when run.StartsWith("/runs/", StringComparison.Ordinal) => T["Show the run"],
            { } plan when plan.StartsWith("/plans/", StringComparison.Ordinal) => T["Show the plan"],
            _ => T["Show the result"],
        };

    private string StopWords =>
        _state.Phase == RunPhase.Verify
            ? T["The plan is in force already. If you stop now, only reading it back ends; nothing is taken back."]
        : _state.Phase == RunPhase.Apply
            ? T[
                "{0} of {1} steps are written, but none is in force yet: a plan is carried out whole or not at all. If you stop now, all of them are taken back; if the last one is being finished, the whole plan is done.",
                Words.Number(T, _state.Done),
                Words.Number(T, _state.Total)
            ]
        : T[
            "So far it has only read and compared: no user, group or membership was changed. What was read completely is kept for the next time."
        ];

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        _run = await Exchange.FindAsync(Number, _leaving.Token);
        _state = _run?.State ?? new();
        _mayStop = await Access.MayAsync(Right.Apply, _run?.Connection);
        if (_run is not null)
            await ShowLogAsync(_run);
    }

    /// <inheritdoc />
    protected override void OnAfterRender(bool firstRender)
    {
        // Quick work may have ended before its page was there; whoever began it is led on all the same. Who comes later finds the page.
        if (firstRender && _run is { } run && (_state.EndedAt is not { } ended || Clock.GetUtcNow() - ended < JustNow))
            _ = InvokeAsync(() => WatchAsync(run));
    }

    private async Task WatchAsync(LiveRun run)
    {
        try
        {
            while (_state.EndedAt is null)
            {
                _state = await run.AfterAsync(_state.Version, _leaving.Token);
                await ShowLogAsync(run);
                Say(run);
                StateHasChanged();
                await Task.Delay(Pace, Clock, _leaving.Token);
            }
            if (_state is { Failure: null, Result: { } result })
                Navigation.NavigateTo(result, replace: true);
        }
        catch (OperationCanceledException)
        {
            // The person has gone to another page.
        }
    }

    /// <summary>Watching goes on when the names of the latest changes cannot be had. Once the steps are gone, what was shown last stays.</summary>
    private async Task ShowLogAsync(LiveRun run)
    {
        try
        {
            if (await Logs.OfAsync(run, _state, _leaving.Token) is { Count: > 0 } log)
                _log = log;
        }
        catch (Exception failure) when (Expected.Is(failure))
        {
            // The next look may have them.
        }
    }

    private static string Css(Plans.PlanSign sign) =>
        sign switch
        {
            Plans.PlanSign.Removal => "remove",
            Plans.PlanSign.Addition => "add",
            _ => "change",
        };

    private static string Mark(Plans.PlanSign sign) =>
        sign switch
        {
            Plans.PlanSign.Removal => "−",
            Plans.PlanSign.Addition => "+",
            _ => "~",
        };

    private void Say(LiveRun run)
    {
        var now = Clock.GetUtcNow();
        if (now - _saidAt < SayEvery && _state.EndedAt is null)
            return;
        (_said, _saidAt) = (LiveWords.Sentence(T, run, _state, now), now);
    }

    private async Task StopAsync()
    {
        _stopFailure = null;
        try
        {
            await Stopping.StopAsync(_run!, await Access.DemandAsync(Right.Apply, _run!.Connection), CancellationToken.None);
        }
        catch (Exception failure)
        {
            _stopFailure = failure;
        }
        await _stop!.HideAsync();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }
}
