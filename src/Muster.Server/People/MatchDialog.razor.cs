using Microsoft.AspNetCore.Components;
using Muster.Core.DirectoryObjects;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Engine.Connections;
using Muster.Engine.Inbox;
using Muster.Engine.Plans;
using Muster.Engine.Platform;
using Muster.Engine.Runs;
using Muster.Engine.Users;
using Muster.Server.Access;
using Muster.Server.Groups;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.People;

/// <summary>Asks who somebody here is in the directory, or that the two are kept apart: both sides, what happens, and the decision.</summary>
public sealed partial class MatchDialog
{
    private Modal? _dialog;
    private IReadOnlyList<Connection> _connections = [];
    private IReadOnlyList<MatchState> _people = [];
    private IReadOnlyList<MatchedAccount> _accounts = [];
    private IReadOnlyList<GuardTrip> _held = [];
    private Connection? _connection;
    private UserRow? _who;
    private MatchedAccount? _chosen,
        _followed;
    private SyncPlan? _plan;
    private Run? _done;
    private Exception? _failure;
    private string _text = "",
        _reason = "";
    private string? _accountFault,
        _reasonFault,
        _replaceFault;
    private bool _isLoading,
        _isApart,
        _isOfProblem,
        _mayDecide,
        _replaces;

    [Inject]
    private MusterInstance Muster { get; set; } = null!;

    [Inject]
    private CircuitAccess Access { get; set; } = null!;

    [Inject]
    private Texts T { get; set; } = null!;

    /// <summary>Told when something was decided.</summary>
    [Parameter]
    public EventCallback OnDecided { get; set; }

    /// <summary>Whether the person follows an account that the directory has: then the link can only be ended.</summary>
    private bool IsFollowing => _followed is not null;

    private string Title =>
        _isOfProblem || _who is null ? T["Who is it?"]
        : IsFollowing ? T["End the link of {0}?", GroupWords.Name(_who)]
        : T["Link {0}, or keep apart", GroupWords.Name(_who)];

    /// <summary>Asks about somebody.</summary>
    internal async Task AskAsync(PersonView person)
    {
        Begin(isOfProblem: false);
        _who = person.User;
        if (person.Account is { Presence: ObjectPresence.Present } present)
            _followed = new(present, null, person.User);
        await ShowAsync(_dialog!);
        await GuardedAsync(async () =>
        {
            _connections = await Access.ConnectionsAsync(Right.Operate);
            _connection = person.Connection ?? (_connections is [var first, ..] ? first : null);
            _mayDecide = await Access.MayWithUserAsync(Right.Operate, person.User.Key);
            await (IsFollowing ? ChooseNobodyAsync() : SuggestAsync());
        });
    }

    /// <summary>Asks about whoever a problem is about.</summary>
    internal async Task AskAboutAsync(InboxProblem problem)
    {
        Begin(isOfProblem: true);
        await ShowAsync(_dialog!);
        await GuardedAsync(async () =>
        {
            _connection = (await Access.ConnectionsAsync(Right.Operate)).FirstOrDefault(one => one.Key == problem.Connection);
            if (_connection is null)
                return;
            var people = new List<MatchState>();
            foreach (var state in await Muster.Matching.ListAsync(_connection, CancellationToken.None))
                if (MatchedAccount.IsAbout(state, problem.Subject) && await Access.KnowsUserAsync(state.User.Key))
                    people.Add(state);
            _people = people;
            if (people is [var first, ..])
                await TurnToAsync(first.User);
        });
    }

    private void Begin(bool isOfProblem)
    {
        Forget();
        (_isLoading, _isOfProblem, _reason) = (true, isOfProblem, "");
    }

    private void Forget()
    {
        (_who, _done, _failure, _connection, _followed, _text) = (null, null, null, null, null, "");
        (_people, _accounts) = ([], []);
        Unchoose();
    }

    private void Unchoose()
    {
        (_chosen, _isApart, _replaces, _plan, _held) = (null, false, false, null, []);
        (_accountFault, _reasonFault, _replaceFault) = (null, null, null);
    }

    private async Task TurnToAsync(UserRow who)
    {
        Unchoose();
        (_who, _text) = (who, "");
        _mayDecide = await Access.MayWithUserAsync(Right.Operate, who.Key);
        var state = _people.First(person => person.User.Key == who.Key);
        _accounts = await MatchedAccount.SuggestedAsync(Muster, _connection!, state, CancellationToken.None);
    }

    private Task ChooseConnectionAsync(ChangeEventArgs change)
    {
        Unchoose();
        (_connection, _text) = (_connections.FirstOrDefault(one => one.Name == change.Value?.ToString()), "");
        return GuardedAsync(SuggestAsync);
    }

    private async Task SuggestAsync()
    {
        if (_connection is not { } connection)
            return;
        _people = [.. (await Muster.Matching.ListAsync(connection, CancellationToken.None)).Where(state => state.User.Key == _who!.Key)];
        _accounts = await MatchedAccount.SuggestedAsync(Muster, connection, _people is [var state] ? state : null, CancellationToken.None);
    }

    private Task FindAsync() =>
        GuardedAsync(async () =>
        {
            Unchoose();
            _text = _text.Trim();
            if (_text.Length > 0)
                _accounts = await MatchedAccount.FindAsync(Muster, _connection!, _text, CancellationToken.None);
            else if (_isOfProblem)
                await TurnToAsync(_who!);
            else
                await SuggestAsync();
        });

    private Task ChooseAsync(MatchedAccount account)
    {
        Unchoose();
        _chosen = account;
        return LookAsync();
    }

    private Task ChooseNobodyAsync()
    {
        Unchoose();
        _isApart = true;
        return LookAsync();
    }

    private Task ReplaceAsync(ChangeEventArgs change)
    {
        (_replaces, _replaceFault, _plan) = (change.Value is true, null, null);
        return LookAsync();
    }

    /// <summary>Finds out what the choice does; nothing is changed. An account that somebody follows is looked at once it is said that the two are one person.</summary>
    private Task LookAsync() =>
        _chosen is { Follower: not null } && !_replaces || !_mayDecide
            ? Task.CompletedTask
            : GuardedAsync(async () =>
            {
                var chosen = _chosen;
                var outcome = await RunAsync(
                    (plan, held, _) =>
                    {
                        if (ReferenceEquals(_chosen, chosen))
                            (_plan, _held) = (plan, held);
                        return Task.FromResult(false);
                    }
                );
                UserDecisions.Done(T, outcome);
            });

    private async Task DecideAsync()
    {
        (_accountFault, _reasonFault, _replaceFault) = (null, null, null);
        if (_chosen is null && !_isApart)
            _accountFault = T["Choose an account, or that there is none."];
        if (_isApart && string.IsNullOrWhiteSpace(_reason))
            _reasonFault = T["Say why, so that others understand it later."];
        if (_chosen?.Follower is not null && !_replaces)
            _replaceFault = T["Somebody follows the account already. Confirm that they are the same person, or choose another account."];
        if (_accountFault is not null || _reasonFault is not null || _replaceFault is not null)
            return;
        await GuardedAsync(async () =>
        {
            var shown = _plan?.Hash;
            var isSame = true;
            var outcome = await RunAsync(
                (plan, held, _) =>
                {
                    isSame = plan.Hash == shown;
                    (_plan, _held) = (plan, held);
                    return Task.FromResult(isSame);
                }
            );
            if (!isSame)
                throw new WorkFailedException(T["It would do something else by now; what happens is shown anew. Nothing was changed."]);
            _done = UserDecisions.Done(T, outcome);
            await OnDecided.InvokeAsync();
        });
    }

    private async Task<UsersOutcome> RunAsync(Consented consented)
    {
        var caller = await Access.DemandForUserAsync(Right.Operate, _who!.Key);
        var reason = string.IsNullOrWhiteSpace(_reason) ? null : _reason.Trim();
        if (_chosen is not { } chosen)
            return await Muster.UserLinks.KeepApartAsync(
                await Muster.Connections.ListAsync(CancellationToken.None),
                _who,
                caller.Name,
                reason,
                consented,
                CancellationToken.None
            );
        await Access.DemandAsync(Right.Operate, _connection!.Key);
        return await Muster.UserLinks.LinkAsync(
            _connection,
            _who,
            chosen.Account.Id,
            _replaces,
            caller.Name,
            reason,
            consented,
            CancellationToken.None
        );
    }

    private async Task GuardedAsync(Func<Task> act)
    {
        _failure = null;
        try
        {
            await act();
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
        _isLoading = false;
        StateHasChanged();
    }
}
