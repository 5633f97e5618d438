using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Platform;
using Muster.Engine.Reviewing;
using Muster.Engine.Runs;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Nodes;
using Muster.Server.Runs;
using Muster.Server.Ui;

namespace Muster.Server.Api;

/// <summary>A membership that a run began or ended.</summary>
/// <param name="Group">Name of the group.</param>
/// <param name="GroupKey">Number of the group.</param>
/// <param name="User">Name of the person.</param>
/// <param name="UserKey">Number of the person.</param>
/// <param name="Relation">Member or owner.</param>
/// <param name="Origin">Who decided.</param>
/// <param name="Added">Whether it began; otherwise it ended.</param>
/// <param name="Why">Why, or by which path, in the words of the admin app.</param>
internal sealed record RunChangeItem(
    string Group,
    int GroupKey,
    string User,
    int UserKey,
    MembershipRelation Relation,
    MembershipOrigin Origin,
    bool Added,
    string Why
)
{
    public static RunChangeItem Of(RunChange change) =>
        new(
            change.Group,
            change.Place.Group,
            change.User,
            change.Place.User,
            change.Place.Relation,
            change.Place.Origin,
            change.Sign == Plans.PlanSign.Addition,
            change.Why
        );
}

/// <summary>A membership that at least one of two runs changed.</summary>
/// <param name="Overlap">How the two stand.</param>
/// <param name="Group">Name of the group.</param>
/// <param name="GroupKey">Number of the group.</param>
/// <param name="User">Name of the person; null for who has none.</param>
/// <param name="UserKey">Number of the person.</param>
/// <param name="Relation">Member or owner.</param>
/// <param name="Origin">Who decided.</param>
/// <param name="Earlier">Whether the earlier run added it (true) or removed it (false); null when it did neither.</param>
/// <param name="Later">The same for the later run.</param>
internal sealed record ComparedChangeItem(
    ChangeOverlap Overlap,
    string Group,
    int GroupKey,
    string? User,
    int UserKey,
    MembershipRelation Relation,
    MembershipOrigin Origin,
    bool? Earlier,
    bool? Later
)
{
    public static ComparedChangeItem Of(ComparedMembership row) =>
        new(row.Overlap, row.Group, row.Place.Group, row.User, row.Place.User, row.Place.Relation, row.Place.Origin, row.First, row.Second);
}

/// <summary>What runs did to single memberships.</summary>
internal static class RunChangeEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var run = api.MapGroup("/runs/{id:long}").WithTags("Runs");
        run.MapGet("/changes", ListAsync).As("listRunChanges", Right.Read).ForOwners().Costly();
        run.MapGet("/compare", CompareAsync).As("compareRuns", Right.Read).Costly();
        run.MapGet("/compare/steps", CompareStepsAsync).As("compareRunSteps", Right.Read).Costly();
        api.MapGroup("/work").WithTags("Work").MapGet("/{number:long}/changes", LatestAsync).As("listWorkChanges", Right.Read).ForOwners();
    }

    /// <summary>Lists the memberships that a run began or ended, by group. People, groups and exceptions stand with the steps of its plan.</summary>
    /// <param name="id">Number of the run.</param>
    internal static async Task<Page<RunChangeItem>> ListAsync(
        long id,
        HttpContext context,
        MusterInstance muster,
        RunChanges changes,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var run = await RunAsync(muster, id, cancellationToken);
        return await paging.PageAsync(
            await changes.PageAsync(Texts.English, run, After(paging), paging.Fetched, cancellationToken),
            RunChangeItem.Of,
            change => PlaceOf(change.Place),
            () => changes.CountAsync(run, cancellationToken)
        );
    }

    /// <summary>Lists the memberships that two runs changed, side by side: in both, in one only, or taken back by the later one.</summary>
    /// <param name="id">Number of the one run.</param>
    /// <param name="with">Number of the other run.</param>
    /// <param name="show">Only memberships that stand so.</param>
    internal static async Task<Page<ComparedChangeItem>> CompareAsync(
        long id,
        long with,
        HttpContext context,
        MusterInstance muster,
        RunChanges changes,
        [Word(typeof(ChangeOverlap))] string? show,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var (_, _, pair) = await PairAsync(context, muster, changes, id, with, show, Right.Read, cancellationToken);
        return await paging.PageAsync(
            await muster.Database.Reviews.CompareAsync(pair, After(paging), paging.Fetched, cancellationToken),
            ComparedChangeItem.Of,
            row => PlaceOf(row.Place),
            async () =>
            {
                var counts = await muster.Database.Reviews.CountComparedAsync(pair, cancellationToken);
                return pair.Overlap is { } only ? counts[only] : counts.Values.Sum();
            }
        );
    }

    /// <summary>Two runs side by side, of which the second stands in no place that the right is asked for by.</summary>
    internal static async Task<(Run One, Run Other, RevisionPair Pair)> PairAsync(
        HttpContext context,
        MusterInstance muster,
        RunChanges changes,
        long id,
        long with,
        string? show,
        Right right,
        CancellationToken cancellationToken
    )
    {
        var (one, other) = await TwoAsync(id, with, context, muster, right, cancellationToken);
        var pair =
            await changes.PairAsync(one, other, Words.Of<ChangeOverlap>(show, "show"), cancellationToken)
            ?? throw ApiException.Conflict(
                "nothingToCompare",
                $"Run {(one.Revision is null ? one.Id : other.Id)} changed nothing, so there is nothing to compare."
            );
        return (one, other, pair);
    }

    /// <summary>Lists what two runs did to groups, people and exceptions, side by side. Their counts, durations and settings stand with the runs themselves.</summary>
    /// <param name="id">Number of the one run.</param>
    /// <param name="with">Number of the other run.</param>
    internal static async Task<Page<ComparedStepItem>> CompareStepsAsync(
        long id,
        long with,
        HttpContext context,
        MusterInstance muster,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var (one, other) = await TwoAsync(id, with, context, muster, Right.Read, cancellationToken);
        var (first, second) = one.Id < other.Id ? (one, other) : (other, one);
        var compared = await ComparedSteps.LoadAsync(muster, first, second, cancellationToken);
        if (compared.NotKept is [var gone, ..])
            throw ApiException.Conflict("stepsNotKept", $"The steps of run {gone} are not kept any more, so they cannot be compared.");
        return paging.Slice(compared.Steps, step => step.Place, step => new ComparedStepItem(step.Text, step.First, step.Second));
    }

    /// <summary>Lists the last single changes of work under way, the newest first, at most twenty. None is in force before the whole plan is written.</summary>
    /// <param name="number">Number of the work.</param>
    internal static async Task<Page<LiveChangeItem>> LatestAsync(
        long number,
        HttpContext context,
        WorkExchange work,
        LiveLogs logs,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var run = await work.FindAsync(number, cancellationToken) ?? throw ApiException.NotFound(LiveRuns.Missing(number));
        var latest = await logs.OfAsync(run, run.State, cancellationToken);
        return paging.Slice(
            latest,
            change => change.Number.ToString(CultureInfo.InvariantCulture),
            change => new LiveChangeItem(change.Number, change.Text)
        );
    }

    private static ChangePlace? After(Paging paging) =>
        paging.After is [{ } group, { } relation, { } origin, { } user]
            ? new ChangePlace(Number(group), (MembershipRelation)Number(relation), (MembershipOrigin)Number(origin), Number(user))
            : null;

    private static string[] PlaceOf(ChangePlace place) =>
        [Text(place.Group), Text((int)place.Relation), Text((int)place.Origin), Text(place.User)];

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Both runs; another than the one in the address must be seen by the caller too.</summary>
    private static async Task<(Run One, Run Other)> TwoAsync(
        long id,
        long with,
        HttpContext context,
        MusterInstance muster,
        Right right,
        CancellationToken cancellationToken
    )
    {
        var (one, other) = (await RunAsync(muster, id, cancellationToken), await RunAsync(muster, with, cancellationToken));
        return context.Caller().May(right, other.Connection) ? (one, other) : throw ApiException.NotFound($"There is no run {with}.");
    }

    internal static async Task<Run> RunAsync(MusterInstance muster, long id, CancellationToken cancellationToken) =>
        await muster.Database.Runs.FindAsync(id, cancellationToken) ?? throw ApiException.NotFound($"There is no run {id}.");
}

/// <summary>A change of a group, a person or an exception that at least one of two runs made.</summary>
/// <param name="Text">What it did, in the words of plans.</param>
/// <param name="Earlier">Whether the earlier run did it.</param>
/// <param name="Later">Whether the later run did it.</param>
internal sealed record ComparedStepItem(string Text, bool Earlier, bool Later);

/// <summary>One change of work under way.</summary>
/// <param name="Number">Which step it is, from 1.</param>
/// <param name="Text">What it does, in the words of the admin app.</param>
internal sealed record LiveChangeItem(long Number, string Text);
