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
internal sealed class ScheduleDesk(MusterInstance muster, ConnectionSchedules schedules)
{
    /// <summary>The settings of a connection, of which its schedule is a part.</summary>
    public Task<SettingsVersion> LoadAsync(Connection connection) =>
        muster.Database.Settings.CurrentAsync(SettingScope.Of(connection.Key), CancellationToken.None);

    /// <summary>The schedule in some settings.</summary>
    public static SchedulePolicy Of(IReadOnlyDictionary<string, string> values) => Settings.OfConnection.FromValues(values).Schedule;

    /// <summary>Pauses with a reason, or goes on without.</summary>
    public Task<ScheduleOutcome> PauseAsync(Connection connection, SettingsVersion seen, string? reason, CircuitAccess access) =>
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
                var settings = await LoadAsync(connection);
                if (Of(settings.Values).Paused is null == reason is null)
                    continue;
                if ((await PauseAsync(connection, settings, reason, access)).Overtaken is { } theirs)
                    failed.Add((connection, $"{theirs.Theirs.Actor} changed it meanwhile."));
            }
            catch (Exception failure) when (failure is WorkFailedException or AccessDeniedException or StorageException)
            {
                failed.Add((connection, failure.Message));
            }
        return failed;
    }

    /// <summary>Saves; the scheduler follows at once. What somebody else changed of other settings meanwhile stays.</summary>
    public async Task<ScheduleOutcome> SaveAsync(
        Connection connection,
        SettingsVersion seen,
        IReadOnlyList<SettingEdit> edits,
        string? reason,
        CircuitAccess access
    )
    {
        var caller = await access.DemandAsync(Right.Configure, connection.Key);
        var draft = await muster.Settings.DraftAsync(SettingScope.Of(connection.Key), edits, seen.Version, CancellationToken.None);
        if (draft.Differences.Count == 0)
            return new("Nothing to change: the schedule is like that already.", null);
        switch (await muster.Settings.SaveAsync(draft, caller.Name, reason, CancellationToken.None))
        {
            case SettingsOutcome.Saved(var version):
                await schedules.RefreshAsync(CancellationToken.None);
                return new($"Saved as version {version.Version} of the settings of {connection.Name}.", null);
            case SettingsOutcome.Overtaken(var theirs, _, _):
                var overtaken = new Overtaken(theirs, seen.Values, edits);
                return overtaken.Concerns ? new("", overtaken) : await SaveAsync(connection, theirs, edits, reason, access);
            default:
                throw new InvalidOperationException("Unknown outcome.");
        }
    }
}

/// <summary>What came of saving a schedule.</summary>
/// <param name="Said">What was done, for people.</param>
/// <param name="Overtaken">Somebody else was faster, and nothing was saved; null when it was.</param>
internal sealed record ScheduleOutcome(string Said, Overtaken? Overtaken);
