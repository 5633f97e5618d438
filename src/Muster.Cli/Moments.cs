using System.CommandLine;
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
        try
        {
            return await MomentFinder.FindAsync(muster, text, option, clock, mayPrecede, cancellationToken);
        }
        catch (MomentException fault)
        {
            throw Told(fault, option);
        }
    }

    /// <summary>What a text means.</summary>
    /// <exception cref="UserErrorException">It is no time.</exception>
    public static AskedMoment Parse(string option, DateTimeOffset now, string text)
    {
        try
        {
            return new MomentText(option, now).Parse(text);
        }
        catch (MomentException fault)
        {
            throw Told(fault, option);
        }
    }

    private static UserErrorException Told(MomentException fault, string option) =>
        new(
            fault.IsUnknown ? ExitCodes.NotFound : ExitCodes.WrongUsage,
            $"{option}: {fault.Message}{(fault.Hint is { } hint ? " " + hint : "")}"
        );
}
