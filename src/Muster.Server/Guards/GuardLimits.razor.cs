using Microsoft.AspNetCore.Components;
using Muster.Core.Configuration;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Guarding;
using Muster.Server.Access;
using Muster.Server.Ui;

namespace Muster.Server.Guards;

/// <summary>The limits of a connection, or the workspace's ceiling, as a form that shows what a change would do before it is saved.</summary>
public sealed partial class GuardLimits
{
    private GuardForm? _form;
    private IReadOnlyDictionary<string, string> _faults = new Dictionary<string, string>();
    private IReadOnlyList<GuardInForce> _report = [];
    private GuardCeiling? _ceiling;
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
    private DateTimeOffset? _provedAt;
    private Guid _account;
    private bool _busy;
    private bool _isLoaded;

    /// <summary>The connection; null for the workspace's ceiling.</summary>
    [Parameter]
    public Connection? Connection { get; set; }

    /// <summary>Whether it is a part of a page that has a button of its own for what comes next.</summary>
    [Parameter]
    public bool IsPart { get; set; }

    /// <summary>What was typed before and not saved, by field.</summary>
    [Parameter]
    public IReadOnlyDictionary<string, string>? Typed { get; set; }

    /// <summary>Told what is typed and not saved, after every change.</summary>
    [Parameter]
    public EventCallback<IReadOnlyDictionary<string, string>> OnTyped { get; set; }

    /// <summary>Told when a change was saved.</summary>
    [Parameter]
    public EventCallback OnSaved { get; set; }

    /// <summary>How many fields are typed otherwise than they are stored.</summary>
    public int Unsaved => Differing().Count;

    private SettingScope Scope => Connection is null ? SettingScope.Workspace : SettingScope.Of(Connection.Key);

    private string Form => $"guards/{Connection?.Key}";

    /// <summary>The ceiling bounds who may change the guard rails of a connection.</summary>
    private Right Needed => Connection is null ? Right.ConfigureCeiling : Right.ConfigureGuards;

    private bool NeedsProof => _may && Clock.GetUtcNow() - _provedAt > CircuitAccess.ProofLasts;

    private bool IsUnlimited => _draft?.Effects.Any(effect => effect.Unlimited.Count > 0) == true;

    /// <summary>Puts back what is stored.</summary>
    public Task PutBackAsync()
    {
        Take(_seen);
        return TellAsync();
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        // What is typed stays when the page around it is loaded anew.
        if (_isLoaded)
            return;
        _isLoaded = true;
        var caller = await Access.CallerAsync();
        (_provedAt, _account, _may) = (caller?.ProvedAt, caller?.Account ?? default, caller?.May(Needed, Connection?.Key) == true);
        await LoadAsync();
        if (RendererInfo.IsInteractive && Drafts.Take<GuardDraft>(_account, Form) is { } kept)
        {
            (_form, _reason, _seen) = (kept.Form, kept.Reason, kept.Seen);
            _message = T["What you had typed is here again. Nothing of it is saved yet."];
            await CheckAsync();
        }
        else if (Typed is { Count: > 0 } typed)
        {
            _form!.Take(typed);
            _faults = _form.Faults(T);
        }
    }

    private async Task LoadAsync()
    {
        if (Connection is { } connection)
        {
            _ceiling = (await Muster.Policies.OfWorkspaceAsync(CancellationToken.None)).GuardCeiling;
            _report = await Muster.GuardReport.OfAsync(connection.Key, CancellationToken.None);
        }
        Take(await Muster.Database.Settings.CurrentAsync(Scope, CancellationToken.None));
    }

    private void Take(SettingsVersion settings)
    {
        (_seen, _theirs) = (settings, null);
        _form = GuardForm.Of(settings.Values, isCeiling: Connection is null);
        _faults = _form.Faults(T);
    }

    private Task TakeTheirsAsync()
    {
        Take(_theirs!.Theirs);
        return TellAsync();
    }

    /// <summary>What was typed goes on top of what they saved; what that would do is asked again before it is saved.</summary>
    private Task KeepMineAsync()
    {
        var theirs = _theirs!;
        Take(theirs.Theirs);
        _form = GuardForm.Of(theirs.Joined(), isCeiling: Connection is null);
        return CheckAsync();
    }

    private string Label(string path) =>
        path switch
        {
            "protectedGroups" => T["Protected groups"],
            "protectedUsers" => T["Protected people"],
            "secondPerson" => T["A held plan is released only by somebody other than who started it"],
            _ => GuardWords.Figure(T, path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..]),
        };

    private Task CheckAsync()
    {
        _faults = _form!.Faults(T);
        if (NeedsProof)
            Keep();
        return TellAsync();
    }

    private Task TellAsync() => OnTyped.HasDelegate ? OnTyped.InvokeAsync(Differing()) : Task.CompletedTask;

    private Dictionary<string, string> Differing()
    {
        if (_form is null)
            return [];
        var stored = GuardForm.Of(_seen.Values, isCeiling: Connection is null).Fields();
        return _form.Fields().Where(field => stored[field.Key] != field.Value).ToDictionary();
    }

    /// <summary>The proof is asked for on another page.</summary>
    private void Keep() => Drafts.Keep(_account, Form, new GuardDraft(_form!, _reason, _seen));

    private async Task DraftAsync()
    {
        (_failure, _message, _theirs) = (null, null, null);
        await CheckAsync();
        if (_faults.Count > 0)
            return;
        // Not disabled meanwhile: it would lose the focus, which comes back to it.
        if (_busy)
            return;
        _busy = true;
        StateHasChanged();
        try
        {
            await Access.DemandAsync(Needed, Connection?.Key);
            var draft = await Muster.Settings.DraftAsync(Scope, _form!.Edits, _seen.Version, CancellationToken.None);
            if (draft.Differences.Count == 0)
                _message = T["Nothing to change: the guard rails are like that already."];
            else
            {
                (_draft, _sure, _reasonError, _sureError) = (draft, "", null, null);
                await ShowAsync(_dialog!);
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
            var caller = await Access.DemandAsync(Needed, Connection?.Key);
            switch (await Muster.Settings.SaveAsync(draft, caller.Name, _reason.Trim(), CancellationToken.None))
            {
                case SettingsOutcome.Saved(var version):
                    _reason = "";
                    await LoadAsync();
                    await TellAsync();
                    await OnSaved.InvokeAsync();
                    _message = T["Saved as version {0}. The next plan follows it; a plan that is held already does not.", version.Version];
                    break;
                case SettingsOutcome.Overtaken(var theirs, _, _):
                    var overtaken = new Overtaken(theirs, _seen.Values, _form!.Edits);
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
