using Muster.Core.Configuration;
using Muster.Engine.Auditing;
using Muster.Engine.Configuration;
using Muster.Engine.Notifications;
using Muster.Engine.Runs;
using Muster.Server.Runs;

namespace Muster.Server.Notifications;

/// <summary>The read that a change notification wakes: a sync like any other, for everybody to watch, held by the same guard rails.</summary>
internal sealed class WokenSync(MusterInstance muster, SyncWork syncs) : IWokenRead
{
    /// <inheritdoc />
    public async Task<WokenReadResult> ReadAsync(int connection, CancellationToken cancellationToken)
    {
        DeedOrigin.Current = DeedOrigin.Notification;
        var all = await muster.Connections.ListAsync(cancellationToken);
        if (all.FirstOrDefault(known => known.Key == connection) is not { } found)
            return new WokenReadResult(true);
        var settings = await muster.Database.Settings.CurrentAsync(SettingScope.Of(connection), cancellationToken);
        // Paused is paused, whoever would begin it; the next read by delta sees the change all the same.
        if (Settings.OfConnection.FromValues(settings.Values).Schedule.Paused is not null)
            return new WokenReadResult(true);
        Run? run = null;
        var end = await syncs.SyncInTurn(found, NotifiedSync.Actor, full: false, ended => run = ended).EndAsync(cancellationToken);
        return NotifiedSync.ResultOf(run, end.Failure);
    }
}
