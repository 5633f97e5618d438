using Muster.Engine.History;
using Muster.Engine.Runs;
using Muster.Server.Groups;

namespace Muster.Server.Wording;

/// <summary>Finds the state that stood at a moment that somebody typed.</summary>
internal static class MomentFinder
{
    /// <summary>The moment a text means; the present when there is none.</summary>
    /// <param name="muster">Where to look.</param>
    /// <param name="text">What somebody typed, or null.</param>
    /// <param name="without">What to leave out in order to see the present, for messages.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="mayPrecede">Whether it may lie before the first revision.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="MomentException">The text is no time, or nothing is known of it.</exception>
    public static async Task<Moment> FindAsync(
        MusterInstance muster,
        string? text,
        string without,
        TimeProvider clock,
        bool mayPrecede,
        CancellationToken cancellationToken
    )
    {
        var history = muster.Database.History;
        var latest = await muster.Database.Platform.RevisionAsync(cancellationToken);
        if (text is null)
            return new Moment(latest, null, null, null, null);
        // A clock that was set back does not make what is recorded the future.
        var now = clock.GetUtcNow();
        if (await history.RevisionAsync(latest, cancellationToken) is { } newest && newest.At > now)
            now = newest.At;
        return new MomentText(without, now).Parse(text) switch
        {
            AskedMoment.OfRevision(var number) => await OfRevisionAsync(history, number, latest, cancellationToken),
            AskedMoment.OfRun(var run) => await OfRunAsync(muster, run, cancellationToken),
            AskedMoment.Instant(var at) => await AtAsync(history, at, null, mayPrecede, cancellationToken),
            var other => throw new InvalidOperationException($"{other} cannot be found."),
        };
    }

    /// <summary>The same moment as the directory tells of it that a group follows: how exactly it is known goes by the reads of that one.</summary>
    public static async Task<Moment> OfGroupAsync(
        this Moment moment,
        MusterInstance muster,
        int group,
        CancellationToken cancellationToken
    ) =>
        moment is { At: { } at, Reads: not null } && await muster.FollowedByAsync(group, cancellationToken) is { } connection
            ? moment with
            {
                Reads = await muster.Database.History.ReadsAsync(at, connection.Key, cancellationToken),
            }
            : moment;

    private static async Task<Moment> AtAsync(
        IHistoryStore history,
        DateTimeOffset at,
        string? remark,
        bool mayPrecede,
        CancellationToken cancellationToken
    )
    {
        if (await history.InForceAsync(at, cancellationToken) is { } made)
            return new Moment(made.Number, at, made, await history.ReadsAsync(at, null, cancellationToken), remark);
        if (mayPrecede)
            return new Moment(0, at, null, null, null);
        var first = await history.RevisionAsync(1, cancellationToken);
        throw first is null
            ? new MomentException(
                $"nothing is known of {Numbers.Instant(at)}. Nothing was changed here yet; start with an import of people.",
                isUnknown: true,
                "To import: muster users import --everyone"
            )
            : new MomentException(
                $"nothing is known of {Numbers.Instant(at)}. History begins at {Numbers.Instant(first.At)} with run {first.Run}; ask for that time or a later one.",
                isUnknown: true
            );
    }

    private static async Task<Moment> OfRevisionAsync(IHistoryStore history, long number, long latest, CancellationToken cancellationToken)
    {
        var made =
            await history.RevisionAsync(number, cancellationToken)
            ?? throw new MomentException(
                $"there is no revision {number}; {(latest == 0 ? "nothing was changed here yet" : $"they go from 1 to {latest}")}.",
                isUnknown: true
            );
        return new Moment(number, made.At, made, await history.ReadsAsync(made.At, null, cancellationToken), null);
    }

    private static async Task<Moment> OfRunAsync(MusterInstance muster, long id, CancellationToken cancellationToken)
    {
        var run =
            await muster.Database.Runs.FindAsync(id, cancellationToken)
            ?? throw new MomentException($"there is no run {id}.", isUnknown: true, "List them with: muster runs list");
        var history = muster.Database.History;
        if (run.Revision is { } revision)
            return await OfRevisionAsync(history, revision, revision, cancellationToken);
        if (run.EndedAt is not { } ended)
            throw new MomentException($"run {id} has not ended, so nothing stands that it made.", isUnknown: true);
        var word = run.Outcome == RunOutcome.NoChanges ? "changed nothing" : $"was not applied ({JsonFormat.Word(run.Outcome)})";
        return await AtAsync(history, ended, $" Run {id} {word}; shown is what stood when it ended.", false, cancellationToken);
    }
}
