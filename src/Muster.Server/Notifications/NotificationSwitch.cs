using Muster.Engine.Connections;
using Muster.Engine.Notifications;
using Muster.Engine.Runs;
using Muster.Server.Connections;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Notifications;

/// <summary>Switches the change notifications of connections on and off, and says how they stand and what they lack.</summary>
internal sealed class NotificationSwitch(MusterInstance muster, NotificationDesk desk, PublicAddress address)
{
    /// <summary>How it stands with the notifications of a connection.</summary>
    public async Task<NotificationStanding> StandingAsync(Connection connection, Texts T, CancellationToken cancellationToken)
    {
        var woken = new RunFilter
        {
            Connection = connection.Key,
            Trigger = RunTrigger.Notification,
            Limit = 1,
        };
        return new(
            await muster.NotificationsAsync(connection, cancellationToken),
            address.ForNotifications,
            Fault(connection, T),
            await muster.Database.Runs.ListAsync(woken, cancellationToken) is [var last, ..] ? last : null,
            await muster.FreshnessAsync(connection, cancellationToken)
        );
    }

    /// <summary>Switches them on.</summary>
    /// <exception cref="WorkFailedException">The directory could not reach this server; the message says what to change.</exception>
    public Task OnAsync(Connection connection, string actor, Texts T, CancellationToken cancellationToken) =>
        Fault(connection, T) is { } fault ? throw new WorkFailedException(fault) : desk.SwitchOnAsync(connection, actor, cancellationToken);

    /// <summary>Switches them off.</summary>
    /// <returns>What could not be ended at the directory, in words.</returns>
    public Task<IReadOnlyList<string>> OffAsync(Connection connection, string actor, CancellationToken cancellationToken) =>
        desk.SwitchOffAsync(connection, actor, cancellationToken);

    /// <summary>Why the directory of a connection could not call this server, and what to do; null when it could, as far as an address tells.</summary>
    public string? Fault(Connection connection, Texts T) => Fault(address.ForNotifications, address.Stated, connection.GraphUrl, T);

    /// <summary>The same of some addresses. A directory on the same network may reach what the internet does not.</summary>
    /// <param name="notified">Where notifications would come; null for nowhere.</param>
    /// <param name="stated">What was stated as the address of this server; null for nothing.</param>
    /// <param name="graph">Where the directory is.</param>
    /// <param name="T">Words it.</param>
    internal static string? Fault(Uri? notified, Uri? stated, Uri graph, Texts T) =>
        (notified, stated) switch
        {
            (null, null) => T[
                "This server has no public address. Start it with --public-url https://…, an address that Microsoft Graph can reach, or state it under This server (/welcome)."
            ],
            (null, { } other) => T[
                "The address of this server is {0}, and Microsoft Graph calls https addresses only. Put a proxy with TLS before it and start it with --public-url https://…, or correct the address under This server (/welcome).",
                other
            ],
            ({ } own, _) when PrivateHosts.IsOne(own) && !PrivateHosts.IsOne(graph) => T[
                "The address of this server is {0}, which exists on its own network only, so Microsoft Graph cannot call it. Publish the server under a name that the internet resolves and start it with --public-url https://…",
                own
            ],
            _ => null,
        };
}

/// <summary>How it stands with the notifications of a connection, and with what they need.</summary>
/// <param name="Report">What was subscribed and what came.</param>
/// <param name="Address">Below which address the directory calls; null when there is none it could call.</param>
/// <param name="Fault">Why it could not, and what to do; null when it can.</param>
/// <param name="LastWoken">The last run that a notification began; null for none.</param>
/// <param name="Freshness">How soon changes were here lately.</param>
internal sealed record NotificationStanding(NotificationReport Report, Uri? Address, string? Fault, Run? LastWoken, RunFreshness Freshness);
