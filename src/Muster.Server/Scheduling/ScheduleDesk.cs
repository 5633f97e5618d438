using Muster.Core.Configuration;
using Muster.Core.Scheduling;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Server.Access;
using Muster.Server.Runs;
using Muster.Server.Ui;
using Muster.Storage;

namespace Muster.Server.Scheduling;

/// <summary>Reads and saves schedules, as settings of their connections.</summary>
internal sealed class ScheduleDesk(MusterInstance muster, ConnectionSchedules schedules, TimeProvider clock)
{
    /// <summary>The schedule of a connection with the version of its settings.</summary>
    public async Task<(SchedulePolicy Schedule, long Version)> LoadAsync(Connection connection)
    {
        var version = await muster.Database.Settings.CurrentAsync(SettingScope.Of(connection.Key), CancellationToken.None);
        return (Settings.OfConnection.FromValues(version.Values).Schedule, version.Version);
    }

    /// <summary>Who paused the schedule of a connection, and when; null while it does not rest.</summary>
    public async Task<(string? By, DateTimeOffset? At)?> PausedAsync(Connection connection)
    {
        var versions = await muster.Database.Settings.HistoryAsync(SettingScope.Of(connection.Key), CancellationToken.None);
        var resting = versions.TakeWhile(version => version.Values.ContainsKey("schedule.paused")).LastOrDefault();
        return resting is null ? null : (resting.Actor, resting.At);
    }

    /// <summary>Pauses with a reason, or goes on without.</summary>
    public Task<string> PauseAsync(Connection connection, long seen, string? reason, CircuitAccess access) =>
        SaveAsync(connection, seen, [new("schedule.paused", reason)], reason, access);

    /// <summary>Pauses every connection that one may configure, or lets all go on; what fails of one does not keep the others from it.</summary>
    /// <param name="reason">Why; null to go on.</param>
    /// <param name="access">Who asks.</param>
    /// <returns>Those of which it failed, with the reason.</returns>
    public async Task<IReadOnlyList<(Connection Connection, string Why)>> PauseAllAsync(string? reason, CircuitAccess access)
    {
        var failed = new List<(Connection, string)>();
        foreach (var connection in await access.ConnectionsAsync())
            try
            {
                var (schedule, version) = await LoadAsync(connection);
                if (schedule.Paused is null != reason is null)
                    await PauseAsync(connection, version, reason, access);
            }
            catch (Exception failure) when (failure is WorkFailedException or AccessDeniedException or StorageException)
            {
                failed.Add((connection, failure.Message));
            }
        return failed;
    }

    /// <summary>Saves; the scheduler follows at once.</summary>
    /// <returns>What was done, for people.</returns>
    /// <exception cref="WorkFailedException">Somebody else saved meanwhile.</exception>
    public async Task<string> SaveAsync(
        Connection connection,
        long seen,
        IReadOnlyList<SettingEdit> edits,
        string? reason,
        CircuitAccess access
    )
    {
        var caller = await access.DemandAsync(Right.Configure, connection.Key);
        var draft = await muster.Settings.DraftAsync(SettingScope.Of(connection.Key), edits, seen, CancellationToken.None);
        if (draft.Differences.Count == 0)
            return "Nothing to change: the schedule is like that already.";
        switch (await muster.Settings.SaveAsync(draft, caller.Name, reason, CancellationToken.None))
        {
            case SettingsOutcome.Saved(var version):
                await schedules.RefreshAsync(CancellationToken.None);
                return $"Saved as version {version.Version} of the settings of {connection.Name}.";
            case SettingsOutcome.Overtaken overtaken:
                throw Overtaken.By(overtaken, clock.GetUtcNow());
            default:
                throw new InvalidOperationException("Unknown outcome.");
        }
    }
}
