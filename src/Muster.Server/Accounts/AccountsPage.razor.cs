using Microsoft.AspNetCore.Components;
using Muster.Engine.Connections;
using Muster.Server.Access;
using Muster.Server.Exporting;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Accounts;

/// <summary>Who may sign in to Muster.</summary>
public sealed partial class AccountsPage
{
    /// <summary>How many tokens are shown.</summary>
    [SupplyParameterFromQuery(Name = "tokens")]
    private int? Tokens { get; set; }

    /// <summary>The place of the accounts that is shown.</summary>
    [SupplyParameterFromQuery(Name = "rows")]
    private int? Rows { get; set; }

    /// <summary>The place of the sessions that is shown.</summary>
    [SupplyParameterFromQuery(Name = "sessions")]
    private int? SessionRows { get; set; }

    /// <summary>The place of the failed sign-ins that is shown.</summary>
    [SupplyParameterFromQuery(Name = "failed")]
    private int? FailedRows { get; set; }

    private readonly KeysetList<Account> _accounts = new();
    private readonly KeysetList<SessionRow> _sessions = new();
    private IReadOnlyDictionary<string, string> _faults = new Dictionary<string, string>();
    private bool _loaded;
    private long _able;
    private Guid? _own;
    private Guid? _self;
    private ILookup<Guid, NamedRole> _grants = Array.Empty<NamedRole>().ToLookup(_ => Guid.Empty);
    private IReadOnlyList<Connection> _connections = [];
    private Dictionary<int, (Role Role, bool Approver)> _roles = [];
    private string _user = "";
    private Account? _chosen;
    private Modal? _add;
    private Modal? _change;
    private string _name = "";
    private string _mail = "";
    private string _role = nameof(Role.Auditor);
    private bool _approver;
    private bool _withFactor;
    private bool _withEntra;
    private string _object = "";
    private string? _password;
    private string? _for;
    private Exception? _failure;

    private string Lead =>
        !_loaded
            ? ""
            : T.Count(
                _able,
                "{0} person may sign in to Muster. These are not the people whom Muster synchronises.",
                "{0} people may sign in to Muster. These are not the people whom Muster synchronises."
            );

    /// <inheritdoc />
    protected override void OnInitialized() => Live.Changed += Refresh;

    /// <inheritdoc />
    protected override Task OnParametersSetAsync() => LoadAsync();

    /// <inheritdoc />
    public void Dispose() => Live.Changed -= Refresh;

    /// <summary>Accounts are changed by few, and looked at by few: each page reads them for itself.</summary>
    private void Refresh() =>
        _ = InvokeAsync(async () =>
        {
            if (!_loaded)
                return;
            try
            {
                await LoadAsync();
                StateHasChanged();
            }
            catch (Exception failure) when (Expected.Is(failure))
            {
                // What is shown stays; the next change reads again.
            }
        });

    private async Task LoadAsync()
    {
        var caller = await Access.CallerAsync();
        (_own, _self) = (caller?.Session, caller?.Account);
        // Read anew: a session that has ended, or an account that was renamed since, must not stay.
        _sessions.Clear();
        await _sessions.GrowAsync(
            SessionRows ?? 0,
            (last, most) => Keyset.Of(() => Sessions.PageAsync(null, SessionPlace.Of(last), most, CancellationToken.None)),
            () => Sessions.CountAsync(null, CancellationToken.None)
        );
        _grants = await Grants.ListAsync(CancellationToken.None);
        _connections = await Muster.Connections.ListAsync(CancellationToken.None);
        (var all, _able) = await Desk.CountAsync(CancellationToken.None);
        _accounts.Clear();
        await _accounts.GrowAsync(
            Rows ?? 0,
            (last, most) => Keyset.Of(() => Desk.PageAsync(AccountPlace.Of(last), most, CancellationToken.None)),
            () => Task.FromResult(all)
        );
        _loaded = true;
    }

    private void Show(string list, int rows) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(list, rows), replace: true);

    // The proof is asked for before anything is typed: to give it one leaves the page.
    private Task AskAddAsync() => DoAsync(_ => ShowAddAsync(_typed), null);

    private Task AskChangeAsync(Account account) =>
        DoAsync(
            async _ =>
            {
                (_chosen, _withFactor, _isBack) = (account, false, false);
                await TakeAsync(
                    await Saving.LookAsync(account.Id, CancellationToken.None)
                        ?? throw new WorkFailedException(T["This account is gone. Nothing was changed."])
                );
                (_object, _faults) = (account.ObjectId ?? "", new Dictionary<string, string>());
                await ShowAsync(_change!);
            },
            null
        );

    private Task AddAsync() =>
        DoAsync(
            async caller =>
            {
                if (_withEntra)
                {
                    _faults = await Entra.AddAsync(caller, _name, _object, Enum.Parse<Role>(_role), _approver, CancellationToken.None);
                    if (_faults.Count == 0)
                        await _add!.HideAsync();
                    return;
                }
                var (password, faults) = await Desk.AddAsync(
                    caller,
                    _name,
                    _mail,
                    Enum.Parse<Role>(_role),
                    _approver,
                    CancellationToken.None
                );
                _faults = faults;
                if (password is null)
                    return;
                (_password, _for) = (password, _name.Trim());
                await _add!.HideAsync();
            },
            _add!
        );

    private Task SaveAsync() =>
        DoAsync(
            async caller =>
            {
                // Who left may stay tied: only another person is looked up.
                var ties = _user.Trim() != _seenUser;
                var (user, fault) = ties ? await PlatformUsers.FindAsync(Muster, _user, CancellationToken.None) : default;
                _faults = fault is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["user"] = fault };
                if (fault is not null)
                    return;
                var order = new AccountOrder
                {
                    Account = _chosen!.Id,
                    Seen = _seen,
                    Role = Enum.Parse<Role>(_role),
                    Approver = _approver,
                    Grants =
                    [
                        .. _connections
                            .Where(connection => _roles.ContainsKey(connection.Key))
                            .Select(connection => (connection, _roles[connection.Key].Role, _roles[connection.Key].Approver)),
                    ],
                    Ties = ties,
                    PlatformUser = user,
                };
                try
                {
                    await Saving.SaveAsync(caller, order, CancellationToken.None);
                    await _change!.HideAsync();
                }
                catch (AccountOvertakenException overtaken)
                {
                    _overtaken = overtaken;
                    _contests = await ContestsAsync(overtaken.Theirs);
                }
            },
            _change!
        );

    private Task LinkAsync() =>
        DoAsync(
            async caller =>
            {
                _faults = await Entra.LinkAsync(caller, _chosen!.Id, _object, CancellationToken.None);
                if (_faults.Count == 0)
                    await _change!.HideAsync();
            },
            _change!
        );

    private Task DisableAsync(bool disabled) =>
        DoAsync(
            async caller =>
            {
                await Desk.DisableAsync(caller, _chosen!.Id, disabled, CancellationToken.None);
                await _change!.HideAsync();
            },
            _change!
        );

    private Task ResetAsync() =>
        DoAsync(
            async caller =>
            {
                _password = await Desk.ResetAsync(caller, _chosen!.Id, _withFactor, CancellationToken.None);
                _for = _chosen.DisplayName;
                await _change!.HideAsync();
            },
            _change!
        );

    private Task EndAsync(Guid session) => DoAsync(caller => Sessions.EndAsync(caller, null, session, CancellationToken.None), null);

    private Task EndAllAsync() =>
        DoAsync(
            async caller =>
            {
                await Sessions.EndAsync(caller, _chosen!.Id, session: null, CancellationToken.None);
                await _change!.HideAsync();
            },
            _change!
        );

    private async Task DoAsync(Func<Caller, Task> work, Modal? dialog)
    {
        _failure = null;
        try
        {
            await work(await Access.DemandAsync(Right.People));
            await LoadAsync();
        }
        catch (Exception failure)
        {
            // What went wrong stands on the page, which a dialog would cover.
            if (dialog is not null)
            {
                Keep(dialog, untilProved: failure is ProofNeededException);
                await dialog.HideAsync();
            }
            _failure = failure;
        }
    }
}
