using System.Globalization;
using Muster.Core.Incremental;
using Muster.Engine.Syncing;

namespace Muster.Engine.Incremental;

/// <summary>Decides whether a plan can be made from what has changed. In any doubt it is made from everything.</summary>
/// <param name="Way">How the plan is made, and why.</param>
/// <param name="Since">The mark from which changes count; null when there is none that holds.</param>
/// <param name="Covers">Whether later plans may build on this one once it is applied.</param>
public sealed record PlanningChoice(PlanningWay Way, PlanningMark? Since, bool Covers)
{
    /// <summary>Decides.</summary>
    /// <param name="request">What the run is asked to do.</param>
    /// <param name="position">Where the connection stands.</param>
    /// <param name="configuration">Versions of the settings and rules in force.</param>
    /// <param name="fullEvery">How old the last full plan may be.</param>
    /// <param name="now">The instant the plan is made for.</param>
    public static PlanningChoice Of(
        SyncRequest request,
        PlanningPosition position,
        string configuration,
        TimeSpan fullEvery,
        DateTimeOffset now
    )
    {
        if (request.NewImportRule is not null)
            return Apart("A new import rule decides about everybody.");
        if (request.Groups.Count > 0)
            return Apart("It is about some groups only, and these were compared whole.");
        if (request.Heals)
            return Full("It puts drift back, so everything was compared.", null);
        if (Doubt(position, configuration, now) is { } doubt)
            return Full(doubt, null);
        if (request.Full)
            return Full("A full read and plan were asked for.", position.Mark);
        if (request.PlanInFull)
            return Full("A full plan was asked for.", position.Mark);
        var age = now - position.Mark!.FullAt;
        return age >= fullEvery
            ? Full(
                Words($"The last full plan is {age.TotalHours:0.#} hours old; one is made every {fullEvery.TotalHours:0.#} hours."),
                position.Mark
            )
            : new PlanningChoice(
                new PlanningWay(false, Words($"Nothing but what has changed since run {position.Mark.Run} can need a step.")),
                position.Mark,
                Covers: true
            );
    }

    /// <summary>A plan of everything on which later plans may build.</summary>
    /// <param name="reason">Why it is made so.</param>
    public static PlanningChoice InFull(string reason) => Full(reason, null);

    /// <summary>Why no plan can be built on the last one; null when it can.</summary>
    private static string? Doubt(PlanningPosition position, string configuration, DateTimeOffset now) =>
        position.Mark switch
        {
            null =>
                "No plan of everything was applied by its own run just before: it is the first, or the last one was held and then approved.",
            { Planner: not IncrementalPlanner.Version } => "Muster has been updated and plans by other rules.",
            { KeptBack: true } => "The last plan kept something back that it could not prove.",
            var mark when mark.Configuration != configuration => "The configuration has changed.",
            var mark when mark.MirrorVersion != position.SettledVersion || mark.MirrorVersion > position.MirrorVersion =>
                "The stored mirror is not the one the last plan was made from.",
            var mark when mark.Revision > position.Revision => "The stored state is older than the last plan: was a backup restored?",
            var mark when mark.At > now || mark.FullAt > now => "The clock is behind the last plan.",
            _ => null,
        };

    private static PlanningChoice Full(string reason, PlanningMark? since) => new(new PlanningWay(true, reason), since, Covers: true);

    private static PlanningChoice Apart(string reason) => new(new PlanningWay(true, reason), null, Covers: false);

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
