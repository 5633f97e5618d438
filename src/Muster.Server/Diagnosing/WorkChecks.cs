using Muster.Core.Scheduling;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Inbox;
using Muster.Engine.Notifications;
using Muster.Engine.Runs;
using Muster.Entra;
using Muster.Server.Connections;
using Muster.Server.Ui;

namespace Muster.Server.Diagnosing;

/// <summary>Looks at connections and at what they do by themselves.</summary>
internal sealed class WorkChecks(MusterInstance muster, Texts T)
{
    /// <summary>So long after its time a run that has not begun was missed.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(10);

    /// <summary>So long nobody holds the right to write without something being wrong.</summary>
    private static readonly TimeSpan LongWork = TimeSpan.FromHours(6);

    private DateTimeOffset Now => muster.Clock.GetUtcNow();

    public async Task<IReadOnlyList<Diagnosis>> ClockAsync(Connection connection, CancellationToken cancellationToken) =>
        await ClockOffset.MeasureAsync(connection, muster.Clock, cancellationToken) is not { } ahead ? []
        : ClockWords.Fault(T, ahead) is { } fault
            ? [Diagnosis.Fails("directoryClock", T["This machine's clock is wrong."], fault, connection.Name)]
        : [Diagnosis.Fine("directoryClock", T["This machine's clock and that of the login host agree."], connection.Name)];

    public async Task<IReadOnlyList<Diagnosis>> SchedulesAsync(CancellationToken cancellationToken)
    {
        var found = new List<Diagnosis>();
        foreach (var connection in await muster.Connections.ListAsync(cancellationToken))
        {
            var schedule = (await muster.Policies.OfConnectionAsync(connection.Key, cancellationToken)).Schedule;
            if (!schedule.IsSet)
                continue;
            var pause = await StandingPause.FindAsync(muster.Database.Settings, connection.Key, Now, cancellationToken);
            var last = await muster.Database.Runs.ListAsync(new RunFilter { Connection = connection.Key, Limit = 1 }, cancellationToken);
            var settings = await muster.Database.Settings.CurrentAsync(SettingScope.Of(connection.Key), cancellationToken);
            var began = last is [var run, ..] ? run.StartedAt : (DateTimeOffset?)null;
            found.Add(
                pause is not null
                    ? Diagnosis.Fine("schedule", T["Nothing begins by itself: it is paused."], connection.Name)
                    : Punctuality(connection, schedule, (began > settings.At ? began : settings.At) ?? Now)
            );
        }
        return found;
    }

    public async Task<IReadOnlyList<Diagnosis>> NotificationsAsync(CancellationToken cancellationToken)
    {
        var found = new List<Diagnosis>();
        foreach (var connection in await muster.Connections.ListAsync(cancellationToken))
        {
            var report = await muster.NotificationsAsync(connection, cancellationToken);
            if (!report.Enabled)
                continue;
            found.AddRange(
                report.Streams.Select(stream =>
                    stream.State == SubscriptionState.Live
                        ? Diagnosis.Fine("notifications", T.Told(stream.Words), connection.Name)
                        : Diagnosis.Warns(
                            "notifications",
                            T.Told(stream.Words),
                            T[
                                "See that a server runs and that the directory can reach its public address; meanwhile the schedule reads what changed."
                            ],
                            connection.Name
                        )
                )
            );
        }
        return found;
    }

    public async Task<IReadOnlyList<Diagnosis>> LeaseAsync(CancellationToken cancellationToken) =>
        await muster.Database.Leases.HolderAsync(cancellationToken) switch
        {
            null => [Diagnosis.Fine("lease", T["Nobody is at work on the data."])],
            var (holder, purpose, since) when Now - since > LongWork =>
            [
                Diagnosis.Warns(
                    "lease",
                    T["{0} has been at work since {1}: {2}.", holder, Words.Exact(T, since), purpose],
                    T["See whether it still gets on (muster runs list). A process that was stopped lets go within half a minute."]
                ),
            ],
            var (holder, purpose, since) =>
            [
                Diagnosis.Fine("lease", T["{0} has been at work since {1}: {2}.", holder, Words.Exact(T, since), purpose]),
            ],
        };

    public async Task<IReadOnlyList<Diagnosis>> ProblemsAsync(CancellationToken cancellationToken)
    {
        var open = await muster.Database.Problems.CountAsync(new ProblemFilter(Now) { State = ProblemState.Open }, cancellationToken);
        return
        [
            open == 0
                ? Diagnosis.Fine("problems", T["No problem stands."])
                : Diagnosis.Warns(
                    "problems",
                    T.Count(open, "{0} problem stands.", "{0} problems stand."),
                    T["Look at them: muster problems list."]
                ),
        ];
    }

    public async Task<IReadOnlyList<Diagnosis>> CredentialAsync(Connection connection, CancellationToken cancellationToken)
    {
        try
        {
            var end = CredentialEnd.Of(await muster.Connections.CredentialAsync(connection.Key, cancellationToken));
            if (CredentialEnd.NoticeAt(end, Now) is not { } notice)
                return [Diagnosis.Fine("credential", T["The credential can be read and does not end soon."], connection.Name)];
            var advice = T["Replace it: muster connection update."];
            return
            [
                end <= Now
                    ? Diagnosis.Fails("credential", T.Told(notice.Message), advice, connection.Name)
                    : Diagnosis.Warns("credential", T.Told(notice.Message), advice, connection.Name),
            ];
        }
        catch (CredentialUnreadableException fault)
        {
            return
            [
                Diagnosis.Fails(
                    "credential",
                    T.Told(fault.Message),
                    T["Put the key file back, or give the credential again."],
                    connection.Name
                ),
            ];
        }
    }

    public async Task<IReadOnlyList<Diagnosis>> DirectoryAsync(Connection connection, CancellationToken cancellationToken)
    {
        var credential = await muster.Connections.CredentialAsync(connection.Key, cancellationToken);
        await using var source = muster.Sources.Create(connection, credential);
        var checks = await source.CheckAsync(cancellationToken).ToListAsync(cancellationToken);
        var advice = T["See every permission: muster connection test."];
        if (checks.Find(check => check.Outcome == CheckOutcome.Missing) is { } missing)
            return [Diagnosis.Fails("directory", T["{0}: {1}", missing.Name, T.Told(missing.Detail)], advice, connection.Name)];
        if (checks.Find(check => check.Outcome == CheckOutcome.Surplus || check.ShowsNothing) is { } odd)
            return [Diagnosis.Warns("directory", T["{0}: {1}", odd.Name, T.Told(odd.Detail)], advice, connection.Name)];
        return [Diagnosis.Fine("directory", T["The directory answers, and every permission that is needed is granted."], connection.Name)];
    }

    public async Task<IReadOnlyList<Diagnosis>> ReadAsync(Connection connection, CancellationToken cancellationToken) =>
        await muster.Database.History.LastReadAsync(connection.Key, cancellationToken) is { } read
            ? [Diagnosis.Fine("read", T["Last read to its end {0}.", Words.Relative(T, read.At, Now)], connection.Name)]
            :
            [
                Diagnosis.Warns(
                    "read",
                    T["The directory was never read to its end."],
                    T["Import and sync once: muster users import, muster sync."],
                    connection.Name
                ),
            ];

    private Diagnosis Punctuality(Connection connection, SchedulePolicy schedule, DateTimeOffset since)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone);
        var due = new ScheduleTimes(schedule, zone, muster.SpreadOf(connection.Key)).Next(since);
        return due is { } missed && missed + Late < Now
            ? Diagnosis.Warns(
                "schedule",
                T["A run was due at {0} and did not begin.", Words.Exact(T, missed)],
                T["See that a server runs: muster serve."],
                connection.Name
            )
            : Diagnosis.Fine("schedule", T["Runs begin when they are due."], connection.Name);
    }
}
