using Muster.Core.Configuration;
using Muster.Engine.Auditing;
using Muster.Engine.Configuration;
using Muster.Engine.Notifications;
using Muster.Engine.Runs;
using Muster.Server.Runs;
using Muster.Server.Wording;

namespace Muster.Server.Notifications;

/// <summary>The read that a change notification wakes: a sync like any other, for everybody to watch, held by the same guard rails.</summary>
internal sealed class WokenSync(MusterInstance muster, SyncWork syncs) : IWokenRead
{
    /// <inheritdoc />
    public async Task<WokenReadResult> ReadAsync(int connection, DateTimeOffset since, CancellationToken cancellationToken)
    {
        DeedOrigin.Current = DeedOrigin.Notification;
        var all = await muster.Connections.ListAsync(cancellationToken);
        if (all.FirstOrDefault(known => known.Key == connection) is not { } found)
            return new WokenReadResult(true);
        var settings = await muster.Database.Settings.CurrentAsync(SettingScope.Of(connection), cancellationToken);
        var schedule = Settings.OfConnection.FromValues(settings.Values).Schedule;
        // Paused is paused, whoever would begin it. The hint is kept for afterwards, also of a pause without an end: whoever lifts it, here, on the command line or on another server, need not tell of it.
        var now = muster.Clock.GetUtcNow();
        if (schedule.PauseAt(now) is not null)
            return new WokenReadResult(
                false,
                schedule.PausedUntil is { } over
                    ? $"{found.Name} is paused until {Numbers.Instant(over)}. It is read then."
                    : $"{found.Name} is paused. It is read once somebody lets it go on."
            );
        if (!schedule.IsOpenAt(now))
            return new WokenReadResult(
                false,
                $"{found.Name} is in a quiet window of its schedule, or outside its allow windows. It is read after that."
            );
        Run? run = null;
        var end = await syncs
            .SyncInTurn(found, NotifiedSync.Actor, full: false, ended => run = ended, toldAt: since)
            .EndAsync(cancellationToken);
        return NotifiedSync.ResultOf(run, end.Failure);
    }
}
