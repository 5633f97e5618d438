using System.CommandLine;
using Muster.Cli.Past;
using Muster.Engine.History;
using Muster.Engine.Runs;
using Muster.Server;

namespace Muster.Cli;

/// <summary>Reads <c>--at TIME</c> and finds the state that stood then.</summary>
/// <remarks>
/// A listing that shows the past adds <c>Option()</c>, asks <c>FindAsync</c> and hands the revision to the store. Everything the store lists is kept by
/// revision, so that is all there is to it.
/// </remarks>
internal static class Moments
{
    /// <summary>The option of a listing.</summary>
    public static Option<string?> Option() => Option("--at", "State at this time: 2026-01-31, 2026-01-31T18:00+01:00, -7d, run:12 …");

    /// <summary>An option that takes a time.</summary>
    public static Option<string?> Option(string name, string description) => new(name) { Description = description, HelpName = "TIME" };

    /// <summary>The moment that was asked for, told on standard error; the present when nothing was asked.</summary>
    /// <exception cref="UserErrorException">The text is no time, or nothing is known of it.</exception>
    public static async Task<Moment> FindAsync(
        Invocation call,
        MusterInstance muster,
        Option<string?> option,
        CancellationToken cancellationToken
    )
    {
        var moment = await FindAsync(muster, call.Get(option), option.Name, call.Clock, cancellationToken);
        if (moment.Sentence is { } sentence)
            call.Terminal.Note($"[grey]{sentence}[/]");
        return moment;
    }

    /// <summary>The revision in force at a time, or the latest; says nothing about it.</summary>
    /// <exception cref="UserErrorException">The text is no time, or nothing is known of it.</exception>
    public static async Task<long> RevisionAsync(
        MusterInstance muster,
        string? text,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => (await FindAsync(muster, text, "--at", clock, cancellationToken)).Revision;

    /// <summary>The instant a text means, for filters; runs and revisions stand for when they ended or began.</summary>
    /// <exception cref="UserErrorException">The text is no time.</exception>
    public static async Task<DateTimeOffset?> InstantAsync(
        Invocation call,
        MusterInstance muster,
        Option<string?> option,
        CancellationToken cancellationToken
    ) => (await FindAsync(muster, call.Get(option), option.Name, call.Clock, cancellationToken, mayPrecede: true)).At;

    private static async Task<Moment> FindAsync(
        MusterInstance muster,
        string? text,
        string option,
        TimeProvider clock,
        CancellationToken cancellationToken,
        bool mayPrecede = false
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
        return new MomentText(option, now).Parse(text) switch
        {
            AskedMoment.OfRevision(var number) => await OfRevisionAsync(history, option, number, latest, cancellationToken),
            AskedMoment.OfRun(var run) => await OfRunAsync(muster, option, run, cancellationToken),
            AskedMoment.Instant(var at) => await AtAsync(history, option, at, null, mayPrecede, cancellationToken),
            var other => throw new InvalidOperationException($"{other} cannot be found."),
        };
    }

    private static async Task<Moment> AtAsync(
        IHistoryStore history,
        string option,
        DateTimeOffset at,
        string? remark,
        bool mayPrecede,
        CancellationToken cancellationToken
    )
    {
        if (await history.InForceAsync(at, cancellationToken) is { } made)
            return new Moment(made.Number, at, made, await history.ReadsAsync(at, cancellationToken), remark);
        if (mayPrecede)
            return new Moment(0, at, null, null, null);
        var first = await history.RevisionAsync(1, cancellationToken);
        throw new UserErrorException(
            ExitCodes.NotFound,
            $"{option}: nothing is known of {Numbers.Instant(at)}. {(first is null ? "Nothing was changed here yet; start with: muster users import --everyone" : $"History begins at {Numbers.Instant(first.At)} with run {first.Run}; ask for that time or a later one.")}"
        );
    }

    private static async Task<Moment> OfRevisionAsync(
        IHistoryStore history,
        string option,
        long number,
        long latest,
        CancellationToken cancellationToken
    )
    {
        var made =
            await history.RevisionAsync(number, cancellationToken)
            ?? throw new UserErrorException(
                ExitCodes.NotFound,
                $"{option}: there is no revision {number}; {(latest == 0 ? "nothing was changed here yet" : $"they go from 1 to {latest}")}."
            );
        return new Moment(number, made.At, made, await history.ReadsAsync(made.At, cancellationToken), null);
    }

    private static async Task<Moment> OfRunAsync(MusterInstance muster, string option, long id, CancellationToken cancellationToken)
    {
        var run =
            await muster.Database.Runs.FindAsync(id, cancellationToken)
            ?? throw new UserErrorException(ExitCodes.NotFound, $"{option}: there is no run {id}. List them with: muster runs list");
        var history = muster.Database.History;
        if (run.Revision is { } revision)
            return await OfRevisionAsync(history, option, revision, revision, cancellationToken);
        if (run.EndedAt is not { } ended)
            throw new UserErrorException(ExitCodes.NotFound, $"{option}: run {id} has not ended, so nothing stands that it made.");
        var word = run.Outcome == RunOutcome.NoChanges ? "changed nothing" : $"was not applied ({JsonFormat.Word(run.Outcome)})";
        return await AtAsync(history, option, ended, $" Run {id} {word}; shown is what stood when it ended.", false, cancellationToken);
    }
}
