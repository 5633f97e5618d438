using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Muster.Server.Accounts;

namespace Muster.Server.Access;

/// <summary>Whoever clicks and types in an open page is at work, although the browser asks for no other page. A page that only watches is not.</summary>
internal sealed class SessionActivity(AuthenticationStateProvider state, SessionDesk sessions, TimeProvider clock) : CircuitHandler
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private DateTimeOffset _noted;

    /// <inheritdoc />
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(
        Func<CircuitInboundActivityContext, Task> next
    ) =>
        async context =>
        {
            await NoteAsync();
            await next(context);
        };

    private async Task NoteAsync()
    {
        // To the minute, so that typing does not write all the time.
        var now = clock.GetUtcNow();
        if (now - _noted < Every)
            return;
        _noted = now;
        if (Guid.TryParse((await state.GetAuthenticationStateAsync()).User.FindFirstValue(SessionClaims.Session), out var session))
            await sessions.SeenAsync(session, CancellationToken.None);
    }
}
