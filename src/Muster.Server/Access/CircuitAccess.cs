using Microsoft.AspNetCore.Components.Authorization;

namespace Muster.Server.Access;

/// <summary>What the person at this page may do. Pages ask before they show a button, and again, on the server, before they act.</summary>
/// <remarks>Without a connection the question is about the workspace, for which a role for a connection is not enough.</remarks>
internal sealed class CircuitAccess(AuthenticationStateProvider state, Callers callers, RequestAccess access, TimeProvider clock)
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

    /// <summary>Keys of the connections where the person may, by which lists are narrowed; null for everywhere.</summary>
    public async Task<IReadOnlyList<int>?> WhereAsync(Right right, CancellationToken cancellationToken = default) =>
        await CallerAsync(cancellationToken) is { } caller ? caller.Where(right) : [];

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
            throw AccessDeniedException.For(caller, right);
        if (AccessRules.NeedsProof(right) && clock.GetUtcNow() - caller.ProvedAt > ProofLasts)
            throw new ProofNeededException();
        return caller;
    }
}
