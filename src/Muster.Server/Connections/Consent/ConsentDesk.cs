using System.Collections.Concurrent;
using System.Security.Cryptography;
using Muster.Engine.Auditing;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Wording;

namespace Muster.Server.Connections.Consent;

/// <summary>Sends administrators to Entra's consent page and takes them back. An answer counts once, within a quarter of an hour, in the session that asked, and for what it asked.</summary>
internal sealed class ConsentDesk(IAuditLog audit, TimeProvider clock)
{
    /// <summary>Where Entra sends people back to.</summary>
    public const string Callback = "/consent";

    /// <summary>How long somebody may take there.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private const int LongestDetail = 300;

    private readonly ConcurrentDictionary<Guid, Pending> _pending = new();
    private readonly ConcurrentDictionary<Guid, ConsentOutcome> _outcomes = new();

    /// <summary>Begins to ask; what the session asked before counts no more.</summary>
    /// <param name="session">The session that asks.</param>
    /// <param name="order">What for.</param>
    /// <param name="muster">Where people reach Muster.</param>
    /// <returns>The page of the login host.</returns>
    public Uri Begin(Guid session, ConsentOrder order, Uri muster)
    {
        var now = clock.GetUtcNow();
        foreach (var old in _pending.Where(each => now - each.Value.At > Lasts))
            _pending.TryRemove(old);
        foreach (var old in _outcomes.Where(each => now - each.Value.At > Kept))
            _outcomes.TryRemove(old);
        var state = Secrets.New("");
        _pending[session] = new(Secrets.Bytes(state), order, now);
        _outcomes.TryRemove(session, out _);
        return order.Page(new Uri(muster, Callback), state);
    }

    /// <summary>Takes an answer.</summary>
    /// <returns>Where to go on; null when the answer belongs to nothing that this session asked.</returns>
    public async Task<string?> ReturnAsync(Caller caller, ConsentAnswer answer, CancellationToken cancellationToken)
    {
        if (
            caller.Session is not { } session
            || !_pending.TryGetValue(session, out var pending)
            || !CryptographicOperations.FixedTimeEquals(pending.State, Secrets.Bytes(answer.State ?? ""))
            // Of two at once, one finds it gone.
            || !_pending.TryRemove(new(session, pending))
            || clock.GetUtcNow() - pending.At > Lasts
        )
            return null;
        var order = pending.Order;
        var (result, detail) = Judge(answer, order);
        await audit.AppendAsync(
            caller.Name,
            "connection.consentAnswered",
            order.Client,
            [("result", result.ToString()), ("tenant", order.Tenant), ("detail", detail)],
            cancellationToken
        );
        _outcomes[session] = new(result, detail, clock.GetUtcNow(), order);
        return order.ReturnTo;
    }

    /// <summary>How the session's last question about an application of a tenant ended; null for not yet.</summary>
    public ConsentOutcome? Of(Guid session, string tenant, string client) =>
        _outcomes.TryGetValue(session, out var outcome)
        && (outcome.Order.Tenant, outcome.Order.Client) == (tenant, client)
        && clock.GetUtcNow() - outcome.At < Kept
            ? outcome
            : null;

    private static (ConsentResult Result, string Detail) Judge(ConsentAnswer answer, ConsentOrder order)
    {
        if (!string.IsNullOrEmpty(answer.Error))
            return (ConsentResult.Refused, Shortened($"{answer.Error}: {FirstLine(answer.Description)}"));
        if (!"True".Equals(answer.AdminConsent, StringComparison.OrdinalIgnoreCase) || !Guid.TryParse(answer.Tenant, out var tenant))
            return (ConsentResult.Unreadable, "");
        // A domain name that was typed cannot be compared; the check that follows signs in to that tenant and tells.
        return Guid.TryParse(order.Tenant, out var asked) && asked != tenant
            ? (ConsentResult.OtherTenant, tenant.ToString("D"))
            : (ConsentResult.Granted, tenant.ToString("D"));
    }

    /// <summary>Below the first line stand numbers for Microsoft's support.</summary>
    private static string FirstLine(string? text) => (text ?? "").Split('\r', '\n')[0];

    private static string Shortened(string text)
    {
        var safe = SafeText.Of(text);
        return safe.Length <= LongestDetail ? safe : safe[..LongestDetail] + "…";
    }

    private sealed record Pending(byte[] State, ConsentOrder Order, DateTimeOffset At);
}

/// <summary>What came back in the address.</summary>
/// <param name="State">Which question it answers.</param>
/// <param name="Tenant">The tenant that answered.</param>
/// <param name="AdminConsent"><c>True</c>.</param>
/// <param name="Error">Why not.</param>
/// <param name="Description">The same in words.</param>
internal sealed record ConsentAnswer(string? State, string? Tenant, string? AdminConsent, string? Error, string? Description);
