using Microsoft.AspNetCore.Components;
using Muster.Core.Scheduling;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Server.Access;
using Muster.Server.Connections;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Scheduling;

/// <summary>When connections are synchronised by themselves.</summary>
public sealed partial class SchedulePage
{
    private IReadOnlyList<Connection>? _connections;
    private Connection? _connection;
    private SchedulePolicy? _saved;
    private SettingsVersion? _seen;
    private SettingsVersion? _current;
    private Overtaken? _theirs;
    private ScheduleForm _form = new();
    private IReadOnlyDictionary<string, string> _faults = new Dictionary<string, string>();
    private SchedulePreview? _preview;
    private string? _overlap;
    private Exception? _failure;
    private string? _message;
    private PauseDialog? _pause;
    private StandingPause? _paused;
    private bool _notified;
    private bool _may;
    private bool _mayRun;
    private bool _isNotStarted;
    private string? _observes;

    /// <summary>Name of the connection; the first when it is missing.</summary>
    [SupplyParameterFromQuery(Name = "connection")]
    private string? Chosen { get; set; }

    /// <summary>The pause that holds at this very moment: it may end while the page is open.</summary>
    private StandingPause? Pause => _paused?.Until <= Clock.GetUtcNow() ? null : _paused;

    private string? WhyNoPause =>
        !_may ? T["Pausing needs the role {0}.", AccessRules.Needed(T, Right.Configure)]
        : Pause is null && _saved?.IsSet != true && !_notified ? T["There is nothing to pause: nothing begins by itself."]
        : null;

    private string Lead =>
        _saved is not { } schedule || _connection is not { } connection ? ""
        : !schedule.IsSet && !_notified ? T["{0} is synchronised only when somebody asks for it.", connection.Name]
        : T["{0}: {1}.", connection.Name, ScheduleText.Of(T, schedule, _notified)];

    /// <inheritdoc />
    protected override void OnInitialized() => Schedules.Changed += Show;

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        (_message, _failure, _theirs) = (null, null, null);
        await LoadAsync();
        var connection = _connection?.Key;
        _observes = await Observing.WhyAsync(Muster, T, connection, CancellationToken.None);
        (_may, _mayRun) = (await Access.MayAsync(Right.Configure, connection), await Access.MayAsync(Right.Apply, connection));
    }

    /// <inheritdoc />
    public void Dispose() => Schedules.Changed -= Show;

    private async Task LoadAsync()
    {
        var connections = await Access.ConnectionsAsync();
        // A name that is not there any more does not show the settings of another.
        _connection = connections.FirstOrDefault(each =>
            string.IsNullOrEmpty(Chosen) || string.Equals(each.Name, Chosen, StringComparison.OrdinalIgnoreCase)
        );
        if (_connection is not null)
        {
            var settings = await Desk.LoadAsync(_connection);
            _paused = await Desk.PauseOfAsync(_connection);
            _notified = await Desk.IsNotifiedAsync(_connection);
            Take(settings);
        }
        _connections = connections;
    }

    private void Take(SettingsVersion settings)
    {
        (_seen, _current, _saved, _theirs) = (settings, settings, ScheduleDesk.Of(settings.Values), null);
        _form = ScheduleForm.Of(_saved);
        // The first schedule is typed in the zone that was said when the server was set up.
        if (!_saved.IsSet && !settings.Values.ContainsKey("schedule.timeZone"))
            _form.TimeZone = Facts.TimeZone;
        Preview();
    }

    private string Label(string path) =>
        path switch
        {
            "schedule.every" => T["Every"],
            "schedule.cron" => T["Times, as a cron expression"],
            "schedule.timeZone" => T["Time zone"],
            "schedule.quiet" => T["Not within"],
            "schedule.allow" => T["Only within"],
            "schedule.missed" => T["What was missed"],
            "schedule.fullReadDaily" => T["The first run of each day reads the directory in full"],
            PauseEdits.Reason => T["Paused"],
            PauseEdits.Until => T["Paused until"],
            _ => path,
        };

    private void TakeTheirs() => Take(_theirs!.Theirs);

    /// <summary>What was typed goes on top of what they saved, and is saved by the same button as before.</summary>
    private void KeepMine()
    {
        var theirs = _theirs!;
        Take(theirs.Theirs);
        _form = ScheduleForm.Of(ScheduleDesk.Of(theirs.Joined()));
        Preview();
    }

    private void Preview()
    {
        var faults = _form.Faults(T);
        _overlap = _form.Overlap(T);
        _preview =
            _form.Policy(T) is { } policy && _connection is not null
                ? SchedulePreview.Of(T, policy, Muster.SpreadOf(_connection.Key), Clock.GetUtcNow(), Pause, _notified)
                : null;
        _faults = _preview?.Fault is { } never ? faults.Append(new(NeverDue, never)).ToDictionary() : faults;
    }

    /// <summary>The setting to change where all of them are well and no time is ever due.</summary>
    private string NeverDue =>
        !string.IsNullOrWhiteSpace(_form.Allow) ? "schedule.allow"
        : !string.IsNullOrWhiteSpace(_form.Quiet) ? "schedule.quiet"
        : "schedule.cron";

    private Task SaveAsync()
    {
        Preview();
        return _faults.Count > 0 ? Task.CompletedTask : ChangeAsync(() => Desk.SaveAsync(_connection!, _seen!, _form.Edits, null, Access));
    }

    /// <summary>Pauses as wished, or goes on without a wish; what was typed of the schedule and is not saved yet stays.</summary>
    private async Task PauseAsync(PauseWish? wish)
    {
        var (typed, before) = (_form, _seen!);
        await ChangeAsync(() => Desk.PauseAsync(_connection!, _current!, wish, Access));
        if (_theirs is { } theirs)
        {
            _paused = await Desk.PauseOfAsync(_connection!);
            Take(theirs.Theirs);
            _failure = new WorkFailedException(
                T[
                    "{0}: it was paused or let go on. What stands now is shown; nothing of yours was saved.",
                    theirs.Title(T, Clock.GetUtcNow())
                ]
            );
        }
        // What somebody else saved of the times since they were looked at is not written over by what stood here before.
        if (typed.Faults(T).Count == 0)
            _form = ScheduleForm.Of(ScheduleDesk.Of(new Overtaken(_seen!, before.Values, typed.Edits).Joined()));
        else
            (_form, _seen) = (typed, before);
        Preview();
    }

    private async Task ChangeAsync(Func<Task<ScheduleOutcome>> change)
    {
        (_failure, _isNotStarted, _message, _theirs) = (null, false, null, null);
        try
        {
            var (said, theirs) = await change();
            if (theirs is null)
            {
                _message = said;
                await LoadAsync();
            }
            _theirs = theirs;
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }

    private async Task RunNowAsync()
    {
        (_failure, _isNotStarted, _message) = (null, true, null);
        try
        {
            var caller = await Access.DemandAsync(Right.Apply, _connection!.Key);
            Navigation.NavigateTo(FormattableString.Invariant($"/live/{Syncs.Sync(_connection, caller, full: false).Number}"));
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }

    // What is due next is another when a pause has ended, or somebody else has begun one; what is typed stays.
    private void Show() =>
        _ = InvokeAsync(async () =>
        {
            try
            {
                if (_saved is null || _connection is not { } connection)
                    return;
                (_paused, _notified) = (await Desk.PauseOfAsync(connection), await Desk.IsNotifiedAsync(connection));
                Preview();
                StateHasChanged();
            }
            catch (Exception failure) when (Expected.Is(failure))
            {
                // The next change tells of this one too.
            }
        });
}
