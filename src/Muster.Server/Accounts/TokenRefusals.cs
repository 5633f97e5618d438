using System.Net;
using Muster.Server.SignIn;

namespace Muster.Server.Accounts;

/// <summary>Counts tokens that are not in force, with the failed sign-ins, and lets an address rest that sends too many. A token that is in force works from there too: it cannot be guessed, and is not held up by what others send.</summary>
internal sealed class TokenRefusals(FailureLog failures, TimeProvider clock)
{
    // Not the one of the sign-ins: a forgotten script must not keep the people of its address out.
    private readonly AddressThrottle _throttle = new(clock);

    /// <summary>Counts one.</summary>
    /// <param name="token">The token; null for one that there never was.</param>
    /// <param name="why">Why it is not in force: <c>revoked</c>.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>How long its address has to wait; null while it need not, and only then it was counted.</returns>
    public async Task<TimeSpan?> NoteAsync(ApiToken? token, string why, IPAddress? address, CancellationToken cancellationToken)
    {
        if (_throttle.TryTake(address, out var rest) is null)
            return rest;
        await failures.NoteAsync(
            token is null ? $"API token, {why}" : $"API token, {why}: {token.Prefix}… {token.Id}",
            address?.ToString() ?? "",
            cancellationToken
        );
        return null;
    }
}
