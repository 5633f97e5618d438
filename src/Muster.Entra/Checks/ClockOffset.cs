using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Entra.Http;

namespace Muster.Entra;

/// <summary>Compares this machine's clock with that of the login host, which sends its own with every answer.</summary>
public static class ClockOffset
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>How far this machine is ahead of the login host; below zero when it is behind. Exact to about a second; nothing secret is sent.</summary>
    /// <param name="connection">Where the login host is, and which private certificate it may show.</param>
    /// <param name="clock">This machine's clock.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Null when nobody answers, or the answer has no time.</returns>
    public static async Task<TimeSpan?> MeasureAsync(Connection connection, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(clock);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var handler = new GraphHandler(connection, clock);
            var address = new Uri(
                connection.Authority,
                $"{Uri.EscapeDataString(connection.TenantId)}/v2.0/.well-known/openid-configuration"
            );
            var asked = clock.GetUtcNow();
            using var answer = await handler
                .Client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, patience.Token)
                .ConfigureAwait(false);
            return answer.Headers.Date is { } date ? asked + (clock.GetUtcNow() - asked) / 2 - date : null;
        }
        catch (Exception fault)
            when (fault is HttpRequestException or IOException or DirectoryReadException
                || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            // The checks themselves say why nobody answers.
            return null;
        }
    }
}
