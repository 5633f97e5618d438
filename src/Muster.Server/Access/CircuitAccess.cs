using Microsoft.AspNetCore.Components.Authorization;
using Muster.Server.Accounts;

namespace Muster.Server.Access;

/// <summary>What the person at this page may do. Pages ask before they show a button, and again, on the server, before they act.</summary>
internal sealed class CircuitAccess(AuthenticationStateProvider state, Callers callers, FailureLog failures, TimeProvider clock)
{
    /// <summary>How long a proof of who one is counts as fresh.</summary>
    public static readonly TimeSpan ProofLasts = TimeSpan.FromMinutes(10);

    /// <summary>Who is at the page; null when the session has ended.</summary>
    public async Task<Caller?> CallerAsync(CancellationToken cancellationToken = default) =>
        await callers.FindAsync((await state.GetAuthenticationStateAsync()).User, cancellationToken);

    /// <summary>Whether the person may; a button that they may not press says why.</summary>
    public async Task<bool> MayAsync(Right right, CancellationToken cancellationToken = default) =>
        await CallerAsync(cancellationToken) is { } caller && caller.May(right);

    /// <summary>The caller, if they may.</summary>
    /// <exception cref="AccessDeniedException">They may not.</exception>
    /// <exception cref="ProofNeededException">They must prove again who they are.</exception>
    public async Task<Caller> DemandAsync(Right right, CancellationToken cancellationToken = default)
    {
        var caller =
            await CallerAsync(cancellationToken)
            ?? throw new AccessDeniedException(right, "You are signed out. Sign in and try again; nothing was changed.");
        if (!caller.May(right))
        {
            await failures.RefusedAsync(caller, right, "an open page", cancellationToken);
            throw AccessDeniedException.For(caller, right);
        }
        if (AccessRules.NeedsProof(right) && clock.GetUtcNow() - caller.ProvedAt > ProofLasts)
            throw new ProofNeededException();
        return caller;
    }
}
