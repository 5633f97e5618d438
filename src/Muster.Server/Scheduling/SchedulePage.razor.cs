using Microsoft.AspNetCore.Components;
using Muster.Core.Scheduling;
using Muster.Engine.Connections;
using Muster.Server.Access;

namespace Muster.Server.Scheduling;

/// <summary>When connections are synchronised by themselves.</summary>
public sealed partial class SchedulePage
{
    private IReadOnlyList<Connection>? _connections;
    private Connection? _connection;
    private SchedulePolicy? _saved;
    private long _version;
    private ScheduleForm _form = new();
    private IReadOnlyDictionary<string, string> _faults = new Dictionary<string, string>();
    private SchedulePreview? _preview;
    private string? _overlap;
    private Exception? _failure;
    private string? _message;
    private PauseDialog? _pause;
    private bool _may;
    private bool _mayRun;

    /// <summary>Name of the connection; the first when it is missing.</summary>
    [SupplyParameterFromQuery(Name = "connection")]
    private string? Chosen { get; set; }

    private string Lead =>
        _saved is not { } schedule || _connection is not { } connection ? ""
        : !schedule.IsSet ? T["{0} is synchronised only when somebody asks for it.", connection.Name]
        : T["{0}: {1}.", connection.Name, ScheduleWords.Of(schedule)];

    /// <inheritdoc />
    protected override void OnInitialized() => Schedules.Changed += Show;

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        (_message, _failure) = (null, null);
        await LoadAsync();
        var connection = _connection?.Key;
        (_may, _mayRun) = (await Access.MayAsync(Right.Configure, connection), await Access.MayAsync(Right.Apply, connection));
    }

    /// <inheritdoc />
    public void Dispose() => Schedules.Changed -= Show;

    private async Task LoadAsync()
    {
        var connections = await Access.ConnectionsAsync();
        _connection =
            connections.FirstOrDefault(each => string.Equals(each.Name, Chosen, StringComparison.OrdinalIgnoreCase))
            ?? (connections is [var first, ..] ? first : null);
        if (_connection is not null)
        {
            (_saved, _version) = await Desk.LoadAsync(_connection);
            _form = ScheduleForm.Of(_saved);
            Preview();
        }
        _connections = connections;
    }

    private void Preview()
    {
        _faults = _form.Faults();
        _overlap = _form.Overlap();
        _preview =
            _form.Policy() is { } policy && _connection is not null ? SchedulePreview.Of(policy, _connection.Key, Clock.GetUtcNow()) : null;
    }

    private Task SaveAsync()
    {
        Preview();
        return _faults.Count > 0 || _preview?.Fault is not null
            ? Task.CompletedTask
            : ChangeAsync(() => Desk.SaveAsync(_connection!, _version, _form.Edits, null, Access));
    }

    /// <summary>Pauses with a reason, or goes on with none; what was typed of the schedule and is not saved yet stays.</summary>
    private async Task PauseAsync(string? reason)
    {
        var typed = _form;
        await ChangeAsync(() => Desk.PauseAsync(_connection!, _version, reason, Access));
        _form = typed;
        Preview();
    }

    private async Task ChangeAsync(Func<Task<string>> change)
    {
        (_failure, _message) = (null, null);
        try
        {
            _message = await change();
            await LoadAsync();
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }

    private async Task RunNowAsync()
    {
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

    private void Show() => _ = InvokeAsync(StateHasChanged);
}
