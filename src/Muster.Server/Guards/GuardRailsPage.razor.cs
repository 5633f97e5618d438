using Microsoft.AspNetCore.Components;
using Muster.Core.Configuration;
using Muster.Core.Guarding;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Guarding;
using Muster.Server.Access;
using Muster.Server.Ui;

namespace Muster.Server.Guards;

/// <summary>Limits on what plans may take away without a person.</summary>
public sealed partial class GuardRailsPage
{
    private IReadOnlyList<Connection>? _connections;
    private Connection? _connection;
    private GuardForm _form = null!;
    private IReadOnlyDictionary<string, string> _faults = new Dictionary<string, string>();
    private IReadOnlyList<GuardInForce> _report = [];
    private GuardCeiling? _ceiling;
    private GuardReplay? _replay;
    private int _approved;
    private SettingsVersion _seen = null!;
    private Overtaken? _theirs;
    private SettingsDraft? _draft;
    private Modal? _dialog;
    private Exception? _failure;
    private string? _message;
    private string? _reasonError;
    private string? _sureError;
    private string _reason = "";
    private string _sure = "";
    private bool _may;
    private bool _isWhole;
    private DateTimeOffset? _provedAt;
    private Guid _account;
    private bool _busy;
    private bool _isPastWanted;
    private bool _isLookingBack;

    /// <summary>Name of the connection; the first when it is missing.</summary>
    [SupplyParameterFromQuery(Name = "connection")]
    private string? Chosen { get; set; }

    /// <summary><c>workspace</c> for the ceiling.</summary>
    [SupplyParameterFromQuery(Name = "scope")]
    private string? ScopeName { get; set; }

    private SettingScope Scope => _connection is null ? SettingScope.Workspace : SettingScope.Of(_connection.Key);

    private bool NeedsProof => _may && Clock.GetUtcNow() - _provedAt > CircuitAccess.ProofLasts;

    private bool IsUnlimited => _draft?.Effects.Any(effect => effect.Unlimited.Count > 0) == true;

    private string Lead =>
        _replay is null
            ? T["What a plan may take away without a person."]
            : T.Count(
                _replay.Held,
                "These limits would have held {0} run in the last 90 days.",
                "These limits would have held {0} runs in the last 90 days."
            );

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        (_message, _failure, _theirs) = (null, null, null);
        var caller = await Access.CallerAsync();
        (_provedAt, _account) = (caller?.ProvedAt, caller?.Account ?? default);
        await LoadAsync();
        _may = caller?.May(Right.ConfigureGuards, _connection?.Key) == true;
        if (RendererInfo.IsInteractive && Drafts.Take(_account, Scope) is { } kept)
        {
            (_form, _reason, _seen) = (kept.Form, kept.Reason, kept.Seen);
            _message = T["What you had typed is here again. Nothing of it is saved yet."];
            Check();
        }
    }

    private async Task LoadAsync()
    {
        var connections = await Access.ConnectionsAsync();
        // The ceiling is for the whole workspace: whoever has a role for connections sees it where it counts, beside their limits.
        _isWhole = await Access.MayAsync(Right.Read);
        _connection =
            ScopeName == "workspace" && _isWhole
                ? null
                : connections.FirstOrDefault(each => string.Equals(each.Name, Chosen, StringComparison.OrdinalIgnoreCase))
                    ?? (connections is [var first, ..] ? first : null);
        Take(await Muster.Database.Settings.CurrentAsync(Scope, CancellationToken.None));
        (_report, _replay, _ceiling) = ([], null, null);
        if (_connection is { } connection)
        {
            _ceiling = (await Muster.Policies.OfWorkspaceAsync(CancellationToken.None)).GuardCeiling;
            _report = await Muster.GuardReport.OfAsync(connection.Key, CancellationToken.None);
        }
        (_connections, _isPastWanted) = (connections, _connection is not null);
    }

    /// <summary>Looking back over all runs of a large workspace takes seconds; the limits are there before.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_isPastWanted || _isLookingBack || _connection is not { } connection)
            return;
        _isLookingBack = true;
        try
        {
            var past = await Muster.Database.Guards.RunsAsync(
                connection.Key,
                Clock.GetUtcNow() - SettingsChanges.Lookback,
                CancellationToken.None
            );
            var policies = await Muster.Policies.OfConnectionAsync(connection.Key, CancellationToken.None);
            if (connection == _connection)
                (_replay, _approved, _isPastWanted) = (GuardReplay.Of(past, policies.Guards), past.Count(run => run.Approved), false);
        }
        catch (Exception failure)
        {
            (_failure, _isPastWanted) = (failure, false);
        }
        _isLookingBack = false;
        StateHasChanged();
    }

    private void Take(SettingsVersion settings)
    {
        (_seen, _theirs) = (settings, null);
        _form = GuardForm.Of(settings.Values, isCeiling: _connection is null);
        _faults = _form.Faults();
    }

    private void TakeTheirs() => Take(_theirs!.Theirs);

    /// <summary>What was typed goes on top of what they saved; what that would do is asked again before it is saved.</summary>
    private void KeepMine()
    {
        var theirs = _theirs!;
        Take(theirs.Theirs);
        _form = GuardForm.Of(theirs.Joined(), isCeiling: _connection is null);
        Check();
    }

    private string Label(string path) =>
        path switch
        {
            "protectedGroups" => T["Protected groups"],
            "protectedUsers" => T["Protected people"],
            "secondPerson" => T["A held plan is released only by somebody other than who started it"],
            _ => GuardWords.Figure(T, path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..]),
        };

    private void Check()
    {
        _faults = _form.Faults();
        if (NeedsProof)
            Keep();
    }

    /// <summary>The proof is asked for on another page.</summary>
    private void Keep() => Drafts.Keep(_account, Scope, _form, _reason, _seen);

    private async Task DraftAsync()
    {
        (_failure, _message, _theirs) = (null, null, null);
        Check();
        if (_faults.Count > 0)
            return;
        _busy = true;
        StateHasChanged();
        try
        {
            await Access.DemandAsync(Right.ConfigureGuards, _connection?.Key);
            var draft = await Muster.Settings.DraftAsync(Scope, _form.Edits, _seen.Version, CancellationToken.None);
            if (draft.Differences.Count == 0)
                _message = T["Nothing to change: the guard rails are like that already."];
            else
            {
                (_draft, _sure, _reasonError, _sureError) = (draft, "", null, null);
                await _dialog!.ShowAsync();
            }
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
        _busy = false;
    }

    private async Task SaveAsync()
    {
        _reasonError = string.IsNullOrWhiteSpace(_reason) ? T["Say why; it is kept with the change."] : null;
        _sureError =
            IsUnlimited && !string.Equals(_sure.Trim(), "no limit", StringComparison.OrdinalIgnoreCase)
                ? T["Type no limit, or go back and give one."]
                : null;
        if (_reasonError is not null || _sureError is not null || _draft is not { } draft)
            return;
        await _dialog!.HideAsync();
        try
        {
            var caller = await Access.DemandAsync(Right.ConfigureGuards, _connection?.Key);
            switch (await Muster.Settings.SaveAsync(draft, caller.Name, _reason.Trim(), CancellationToken.None))
            {
                case SettingsOutcome.Saved(var version):
                    _reason = "";
                    await LoadAsync();
                    _message = T["Saved as version {0}. The next plan follows it; a plan that is held already does not.", version.Version];
                    break;
                case SettingsOutcome.Overtaken(var theirs, _, _):
                    var overtaken = new Overtaken(theirs, _seen.Values, _form.Edits);
                    if (overtaken.Concerns)
                        _theirs = overtaken;
                    else
                    {
                        // They changed something else, with which this change may mean something else: it is shown anew.
                        _seen = theirs;
                        await DraftAsync();
                    }
                    break;
            }
        }
        catch (Exception failure)
        {
            if (failure is ProofNeededException)
                Keep();
            _failure = failure;
        }
    }
}
