using Muster.Core.Configuration;
using Muster.Core.Scheduling;

namespace Muster.Engine.Configuration;

/// <summary>A pause of a connection that holds: nothing is begun by itself, neither by schedule nor by change notification.</summary>
/// <param name="Reason">Why.</param>
/// <param name="By">Who paused it; null when nobody knows.</param>
/// <param name="Since">When; null when nobody knows.</param>
/// <param name="Until">When it ends by itself; null for not before a person lets it go on.</param>
/// <param name="TimeZone">The zone of the schedule, by its IANA name.</param>
public sealed record StandingPause(string Reason, string? By, DateTimeOffset? Since, DateTimeOffset? Until, string TimeZone)
{
    /// <summary>The pause of a connection; null while it does not rest.</summary>
    /// <param name="settings">Where settings are kept.</param>
    /// <param name="connection">Key of the connection.</param>
    /// <param name="now">The present.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task<StandingPause?> FindAsync(
        ISettingsStore settings,
        int connection,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(settings);
        var current = await settings.CurrentAsync(SettingScope.Of(connection), cancellationToken);
        return PolicyOf(current).PauseAt(now) is null
            ? null
            : Of(await settings.HistoryAsync(SettingScope.Of(connection), cancellationToken), now);
    }

    /// <summary>The same from all versions of a connection's settings, newest first. Who gave the reason that stands paused it, not who gave an earlier one, nor the same one for a pause that has ended.</summary>
    public static StandingPause? Of(IReadOnlyList<SettingsVersion> versions, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(versions);
        if (versions is not [var last, ..])
            return null;
        var policy = PolicyOf(last);
        if (policy.PauseAt(now) is not { } reason)
            return null;
        var began = last;
        foreach (var earlier in versions.Skip(1))
        {
            if (PolicyOf(earlier).PauseAt(began.At ?? now) != reason)
                break;
            began = earlier;
        }
        return new StandingPause(reason, began.Actor, began.At, policy.PausedUntil, policy.TimeZone);
    }

    /// <summary>Of old versions nothing else is looked at: a setting that went since then is no reason not to know who paused.</summary>
    private static SchedulePolicy PolicyOf(SettingsVersion version) =>
        Settings
            .OfConnection.FromValues(version.Values.Where(value => value.Key.StartsWith(SchedulePolicy.Prefix, StringComparison.Ordinal)))
            .Schedule;
}
