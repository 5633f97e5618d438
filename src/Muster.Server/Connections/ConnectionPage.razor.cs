using Microsoft.AspNetCore.Components;
using Muster.Engine.Connections;
using Muster.Server.Access;
using Muster.Server.Runs;
using Muster.Server.Scheduling;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Connections;

/// <summary>One connection: how it stands, and everything about it.</summary>
public sealed partial class ConnectionPage
{
    private ConnectionOverview? _view;
    private ConnectionHealth? _health;
    private ConnectionCoverage? _coverage;
    private Exception? _failure;
    private Exception? _missed;
    private Exception? _actFailure;
    private bool _isLoaded;
    private bool _mayConfigure;
    private bool _showCheck;
    private bool _checkWanted;
    private string? _keptHeld;
    private PauseDialog? _pause;
    private ConnectionTest? _test;

    /// <summary>Name of the connection.</summary>
    [Parameter]
    public string Name { get; set; } = "";

    /// <summary>Whether the permissions are checked at once.</summary>
    [SupplyParameterFromQuery(Name = "check")]
    private string? Check { get; set; }

    /// <summary><c>drift</c>, <c>rules</c> or <c>settings</c>; the overview otherwise.</summary>
    [SupplyParameterFromQuery(Name = "tab")]
    private string? Chosen { get; set; }

    /// <summary>Only differences for this reason.</summary>
    [SupplyParameterFromQuery(Name = "kind")]
    private string? Kind { get; set; }

    /// <summary>Only differences of which this becomes.</summary>
    [SupplyParameterFromQuery(Name = "state")]
    private string? State { get; set; }

    /// <summary>The place of the differences that is shown.</summary>
    [SupplyParameterFromQuery(Name = "rows")]
    private int? Rows { get; set; }

    private Connection It => _view!.Connection;

    private string Escaped => Uri.EscapeDataString(It.Name);

    private string Import => $"/people/import?connection={Escaped}";

    private string Current => Chosen is "drift" or "rules" or "settings" ? Chosen : "overview";

    private ScheduleMode Mode => ScheduleMode.Of(_view!.Standing, T, Clock.GetUtcNow());

    private string? Why => _mayConfigure ? null : T["Your role may look, not change. This needs the role Administrator."];

    /// <summary>Where the plan that is held is decided about.</summary>
    private string HeldPlan =>
        _view!.Standing is { Waiting: { State: Engine.Plans.PlanState.Held } plan } ? $"/plans/{plan.Id}"
        : _view.Standing.Held is { Plan: { } held } ? $"/plans/{held}"
        : _health!.Link ?? "/runs";

    private string Imported =>
        It.ImportRule is { } rule ? T["Every sync imports {0}.", Isolated.Sentence(ImportRuleWords.Of(T, rule))]
        : _view!.Standing.ImportsMembers ? T["Nobody is imported by a rule. Members of linked groups come with their group."]
        : T["Nobody is imported yet, and members of linked groups do not come with their group."];

    private string? Unapplied =>
        _view!.Standing.HasUnapplied
            ? T[
                "Saved, not yet applied: version {0} is saved, the last sync followed version {1}.",
                It.ConfigurationVersion,
                It.AppliedConfiguration
            ]
            : null;

    private IReadOnlyList<(string Word, string Address, bool IsHere)> Tabs =>
        [
            (T["Overview"], Tab("overview"), Current == "overview"),
            (T["Groups"], $"/groups?connection={Escaped}", false),
            (T["Plans & runs"], $"/runs?connection={Escaped}", false),
            (T["Drift"], Tab("drift"), Current == "drift"),
            (T["Problems"], $"/problems?connection={Escaped}", false),
            (T["Rules"], Tab("rules"), Current == "rules"),
            (T["Schedule"], $"/schedule?connection={Escaped}", false),
            (T["Settings"], Tab("settings"), Current == "settings"),
            (T["Audit"], $"/audit?connection={Escaped}", false),
        ];

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Live.Changed += Refresh;
        Schedules.Changed += Refresh;
    }

    /// <inheritdoc />
    protected override Task OnParametersSetAsync()
    {
        _actFailure = null;
        return LoadAsync();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_checkWanted || _test is null)
            return;
        _checkWanted = false;
        await _test.RunAsync();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Live.Changed -= Refresh;
        Schedules.Changed -= Refresh;
    }

    private string Tab(string tab) => $"/connections/{Escaped}{(tab == "overview" ? "" : "?tab=" + tab)}";

    private Task LoadAsync() =>
        ShowAsync(async () =>
        {
            var connection = await Muster.Connections.FindAsync(Name, CancellationToken.None);
            _mayConfigure = await Access.MayAsync(Right.Configure, connection?.Key);
            return connection is null ? null : await ConnectionBoard.LoadAsync(Muster, Live, connection, CancellationToken.None);
        });

    private Task RefreshAsync() => ShowAsync(() => Boards.OfAsync(Name), isRefresh: true);

    private async Task ShowAsync(Func<Task<ConnectionBoard?>> board, bool isRefresh = false)
    {
        try
        {
            if (await board() is var (view, coverage))
                (_view, _health, _coverage) = (view, view.HealthAt(Clock.GetUtcNow(), T), coverage);
            else
                _view = null;
            (_failure, _missed, _isLoaded) = (null, null, true);
            if (Check == "yes" && _mayConfigure && !_showCheck)
                CheckAsync();
        }
        catch (Exception missed) when (isRefresh && _view is not null && _failure is null)
        {
            _missed = missed;
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }

    private void CheckAsync() => (_showCheck, _checkWanted) = (true, true);

    private void Refresh() =>
        _ = InvokeAsync(async () =>
        {
            await RefreshAsync();
            StateHasChanged();
        });

    /// <summary>Pauses as wished, or goes on without a wish.</summary>
    private async Task PauseAsync(PauseWish? wish)
    {
        _actFailure = null;
        try
        {
            await Desk.PauseAsync(It, wish, Access);
            await LoadAsync();
        }
        catch (Exception failure)
        {
            _actFailure = failure;
        }
    }

    private async Task TrustAsync(TrustedCertificate certificate)
    {
        var caller = await Access.DemandAsync(Right.Credentials, It.Key);
        if (await Muster.Connections.TrustAsync(It.Key, certificate, caller.Name, CancellationToken.None) is null)
            throw new WorkFailedException(T["The connection was removed meanwhile. Nothing was changed."]);
        await LoadAsync();
        _checkWanted = true;
        StateHasChanged();
    }
}
