using Microsoft.AspNetCore.Components;
using Muster.Engine.Connections;
using Muster.Engine.Notifications;
using Muster.Server.Access;
using Muster.Server.Scheduling;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Connections;

/// <summary>One connection: how it stands, and everything about it.</summary>
public sealed partial class ConnectionPage
{
    private ConnectionOverview? _view;
    private ConnectionCoverage? _coverage;
    private NotificationReport? _notifications;
    private Exception? _failure;
    private Exception? _actFailure;
    private bool _isLoaded;
    private bool _mayConfigure;
    private bool _showCheck;
    private bool _checkWanted;
    private bool _keepsHeld;
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

    private Connection It => _view!.Connection;

    private string Escaped => Uri.EscapeDataString(It.Name);

    private string Import => $"/people/import?connection={Escaped}";

    private string Current => Chosen is "drift" or "rules" or "settings" ? Chosen : "overview";

    private ScheduleMode Mode => ScheduleMode.Of(_view!.Standing.Schedule, _view.Standing.Pause, T, Clock.GetUtcNow());

    private string? Why => _mayConfigure ? null : T["Your role may look, not change. This needs the role Administrator."];

    private string HeldPlan =>
        _view!.Standing is { Waiting: { State: Engine.Plans.PlanState.Held } plan } ? $"/plans/{plan.Id}"
        : _view.Standing.Held is { Plan: { } held } ? $"/plans/{held}"
        : _view.Health.Link ?? "/runs";

    private string Imported =>
        It.ImportRule is { } rule
            ? T["Every sync imports {0}.", Isolated.Sentence(ImportRuleWords.Of(T, rule))]
            : T["Nobody is imported yet. Members of linked groups come with their group."];

    private string? Unapplied =>
        It is { AppliedConfiguration: > 0, HasUnappliedConfiguration: true }
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

    private async Task LoadAsync()
    {
        try
        {
            _failure = null;
            var connection = await Muster.Connections.FindAsync(Name, CancellationToken.None);
            _mayConfigure = await Access.MayAsync(Right.Configure, connection?.Key);
            if (connection is null)
                _view = null;
            else
            {
                var view = await ConnectionOverview.LoadAsync(Muster, Live, connection, Clock.GetUtcNow(), T, CancellationToken.None);
                _coverage = await ConnectionCoverage.LoadAsync(Muster, view.Standing, CancellationToken.None);
                _notifications = await Muster.NotificationsAsync(connection, CancellationToken.None);
                _view = view;
            }
            _isLoaded = true;
            if (Check == "yes" && _mayConfigure && !_showCheck)
                CheckAsync();
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
            await LoadAsync();
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

    private async Task TrustAsync(string pem)
    {
        var caller = await Access.DemandAsync(Right.Credentials, It.Key);
        await CertificateTrust.TrustAsync(Muster.Connections, Name, pem, caller.Name, CancellationToken.None);
        await LoadAsync();
        _checkWanted = true;
        StateHasChanged();
    }
}
