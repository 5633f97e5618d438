using Microsoft.AspNetCore.Components;
using Muster.Engine.Inbox;
using Muster.Server.Access;
using Muster.Server.Exporting;
using Muster.Server.Ui;

namespace Muster.Server.Problems;

/// <summary>What needs a person.</summary>
public sealed partial class ProblemsPage
{
    private static readonly Dictionary<string, ProblemState> States = new()
    {
        ["open"] = ProblemState.Open,
        ["snoozed"] = ProblemState.Snoozed,
        ["resolved"] = ProblemState.Resolved,
    };
    private readonly KeysetList<InboxProblem> _list = new();
    private readonly Dictionary<string, long> _counts = [];
    private IReadOnlyDictionary<long, string> _owners = new Dictionary<long, string>();
    private Exception? _failure;
    private Exception? _missed;
    private bool _loaded;
    private bool _isRefresh;

    private (string State, string Text)[] Tabs => [("open", T["Open"]), ("snoozed", T["Put aside"]), ("resolved", T["Resolved"])];

    /// <summary><c>open</c>, <c>snoozed</c> or <c>resolved</c>.</summary>
    [SupplyParameterFromQuery(Name = "show")]
    private string? Chosen { get; set; }

    /// <summary>How many rows are shown.</summary>
    [SupplyParameterFromQuery(Name = "rows")]
    private int? Rows { get; set; }

    /// <summary>Name of the only connection.</summary>
    [SupplyParameterFromQuery(Name = "connection")]
    private string? Connection { get; set; }

    /// <summary>Name of the only group.</summary>
    [SupplyParameterFromQuery(Name = "group")]
    private string? Group { get; set; }

    /// <summary>Whether only what is assigned to whoever looks.</summary>
    [SupplyParameterFromQuery(Name = "mine")]
    private string? Mine { get; set; }

    /// <summary>The place of the requests of group owners that is shown.</summary>
    [SupplyParameterFromQuery(Name = "requests")]
    private int? Requests { get; set; }

    private bool IsMine => Mine is "true" or "True";

    private bool IsNarrowed => IsMine || !string.IsNullOrEmpty(Connection) || !string.IsNullOrEmpty(Group);

    private string State => Chosen is "snoozed" or "resolved" ? Chosen : "open";

    private string Lead =>
        !_loaded ? ""
        : IsNarrowed ? T.Count(Count("open"), "{0} open cause fits.", "{0} open causes fit.")
        : Count("open") == 0 ? T["Nothing waits for you."]
        : T.Count(Count("open"), "{0} cause needs a person.", "{0} causes need a person.");

    /// <inheritdoc />
    protected override void OnInitialized() => Live.Changed += Refresh;

    /// <inheritdoc />
    protected override Task OnParametersSetAsync() => LoadAsync();

    /// <inheritdoc />
    public void Dispose() => Live.Changed -= Refresh;

    // Far down nothing new shows.
    private void Refresh() =>
        _ = InvokeAsync(async () =>
        {
            if (!_loaded || Rows > KeysetList<InboxProblem>.Most)
                return;
            await LoadAsync(isRefresh: true);
            StateHasChanged();
        });

    private Task LoadAsync() => LoadAsync(isRefresh: false);

    private async Task LoadAsync(bool isRefresh)
    {
        var store = Muster.Database.Problems;
        // What is put aside ends at an instant; whoever looks after the same change sees the same.
        Task<T> AskAsync<T>(ProblemFilter question, Func<Task<T>> ask) => Shared.OfAsync(isRefresh, question with { At = default }, ask);
        try
        {
            var filter = await FilterAsync(await Access.ViewerAsync(isRefresh));
            foreach (var (state, one) in States)
            {
                var counted = filter with { State = one };
                _counts[state] = await AskAsync(counted, () => store.CountAsync(counted, CancellationToken.None));
            }
            filter = filter with { State = States[State] };
            // Read anew: what was put aside or is gone since must not stay.
            _list.Clear();
            await _list.GrowAsync(
                Rows ?? 0,
                (last, most) =>
                    Keyset.Of(() =>
                    {
                        var page = filter with { After = last is null ? null : ProblemPlace.Of(last), Limit = most };
                        return AskAsync(page, () => store.PageAsync(page, CancellationToken.None));
                    }),
                () => Task.FromResult(Count(State))
            );
            IReadOnlyList<long> shown = [.. _list.Rows.Select(problem => problem.Id)];
            _owners = await AskAsync(filter with { Ids = shown }, () => Assigned.NamesAsync(shown, CancellationToken.None));
            (_loaded, _failure, _missed, _isRefresh) = (true, null, null, isRefresh);
        }
        catch (Exception missed) when (isRefresh && _failure is null)
        {
            _missed = missed;
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }

    private async Task<ProblemFilter> FilterAsync(Caller? caller)
    {
        var within = caller is null ? [] : caller.Where(Right.Read);
        // A name that is not there any more finds nothing, rather than everything.
        if (!string.IsNullOrEmpty(Connection))
            within =
            [
                .. (await Access.ConnectionsAsync())
                    .Where(each => string.Equals(each.Name, Connection, StringComparison.OrdinalIgnoreCase))
                    .Select(each => each.Key),
            ];
        return new ProblemFilter(Clock.GetUtcNow())
        {
            Within = within,
            Subject = string.IsNullOrEmpty(Group) ? null : Group,
            Ids = IsMine && caller is not null ? await Assigned.OfAsync(caller.Account, CancellationToken.None) : null,
        };
    }

    private long Count(string state) => _counts.GetValueOrDefault(state);

    private void Show(int rows) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("rows", rows), replace: true);

    private string Address(string state) => To("show", state);

    private string To(string name, string? value) =>
        Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { [name] = value, ["rows"] = null });
}
