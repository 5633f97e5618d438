using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Logging;

namespace Muster.Server.Access;

/// <summary>An open page notices within seconds that its session, or the account, has ended.</summary>
internal sealed class CircuitSessions(ILoggerFactory loggers, Callers callers) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(5);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState,
        CancellationToken cancellationToken
    ) =>
        authenticationState.User.Identity?.IsAuthenticated != true
        || await callers.FindAsync(authenticationState.User, cancellationToken) is not null;
}
