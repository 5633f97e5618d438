using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Plans;
using Muster.Server.Runs;
using Muster.Server.Scheduling;

namespace Muster.Server.Home;

/// <summary>What the first page shows somebody.</summary>
/// <param name="Figures">How it stands where they may look.</param>
/// <param name="Asked">Requests of owners of groups that wait where they may decide.</param>
/// <param name="Plans">Plans for which somebody asks them for approval, the one asked for last first.</param>
internal sealed record HomeBoard(HomeFigures Figures, long Asked, IReadOnlyList<AskedPlan> Plans);

/// <summary>The first page after work has begun or ended, or what is due is another, read once for everybody who has it open and may see the same connections.</summary>
internal sealed class HomeRefresh : IDisposable
{
    private readonly MusterInstance _muster;
    private readonly KnownActivity _activity;
    private readonly OwnerRequests _requests;
    private readonly LiveRuns _live;
    private readonly ConnectionSchedules _schedules;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<HomeFigures>> _figures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task<long>> _asked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task<IReadOnlyList<AskedPlan>>> _plans = new(StringComparer.Ordinal);
    private readonly PlanNotes _notes;

    public HomeRefresh(
        MusterInstance muster,
        KnownActivity activity,
        OwnerRequests requests,
        PlanNotes notes,
        LiveRuns live,
        ConnectionSchedules schedules,
        TimeProvider clock
    )
    {
        (_muster, _activity, _requests, _notes, _live, _schedules, _clock) = (muster, activity, requests, notes, live, schedules, clock);
        _live.Changed += Forget;
        _schedules.Changed += Forget;
    }

    /// <summary>What somebody sees since the last change; whoever asks first for the same connections reads it for all.</summary>
    public async Task<HomeBoard> SharedAsync(Caller? caller)
    {
        var (read, operate) = Scopes(caller);
        Task<HomeFigures> figures;
        Task<long> asked;
        Task<IReadOnlyList<AskedPlan>> plans;
        lock (_lock)
        {
            figures = Once(_figures, read, FiguresAsync);
            asked = Once(_asked, operate, AskedAsync);
            // The same for everybody; each sees those that they may decide about.
            plans = Once(_plans, null, _ => PlansAsync());
        }
        return new(await figures, await asked, For(caller, await plans));
    }

    /// <summary>What somebody sees at this moment, for whoever opens the page.</summary>
    public async Task<HomeBoard> FreshAsync(Caller? caller)
    {
        var (read, operate) = Scopes(caller);
        return new(await FiguresAsync(read), await AskedAsync(operate), For(caller, await PlansAsync()));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _live.Changed -= Forget;
        _schedules.Changed -= Forget;
    }

    private static (IReadOnlyList<int>? Read, IReadOnlyList<int>? Operate) Scopes(Caller? caller) =>
        caller is null ? ([], []) : (caller.Where(Right.Read), caller.Where(Right.Operate));

    private static Task<T> Once<T>(Dictionary<string, Task<T>> known, IReadOnlyList<int>? within, Func<IReadOnlyList<int>?, Task<T>> load)
    {
        var scope = within is null ? "*" : string.Join(' ', within.Order());
        return known.TryGetValue(scope, out var loading) && loading is { IsFaulted: false, IsCanceled: false }
            ? loading
            : known[scope] = load(within);
    }

    private Task<HomeFigures> FiguresAsync(IReadOnlyList<int>? within) =>
        HomeFigures.LoadAsync(_muster, _activity, _live, within, _clock, CancellationToken.None);

    private Task<long> AskedAsync(IReadOnlyList<int>? within) =>
        _requests.CountAsync(new() { Within = within, State = RequestState.Waiting }, CancellationToken.None);

    private Task<IReadOnlyList<AskedPlan>> PlansAsync() => _notes.WaitingAsync(CancellationToken.None);

    private static IReadOnlyList<AskedPlan> For(Caller? caller, IReadOnlyList<AskedPlan> plans) =>
        [.. plans.Where(plan => plan.IsFor(caller))];

    private void Forget()
    {
        lock (_lock)
        {
            _figures.Clear();
            _plans.Clear();
            _asked.Clear();
        }
    }
}
