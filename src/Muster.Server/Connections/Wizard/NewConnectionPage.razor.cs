using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Muster.Engine.Connections;
using Muster.Server.Access;
using Muster.Server.Runs;

namespace Muster.Server.Connections.Wizard;

/// <summary>From nothing to a first plan. What is typed is kept with the account; the connection is stored at the end of the second step, and the others work on the stored one.</summary>
public sealed partial class NewConnectionPage
{
    private readonly Dictionary<string, string> _faults = new(StringComparer.Ordinal);
    private Task _keeping = Task.CompletedTask;
    private ConnectionDraft? _draft;
    private Connection? _connection;
    private Guid _account;
    private IReadOnlyList<PermissionCheck>? _checks;
    private SourceStep? _source;
    private ScopeStep? _scope;
    private RulesStep? _rules;
    private LimitsStep? _limits;
    private ConnectionTest? _test;
    private Exception? _failure;
    private string? _loaded;
    private int? _at;
    private int _unsaved;
    private int _renewed;
    private bool _fix;
    private bool _isBusy;
    private bool _isMissing;
    private bool _isOvertaken;
    private bool _checkWanted;

    [SupplyParameterFromQuery(Name = "connection")]
    private string? Name { get; set; }

    [SupplyParameterFromQuery]
    private string? Step { get; set; }

    [SupplyParameterFromQuery(Name = "groups")]
    private string? Ways { get; set; }

    [SupplyParameterFromQuery(Name = "search")]
    private string? Search { get; set; }

    [SupplyParameterFromQuery(Name = "kind")]
    private string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    private string? State { get; set; }

    [SupplyParameterFromQuery(Name = "rows")]
    private int? Rows { get; set; }

    private int Current =>
        WizardSteps.Of(Step) ?? (_connection is null ? WizardSteps.Source : WizardSteps.Of(_draft?.Step) ?? WizardSteps.Scope);

    private int Reached => _connection is not null ? WizardSteps.Plan : Current;

    private bool HasFailed => _checks?.Any(check => check.Outcome == CheckOutcome.Missing) == true;

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (_loaded != (Name ?? ""))
            await LoadAsync();
        if (_draft is null || _isMissing || !RendererInfo.IsInteractive)
            return;
        _unsaved = 0;
        // A deep link or a reload may ask for a step whose ground is not there yet.
        if (_connection is null && Current > WizardSteps.Check)
            Go(WizardSteps.Source);
        else if (_connection is null && Current == WizardSteps.Check && (_draft.Credential is null || _draft.Faults(T).Any()))
            Go(WizardSteps.Source);
        else if (Current == WizardSteps.Check)
            _checkWanted = _checks is null;
        if (_connection is not null && _draft.Step != WizardSteps.All[Current])
        {
            _draft.Step = WizardSteps.All[Current];
            await KeepAsync();
        }
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_draft is not null && _at != Current)
        {
            // Whoever has no mouse goes on where the step begins, not behind it.
            if (_at is not null)
                await Browser.InvokeVoidAsync("muster.focus", "#wizard-step");
            _at = Current;
        }
        if (!_checkWanted || _test is null || Current != WizardSteps.Check)
            return;
        _checkWanted = false;
        await CheckAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            (_failure, _isOvertaken, _loaded, _checks) = (null, false, Name ?? "", null);
            _account = (await Access.DemandAsync(Right.Configure)).Account;
            var held = _draft?.Credential;
            _connection = Name is null
                ? null
                : (await Access.ConnectionsAsync(Right.Configure)).FirstOrDefault(connection =>
                    string.Equals(connection.Name, Name, StringComparison.OrdinalIgnoreCase)
                );
            _isMissing = Name is not null && _connection is null;
            _draft = await Drafts.OfAsync(_account, _connection?.Key ?? 0, CancellationToken.None);
            _draft.Credential = _connection is null ? held : null;
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }

    private async Task NextFromSourceAsync()
    {
        try
        {
            _failure = null;
            await KeepAsync();
            _faults.Clear();
            foreach (var (field, fault) in _draft!.Faults(T))
                _faults[field] = fault;
            if (!_faults.ContainsKey("name") && await Muster.Connections.FindAsync(_draft.Name.Trim(), CancellationToken.None) is not null)
                _faults["name"] = T[
                    "There is a connection of this name already. Choose another name, or change that one under Connections."
                ];
            var given = _source!.Take(out var isWell);
            if (_faults.Count > 0 || !isWell)
                return;
            await Access.DemandAsync(Right.Credentials);
            _draft.Credential = given ?? _draft.Credential;
            _checks = null;
            Go(WizardSteps.Check);
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }

    private async Task CheckAsync()
    {
        (_checks, _fix) = (null, false);
        await _test!.RunAsync();
    }

    private void Checked(IReadOnlyList<PermissionCheck> checks)
    {
        _checks = [.. checks];
        _faults.Clear();
        var connection = _connection ?? _draft!.ToConnection(T);
        foreach (var check in checks.Where(check => check.Outcome == CheckOutcome.Missing))
        {
            var field = CheckWords.FieldOf(check, connection);
            if (field == ConnectionField.None)
                continue;
            _faults.TryAdd(field.ToString().ToLowerInvariant(), CheckWords.Detail(T, check.Detail));
            _fix = true;
        }
    }

    private async Task TrustAsync(TrustedCertificate certificate)
    {
        if (_connection is { } stored)
        {
            var caller = await Access.DemandAsync(Right.Credentials, stored.Key);
            _connection =
                await Muster.Connections.TrustAsync(stored.Key, certificate, caller.Name, CancellationToken.None)
                ?? throw new WorkFailedException(T["The connection was removed meanwhile. Nothing was changed."]);
        }
        else
        {
            var caller = await Access.DemandAsync(Right.Credentials);
            _draft!.Trusted = certificate.Beside(_draft.Trusted);
            await KeepAsync();
            await Audit.AppendAsync(
                caller.Name,
                TrustedCertificate.Action,
                _draft.Name,
                [("host", certificate.Host), ("certificateSubject", certificate.Subject), ("sha256", certificate.Sha256)],
                CancellationToken.None
            );
        }
        StateHasChanged();
        _checkWanted = true;
        await Task.Yield();
    }

    private async Task StoreAsync()
    {
        _isBusy = true;
        try
        {
            _failure = null;
            var caller = await Access.DemandAsync(Right.Credentials);
            var stored = await Muster.Connections.AddAsync(
                _draft!.ToConnection(T),
                _draft.Credential!,
                caller.Name,
                CancellationToken.None
            );
            if (stored is null)
            {
                _faults["name"] = T["There is a connection of this name by now. Choose another name."];
                Go(WizardSteps.Source);
                return;
            }
            await Drafts.ForgetAsync(_account, 0, CancellationToken.None);
            _draft = null;
            Navigation.NavigateTo(WizardSteps.Address(stored.Name, WizardSteps.Scope));
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
        finally
        {
            _isBusy = false;
        }
    }

    /// <summary>Something was stored by a step: the connection is not what it was.</summary>
    private async Task StoredAsync()
    {
        _connection = await Muster.Connections.FindAsync(_connection!.Name, CancellationToken.None) ?? throw Gone();
        _renewed++;
    }

    private void Next()
    {
        _unsaved =
            Current == WizardSteps.Rules ? _rules?.Unsaved ?? 0
            : Current == WizardSteps.Limits ? _limits?.Unsaved ?? 0
            : Current == WizardSteps.Scope ? _scope?.Unsaved ?? 0
            : 0;
        if (_unsaved == 0)
            Go(Current + 1);
    }

    private async Task PutBackAsync()
    {
        _unsaved = 0;
        await (
            Current == WizardSteps.Rules ? _rules!.PutBackAsync()
            : Current == WizardSteps.Limits ? _limits!.PutBackAsync()
            : _scope!.PutBackAsync()
        );
    }

    private async Task BeginAnewAsync()
    {
        await Drafts.ForgetAsync(_account, 0, CancellationToken.None);
        (_draft, _loaded, _checks) = (null, null, null);
        _faults.Clear();
        await OnParametersSetAsync();
    }

    private Task ForgetAsync() => Drafts.ForgetAsync(_account, _connection!.Key, CancellationToken.None);

    /// <summary>Keeps what is typed, one after the other: two of this window are no two windows.</summary>
    private Task KeepAsync() => _keeping = KeepAfterAsync(_keeping, _draft!);

    private async Task KeepAfterAsync(Task before, ConnectionDraft draft)
    {
        _unsaved = 0;
        await before;
        try
        {
            if (draft == _draft)
                _isOvertaken = !await Drafts.KeepAsync(_account, draft, CancellationToken.None);
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }

    private async Task KeepMineAsync()
    {
        _draft!.Version = await Drafts.VersionAsync(_account, _draft.Connection, CancellationToken.None);
        await KeepAsync();
    }

    private void Go(int step) => Navigation.NavigateTo(Address(step));

    private string Address(int step) => WizardSteps.Address(_connection?.Name, step);

    private WorkFailedException Gone() => new(T["The connection was removed meanwhile. Nothing was changed."]);
}
