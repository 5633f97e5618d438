using Microsoft.AspNetCore.Components.Authorization;
using Muster.Engine.Connections;
using Muster.Server.Accounts;
using Muster.Server.Api.Protocol;
using Muster.Server.Watching;

namespace Muster.Server.Access;

/// <summary>What the person at this page may do. Pages ask before they show a button, and again, on the server, before they act.</summary>
/// <remarks>Without a connection the question is about the workspace, for which a role for a connection is not enough.</remarks>
internal sealed class CircuitAccess(
    AuthenticationStateProvider state,
    Callers callers,
    RequestAccess access,
    ReachFinder finder,
    ReachOfPeople people,
    FailureLog failures,
    MusterInstance muster,
    SharedReads shared,
    ApiLimits limits,
    TimeProvider clock
)
{
    /// <summary>How long a proof of who one is counts as fresh.</summary>
    public static readonly TimeSpan ProofLasts = TimeSpan.FromMinutes(10);

    /// <summary>Who is at the page; null when the session has ended.</summary>
    public async Task<Caller?> CallerAsync(CancellationToken cancellationToken = default)
    {
        var caller = await callers.FindAsync((await state.GetAuthenticationStateAsync()).User, cancellationToken);
        (state as CircuitSessions)?.Note(caller);
        return caller;
    }

    /// <summary>Who is at the page, as it was found within the last seconds; for what is pushed to it, so that watching asks nothing of the database.</summary>
    public async Task<Caller?> RecentAsync(CancellationToken cancellationToken = default) =>
        (state as CircuitSessions)?.Latest ?? await CallerAsync(cancellationToken);

    /// <summary>Who looks on: as it was found within the last seconds where an open page is drawn anew for a change, and looked up where somebody opens it.</summary>
    public Task<Caller?> ViewerAsync(bool isRefresh, CancellationToken cancellationToken = default) =>
        isRefresh ? RecentAsync(cancellationToken) : CallerAsync(cancellationToken);

    /// <summary>Counts something costly that the page is about to do for the person.</summary>
    /// <exception cref="TooMuchException">They asked for too much of it; nothing was done.</exception>
    public async Task SpendAsync(Cost kind)
    {
        if (await CallerAsync() is { } caller && limits.Spend(caller.Account, kind) is not null)
            throw new TooMuchException();
    }

    /// <summary>Keys of the connections where the person may, by which lists are narrowed; null for everywhere.</summary>
    public async Task<IReadOnlyList<int>?> WhereAsync(Right right, CancellationToken cancellationToken = default) =>
        await CallerAsync(cancellationToken) is { } caller ? caller.Where(right) : [];

    /// <summary>The connections where the person may, by name.</summary>
    public async Task<IReadOnlyList<Connection>> ConnectionsAsync(Right right = Right.Read, CancellationToken cancellationToken = default)
    {
        var (all, where) = (await muster.Connections.ListAsync(cancellationToken), await WhereAsync(right, cancellationToken));
        return where is null ? all : [.. all.Where(connection => where.Contains(connection.Key))];
    }

    /// <summary>Whether the person may name somebody: looks at them, or owns a group of their connection.</summary>
    public async Task<bool> KnowsUserAsync(int user, CancellationToken cancellationToken = default) =>
        await CallerAsync(cancellationToken) is { } caller
        && (caller.May(Right.Read) || (await people.OfAsync(user, Right.Read, cancellationToken)).SeenIn!.Any(caller.Knows));

    /// <summary>Whether the person may look at a group, through its connection or for owning it.</summary>
    public async Task<bool> SeesGroupAsync(int group, CancellationToken cancellationToken = default) =>
        await CallerAsync(cancellationToken) is { } caller
        && AccessRules.Decide(caller, Right.Read, [await finder.GroupAsync(group, cancellationToken)], forOwners: true).Verdict
            == Verdict.Allowed;

    /// <summary>Whether the person may do something to a group, by its connection.</summary>
    /// <param name="right">What.</param>
    /// <param name="group">Key of the group.</param>
    /// <param name="isRefresh">Whether an open page is drawn anew for a change: then it is read once for all who look at it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<bool> MayWithGroupAsync(
        Right right,
        int group,
        bool isRefresh = false,
        CancellationToken cancellationToken = default
    ) => await MayWithAsync(right, isRefresh, () => finder.GroupAsync(group, cancellationToken), new { Group = group }, cancellationToken);

    /// <summary>The caller, if they may do something to a group, by its connection.</summary>
    /// <exception cref="AccessDeniedException">They may not.</exception>
    /// <exception cref="ProofNeededException">They must prove again who they are.</exception>
    public async Task<Caller> DemandForGroupAsync(Right right, int group, CancellationToken cancellationToken = default) =>
        await DemandAsync(right, await finder.GroupAsync(group, cancellationToken), cancellationToken);

    /// <summary>Whether the person may do something to somebody, by whose directory that one follows; to local people only who may everywhere.</summary>
    /// <param name="right">What.</param>
    /// <param name="user">Key of the other.</param>
    /// <param name="isRefresh">Whether an open page is drawn anew for a change: then it is read once for all who look at it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<bool> MayWithUserAsync(
        Right right,
        int user,
        bool isRefresh = false,
        CancellationToken cancellationToken = default
    ) =>
        await MayWithAsync(
            right,
            isRefresh,
            async () => await people.OfAsync(user, right, cancellationToken),
            new { User = user, Right = right },
            cancellationToken
        );

    /// <summary>The caller, if they may do something to somebody, by whose directory that one follows; to local people only who may everywhere.</summary>
    /// <exception cref="AccessDeniedException">They may not.</exception>
    /// <exception cref="ProofNeededException">They must prove again who they are.</exception>
    public async Task<Caller> DemandForUserAsync(Right right, int user, CancellationToken cancellationToken = default) =>
        await DemandAsync(right, await people.OfAsync(user, right, cancellationToken), cancellationToken);

    /// <summary>The caller, if they may decide about a plan; owners of its groups count.</summary>
    /// <exception cref="AccessDeniedException">They may not.</exception>
    /// <exception cref="ProofNeededException">They must prove again who they are.</exception>
    public async Task<Caller> DemandForPlanAsync(Right right, long plan, CancellationToken cancellationToken = default) =>
        await CallerAsync(cancellationToken) is { } caller
            ? await DemandAsync(right, await finder.PlanAsync(caller, plan, cancellationToken), cancellationToken)
            : await DemandAsync(right, cancellationToken);

    /// <summary>Whether the person may decide about a plan; owners of its groups count.</summary>
    public async Task<bool> MayWithPlanAsync(Right right, long plan, CancellationToken cancellationToken = default) =>
        await CallerAsync(cancellationToken) is { } caller
        && AccessRules.Decide(caller, right, [await finder.PlanAsync(caller, plan, cancellationToken)], forOwners: true).Verdict
            == Verdict.Allowed;

    /// <summary>Whether the person may in the whole workspace; a button that they may not press says why.</summary>
    public async Task<bool> MayAsync(Right right, CancellationToken cancellationToken = default) =>
        await CallerAsync(cancellationToken) is { } caller && caller.May(right);

    /// <summary>Whether the person may in what belongs to a connection; null for what belongs to none.</summary>
    public async Task<bool> MayAsync(Right right, int? connection, CancellationToken cancellationToken = default) =>
        await CallerAsync(cancellationToken) is { } caller && caller.May(right, connection);

    /// <summary>Whether the person may anywhere at all.</summary>
    public async Task<bool> MayAnywhereAsync(Right right, CancellationToken cancellationToken = default) =>
        await CallerAsync(cancellationToken) is { } caller && caller.MayAnywhere(right);

    /// <summary>What the rules say about a page of this address.</summary>
    public async Task<AccessDecision> DecideAsync(Microsoft.AspNetCore.Components.RouteData route, Right right) =>
        await CallerAsync() is { } caller
            ? await access.DecideAsync(route, caller, right, CancellationToken.None)
            : new AccessDecision(Verdict.Denied);

    /// <summary>The caller, if they may in the whole workspace.</summary>
    /// <exception cref="AccessDeniedException">They may not.</exception>
    /// <exception cref="ProofNeededException">They must prove again who they are.</exception>
    public Task<Caller> DemandAsync(Right right, CancellationToken cancellationToken = default) =>
        DemandAsync(right, Reach.Workspace, cancellationToken);

    /// <summary>The caller, if they may in what belongs to a connection; null for what belongs to none.</summary>
    /// <exception cref="AccessDeniedException">They may not.</exception>
    /// <exception cref="ProofNeededException">They must prove again who they are.</exception>
    public Task<Caller> DemandAsync(Right right, int? connection, CancellationToken cancellationToken = default) =>
        DemandAsync(right, Reach.Of(connection), cancellationToken);

    /// <summary>The caller, if they may with what the page is about; owners of its groups count.</summary>
    /// <exception cref="AccessDeniedException">They may not.</exception>
    /// <exception cref="ProofNeededException">They must prove again who they are.</exception>
    public async Task<Caller> DemandAsync(Right right, Reach reach, CancellationToken cancellationToken = default)
    {
        var caller =
            await CallerAsync(cancellationToken)
            ?? throw new AccessDeniedException(right, "You are signed out. Sign in and try again; nothing was changed.");
        if (AccessRules.Decide(caller, right, [reach], forOwners: true).Verdict != Verdict.Allowed)
        {
            await failures.RefusedAsync(caller, right, "an open page", cancellationToken);
            throw AccessDeniedException.For(caller, right);
        }
        if (AccessRules.NeedsProof(right) && clock.GetUtcNow() - caller.ProvedAt > ProofLasts)
            throw new ProofNeededException();
        return caller;
    }

    private async Task<bool> MayWithAsync(
        Right right,
        bool isRefresh,
        Func<Task<Reach>> find,
        object thing,
        CancellationToken cancellationToken
    ) =>
        await ViewerAsync(isRefresh, cancellationToken) is { } caller
        && (
            caller.May(right)
            || AccessRules.Decide(caller, right, [await shared.OfAsync(isRefresh, thing, find)], forOwners: false).Verdict
                == Verdict.Allowed
        );
}
