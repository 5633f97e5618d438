using Muster.Core.Configuration;
using Muster.Core.Scheduling;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Server.Access;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Scheduling;

/// <summary>Reads and saves schedules, as settings of their connections.</summary>
internal sealed class ScheduleDesk(MusterInstance muster, ConnectionSchedules schedules, Texts T)
{
    /// <summary>The settings of a connection, of which its schedule is a part.</summary>
    public Task<SettingsVersion> LoadAsync(Connection connection) =>
        muster.Database.Settings.CurrentAsync(SettingScope.Of(connection.Key), CancellationToken.None);

    /// <summary>The schedule in some settings.</summary>
    public static SchedulePolicy Of(IReadOnlyDictionary<string, string> values) => Settings.OfConnection.FromValues(values).Schedule;

    /// <summary>The pause of a connection with who made it and when it ends; null while it does not rest.</summary>
    public Task<StandingPause?> PauseOfAsync(Connection connection) =>
        StandingPause.FindAsync(muster.Database.Settings, connection.Key, muster.Clock.GetUtcNow(), CancellationToken.None);

    /// <summary>Whether the directory of a connection also tells of its changes.</summary>
    public Task<bool> IsNotifiedAsync(Connection connection) => muster.IsNotifiedAsync(connection, CancellationToken.None);

    /// <summary>The changes of settings that pause, or let go on.</summary>
    public static IReadOnlyList<SettingEdit> Edits(PauseWish? wish) =>
        [new(PauseEdits.Reason, wish?.Reason), new(PauseEdits.Until, wish?.Until is { } end ? SettingKind.Instant.Text(end) : null)];

    /// <summary>Pauses as wished, or goes on without a wish.</summary>
    public Task<ScheduleOutcome> PauseAsync(Connection connection, SettingsVersion seen, PauseWish? wish, CircuitAccess access) =>
        SaveAsync(connection, seen, Edits(wish), wish?.Reason, access);

    /// <summary>The same as it stands at this moment, for whoever has not looked at the settings. A pause that would end earlier is replaced.</summary>
    /// <exception cref="WorkFailedException">It is so already, or somebody else was faster.</exception>
    public async Task PauseAsync(Connection connection, PauseWish? wish, CircuitAccess access)
    {
        var settings = await LoadAsync(connection);
        var schedule = Of(settings.Values);
        switch (schedule.PauseAt(muster.Clock.GetUtcNow()), wish)
        {
            case ({ } stands, not null) when !wish.Outlasts(schedule.PausedUntil):
                throw new WorkFailedException(T["It was paused already, and the reason stays: {0}", stands]);
            case (null, null):
                throw new WorkFailedException(T["It is not paused."]);
        }
        if ((await PauseAsync(connection, settings, wish, access)).Overtaken is { } overtaken)
            throw new WorkFailedException(
                T["{0} paused it or let it go on at the same moment. Nothing was changed.", overtaken.Theirs.Actor]
            );
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
            return new(T["Nothing to change: the schedule is like that already."], null);
        switch (await muster.Settings.SaveAsync(draft, caller.Name, reason, CancellationToken.None))
        {
            case SettingsOutcome.Saved(var version):
                await schedules.RefreshAsync(CancellationToken.None);
                return new(T["Saved as version {0} of the settings of {1}.", version.Version, connection.Name], null);
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
