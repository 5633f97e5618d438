using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Logging;

namespace Muster.Server.Access;

/// <summary>An open page notices within seconds that its session, or the account, has ended, and that rights have changed: what is shown is then decided about again.</summary>
internal sealed class CircuitSessions(ILoggerFactory loggers, Watchers watchers) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    private string? _rights;

    /// <summary>Who was at the page when it was last looked; null when that is not known, or nobody was.</summary>
    public Caller? Latest { get; private set; }

    protected override TimeSpan RevalidationInterval => Watchers.AskEvery;

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState,
        CancellationToken cancellationToken
    )
    {
        if (authenticationState.User.Identity?.IsAuthenticated != true)
            return true;
        Latest = await watchers.FindAsync(authenticationState.User, cancellationToken);
        if (Latest is not { } caller)
            return false;
        var before = _rights;
        _rights = Rights(caller);
        if (before is not null && before != _rights)
            SetAuthenticationState(Task.FromResult(new AuthenticationState(authenticationState.User)));
        return true;
    }

    /// <summary>Notes what somebody may do as a page opens, so that a change since then shows.</summary>
    public void Note(Caller? caller)
    {
        Latest = caller;
        _rights ??= caller is null ? null : Rights(caller);
    }

    /// <summary>Everything that decides what somebody may do, as one text.</summary>
    internal static string Rights(Caller caller) =>
        string.Join(
            ';',
            [
                $"{caller.Role} {caller.Approver}",
                .. caller.Grants.Select(grant => $"{grant.Connection} {grant.Role} {grant.Approver}"),
                .. caller.OwnGroups.Keys.Order().Select(group => $"group {group}"),
            ]
        );
}
