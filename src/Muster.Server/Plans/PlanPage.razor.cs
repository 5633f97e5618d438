using Microsoft.AspNetCore.Components;
using Muster.Engine.Plans;
using Muster.Engine.Reviewing;
using Muster.Server.Access;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Plans;

/// <summary>A plan: looked at, talked about, and decided.</summary>
public sealed partial class PlanPage
{
    private const int CommentsAtOnce = 50;
    private bool _isLoaded;
    private PlanView? _view;
    private Exception? _error;
    private Exception? _failure;
    private string? _refused;
    private ApplyDialog? _apply;
    private ReasonDialog? _discard;
    private AskDialog? _ask;
    private (bool Plan, bool Apply, bool Approve, bool Export, bool Comment) _may;
    private Caller? _caller;
    private ApplyFacts? _facts;
    private IReadOnlyList<PlanNote> _asked = [];
    private IReadOnlyList<string> _approvers = [];
    private IReadOnlyList<DepartmentSize> _departments = [];
    private IReadOnlySet<int>? _people;
    private List<PlanNote> _comments = [];
    private long _commentsInAll;
    private string? _commentError;
    private (long, string?, string?, string?)? _asking;
    private (int?, string?, string?) _place;

    /// <summary>Number of the plan.</summary>
    [Parameter]
    public long Id { get; set; }

    /// <summary>Kind of step that is shown.</summary>
    [SupplyParameterFromQuery(Name = "kind")]
    private string? Kind { get; set; }

    /// <summary>Part of a name that is searched for.</summary>
    [SupplyParameterFromQuery(Name = "search")]
    private string? Search { get; set; }

    /// <summary>The only department that is shown.</summary>
    [SupplyParameterFromQuery(Name = "department")]
    private string? Department { get; set; }

    /// <summary>How many parts of the steps are listed.</summary>
    [SupplyParameterFromQuery(Name = "parts")]
    private int? Parts { get; set; }

    /// <summary>Which parts are open.</summary>
    [SupplyParameterFromQuery(Name = "open")]
    private string? Open { get; set; }

    /// <summary>Which parts are folded though all would fit.</summary>
    [SupplyParameterFromQuery(Name = "shut")]
    private string? Shut { get; set; }

    private bool IsHeld => _view!.Plan.State == PlanState.Held;

    private string Verb => IsHeld ? T["Release"] : T["Apply"];

    /// <summary>How many memberships there are besides is told to whoever may look at the connection; owners of groups see but what is decided about theirs.</summary>
    private long? Unchanged => _caller?.May(Right.Read, _view!.Plan.Connection) == true ? _view!.Sheet?.Unchanged : null;

    private string? WhyNotDiscard =>
        _atWork is not null ? T["This plan is being carried out."]
        : !_may.Plan ? Reason(Right.Plan)
        : IsHeld && !_may.Approve ? Reason(Right.Approve)
        : null;

    private string? WhyNotOthers =>
        !_may.Plan && (_view!.CanBeCompared || _view.Plan.Waits)
            ? T["Comparing, discarding and asking need the role {0}.", AccessRules.Needed(T, Right.Plan)]
        : _view!.Plan.Waits && IsHeld && !_may.Approve ? T["Discarding needs the role {0}.", AccessRules.Needed(T, Right.Approve)]
        : null;

    private string Sentence =>
        _view!.Plan.State == PlanState.IncompleteRead ? T["The directory was not read to its end, so there are no steps."]
        : _view.Plan.Counts.Total == 0 ? T["Nothing to do; the platform equals the directory."]
        : T["What it does: {0}", PlanWords.Sentence(T, _view.Plan.Counts)];

    private string? WhyNot =>
        _atWork is not null ? T["This plan is being carried out."]
        : _view!.Observes is { } observes ? observes.Why(T)
        : IsHeld && !_may.Approve
            ? T["A guard rail holds this plan. Releasing it needs the role {0}.", AccessRules.Needed(T, Right.Approve)]
        : IsHeld && _view!.SecondPerson is { } second ? T.Told(second)
        : IsHeld || _may.Apply ? null
        : Reason(Right.Apply);

    /// <inheritdoc />
    protected override Task OnParametersSetAsync()
    {
        var (asking, place) = ((Id, Kind, Search, Department), (Parts, Open, Shut));
        var hasOnlyMoved = _isLoaded && asking == _asking && place != _place;
        (_asking, _place) = (asking, place);
        // What is opened or folded is there already.
        if (hasOnlyMoved)
            return Task.CompletedTask;
        (_meanwhile, _atWork) = (null, AtWork());
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            _error = null;
            var caller = await Access.CallerAsync();
            _caller = caller;
            _view = await PlanView.LoadAsync(Muster, Sheets, Id, caller, T, CancellationToken.None);
            var connection = _view?.Plan.Connection;
            var approve = await Access.MayWithPlanAsync(Right.Approve, Id);
            var plan = caller?.May(Right.Plan, connection) == true;
            _may = (
                plan,
                caller?.May(Right.Apply, connection) == true,
                approve,
                caller?.May(Right.Export, connection) == true,
                plan || approve
            );
            if (_view is not null)
                await LoadMoreAsync(_view);
            _isLoaded = true;
        }
        catch (Exception failure)
        {
            _error = failure;
        }
    }

    private Task ApplyAsync() =>
        TryAsync(async () =>
        {
            // Whoever must prove first who they are does so before anything is typed.
            await Access.DemandForPlanAsync(IsHeld ? Right.Approve : Right.Apply, Id);
            // Nothing is taken away and no guard rail holds it: one click.
            if (!IsHeld && PlanButton.TakenAway(_view!.Plan.Counts) == 0)
                await StartAsync(T["Looked at and applied; nothing is taken away."]);
            else
            {
                // A quiet window may have begun since the page was opened.
                _facts = await ApplyFacts.LoadAsync(
                    Muster,
                    _view!.Plan,
                    _view.Connection,
                    _asked,
                    Clock.GetUtcNow(),
                    T,
                    CancellationToken.None
                );
                await _apply!.ShowAsync();
            }
        });

    private Task StartAsync(string reason) =>
        TryAsync(
            async () =>
            {
                var caller = await Access.DemandForPlanAsync(IsHeld ? Right.Approve : Right.Apply, Id);
                Navigation.NavigateTo($"/live/{Work.Apply(_view!.Plan, caller, reason).Number}");
            },
            () => Keep(Applying, _apply!.Draft)
        );

    private Task CutAsync(CutRequest request) =>
        TryAsync(async () =>
        {
            var caller = await Access.DemandForPlanAsync(Right.Plan, Id);
            Navigation.NavigateTo($"/live/{Work.Cut(_view!.Plan, request, caller).Number}");
        });

    private Task CompareAsync() =>
        TryAsync(async () =>
        {
            var caller = await Access.DemandForPlanAsync(Right.Plan, Id);
            Navigation.NavigateTo($"/live/{Work.Compare(_view!.Plan, caller).Number}");
        });

    private Task DiscardAsync(string reason) =>
        TryAsync(
            async () =>
            {
                var caller = await Access.DemandForPlanAsync(IsHeld ? Right.Approve : Right.Plan, Id);
                _refused = await Work.DiscardAsync(Id, caller, reason, CancellationToken.None);
                await LoadAsync();
            },
            () => Keep(Discarding, reason)
        );

    /// <summary>Does something, and shows what went wrong.</summary>
    /// <param name="act">The act.</param>
    /// <param name="keep">Keeps what was typed for it while the person proves who they are.</param>
    private async Task TryAsync(Func<Task> act, Action? keep = null)
    {
        (_failure, _refused) = (null, null);
        try
        {
            await act();
        }
        catch (Exception failure) when (Expected.Is(failure))
        {
            if (failure is ProofNeededException)
                keep?.Invoke();
            _failure = failure;
        }
    }

    private string Reason(Right right) => T["This needs the role {0}.", AccessRules.Needed(T, right)];

    private async Task LoadMoreAsync(PlanView view)
    {
        _asked = await Notes.AskedAsync(view.Plan, CancellationToken.None);
        _approvers = view.Plan.Waits ? await Approvers.OfAsync(view.Plan, CancellationToken.None) : [];
        _facts = view.Plan.Waits
            ? await ApplyFacts.LoadAsync(Muster, view.Plan, view.Connection, _asked, Clock.GetUtcNow(), T, CancellationToken.None)
            : null;
        (_departments, _people) = view.Sheet is { } sheet
            ? (
                await Departments.OfAsync(Id, sheet, CancellationToken.None),
                await Departments.InAsync(sheet, Department, CancellationToken.None)
            )
            : ([], null);
        _comments = [.. await Notes.CommentsAsync(Id, 0, Math.Max(CommentsAtOnce, _comments.Count), CancellationToken.None)];
        _commentsInAll = await Notes.CountAsync(Id, CancellationToken.None);
    }

    private IReadOnlyList<string> OtherApprovers =>
        [.. _approvers.Where(name => _caller is null || !SecondPerson.IsSame(name, _caller.Name))];

    private bool IsMine(PlanNote note) => _caller is not null && SecondPerson.IsSame(note.By, _caller.Name);

    private async Task<bool> AskAsync(string note)
    {
        await TryAsync(async () =>
        {
            var caller = await Access.DemandForPlanAsync(Right.Plan, Id);
            await Notes.AskAsync(_view!.Plan, caller.Name, note, CancellationToken.None);
            await LoadAsync();
        });
        // The dialog asked for it, and would draw nothing but itself anew.
        StateHasChanged();
        return _failure is null;
    }

    private async Task<bool> CommentAsync(string text)
    {
        _commentError = null;
        try
        {
            var may = await Access.MayWithPlanAsync(Right.Approve, Id) ? Right.Approve : Right.Plan;
            // Whoever may only approve has a part in it too, without proving anew who they are: nothing is approved by a comment.
            var caller = may == Right.Approve ? (await Access.CallerAsync())! : await Access.DemandForPlanAsync(Right.Plan, Id);
            await Notes.CommentAsync(_view!.Plan, caller.Name, text, CancellationToken.None);
            _commentsInAll = await Notes.CountAsync(Id, CancellationToken.None);
            await MoreCommentsAsync();
            return true;
        }
        catch (Exception failure) when (Expected.Is(failure))
        {
            _commentError = T.Told(failure.Message);
            return false;
        }
        finally
        {
            StateHasChanged();
        }
    }

    private async Task MoreCommentsAsync() =>
        _comments.AddRange(
            await Notes.CommentsAsync(Id, _comments.Count == 0 ? 0 : _comments[^1].Number, CommentsAtOnce, CancellationToken.None)
        );
}
