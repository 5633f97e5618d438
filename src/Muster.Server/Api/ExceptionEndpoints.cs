using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Exceptions;
using Muster.Engine.Platform;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Groups;

namespace Muster.Server.Api;

/// <summary>What a person decided about one person in one group, whatever the directory says.</summary>
/// <param name="Id">Number.</param>
/// <param name="Group">Number of the group.</param>
/// <param name="GroupName">Its name.</param>
/// <param name="User">The user, by handle.</param>
/// <param name="UserName">UPN or name.</param>
/// <param name="Kind">Whether the person counts, or does not.</param>
/// <param name="Relation">As a member or an owner.</param>
/// <param name="Reason">Why.</param>
/// <param name="Author">Who decided.</param>
/// <param name="Since">When it began.</param>
/// <param name="Until">When it ends by itself; null for never.</param>
internal sealed record ExceptionItem(
    long Id,
    int Group,
    string? GroupName,
    string? User,
    string? UserName,
    ExceptionKind Kind,
    MembershipRelation Relation,
    string Reason,
    string Author,
    DateTimeOffset Since,
    DateTimeOffset? Until
)
{
    public static async Task<IReadOnlyList<ExceptionItem>> OfAsync(
        MusterInstance muster,
        IReadOnlyList<MembershipException> exceptions,
        long revision,
        CancellationToken cancellationToken
    )
    {
        var history = muster.Database.History;
        var groups = await history.GroupsByKeyAsync([.. exceptions.Select(it => it.Group).Distinct()], revision, cancellationToken);
        var users = await history.UsersByKeyAsync([.. exceptions.Select(it => it.User).Distinct()], revision, cancellationToken);
        return
        [
            .. exceptions.Select(exception =>
            {
                var user = users.GetValueOrDefault(exception.User);
                return new ExceptionItem(
                    exception.Id,
                    exception.Group,
                    groups.GetValueOrDefault(exception.Group)?.Name,
                    user?.Handle,
                    user?.Attributes.UserPrincipalName ?? user?.Attributes.DisplayName,
                    exception.Kind,
                    exception.Relation,
                    exception.Reason,
                    exception.Author,
                    exception.From,
                    exception.Until
                );
            }),
        ];
    }
}

/// <summary>An exception that is asked for.</summary>
/// <param name="Group">Number of the group.</param>
/// <param name="User">Object id, number, UPN, mail or exact display name.</param>
/// <param name="Kind">Whether the person counts, or does not.</param>
/// <param name="Reason">Why; kept with it.</param>
/// <param name="Relation">As a member or an owner.</param>
/// <param name="Until">When it ends by itself; left out for never.</param>
/// <param name="Connection">Name of the connection that the group follows; may be left out, and no other is taken.</param>
internal sealed record NewException(
    int Group,
    string User,
    ExceptionKind Kind,
    string Reason,
    MembershipRelation Relation = MembershipRelation.Member,
    DateTimeOffset? Until = null,
    string? Connection = null
) : INamesConnection, INamesGroup, INamesUser;

/// <summary>Another end of an exception.</summary>
/// <param name="Until">The new end; null for never.</param>
internal sealed record ExceptionChange(DateTimeOffset? Until);

/// <summary>What became of a decision about an exception.</summary>
/// <param name="Exception">The exception as the run leaves it, or as it was before it ended.</param>
/// <param name="Run">The run; it may be held, and wait for a person.</param>
internal sealed record ExceptionResult(ExceptionItem Exception, RunItem Run);

/// <summary>Exceptions.</summary>
internal static class ExceptionEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var exceptions = api.MapGroup("/exceptions").WithTags("Exceptions");
        exceptions.MapGet("", ListAsync).As("listExceptions", Right.Read).Narrowed();
        exceptions.MapPost("", AddAsync).As("addException", Right.Operate).Narrowed().Costly().Idempotent();
        exceptions.MapGet("/{id:long}", FindAsync).As("getException", Right.Read);
        exceptions.MapPatch("/{id:long}", ExtendAsync).As("changeException", Right.Operate).Costly().IfMatch();
        exceptions.MapPost("/{id:long}/end", EndAsync).As("endException", Right.Operate).Costly().Idempotent();
    }

    /// <summary>Lists the exceptions that stand, or stood, those that end first on top.</summary>
    /// <param name="group">Only those of this group, by number.</param>
    /// <param name="user">Only those of this person.</param>
    /// <param name="endingBefore">Only those that end before this instant.</param>
    /// <param name="at">The state of then: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    internal static async Task<Page<ExceptionItem>> ListAsync(
        HttpContext context,
        MusterInstance muster,
        int? group,
        string? user,
        string? endingBefore,
        string? at,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var revision = (await Moments.FindAsync(muster, at, cancellationToken)).Revision;
        var before = Moments.Instant(endingBefore, "endingBefore");
        var query = new ExceptionQuery
        {
            Group = group,
            User = user is null ? null : (await Named.UserAsync(muster, user, revision, cancellationToken)).Key,
            EndingBefore = before,
            Within = context.Where(Right.Read),
        };
        var found = await StandingExceptions.FindAsync(muster, revision, query, cancellationToken);
        var slice = paging.Slice(found, exception => exception.Id.ToString(CultureInfo.InvariantCulture), exception => exception);
        return new Page<ExceptionItem>(
            await ExceptionItem.OfAsync(muster, slice.Items, revision, cancellationToken),
            slice.Next,
            slice.Total
        );
    }

    /// <summary>Shows an exception that stands.</summary>
    /// <param name="id">Number of the exception.</param>
    internal static async Task<ExceptionItem> FindAsync(
        long id,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    ) => Etags.Send(context, await ItemAsync(muster, id, cancellationToken));

    /// <summary>Makes an exception for one person in one linked group; syncs respect it until it ends.</summary>
    internal static async Task<Ok<ExceptionResult>> AddAsync(
        NewException order,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var group = await Named.GroupAsync(muster, order.Group, revision, cancellationToken);
        var user = await Named.UserAsync(muster, order.User, revision, cancellationToken);
        var outcome = await muster.Exceptions.AddAsync(
            await ConnectionAsync(muster, group, order.Connection, cancellationToken),
            new ExceptionWish(
                group.Name,
                user.Key,
                user.Attributes.UserPrincipalName ?? user.Attributes.DisplayName ?? order.User,
                order.Relation,
                order.Kind,
                order.Reason,
                order.Until
            ),
            context.Caller().Name,
            Quiet.Observer,
            cancellationToken
        );
        return TypedResults.Ok(await ResultAsync(muster, outcome, cancellationToken));
    }

    /// <summary>Gives an exception another end.</summary>
    /// <param name="id">Number of the exception.</param>
    internal static Task<ExceptionResult> ExtendAsync(
        long id,
        ExceptionChange change,
        HttpContext context,
        MusterInstance muster,
        Etags tags,
        CancellationToken cancellationToken
    ) =>
        tags.ChangeAsync(
            context,
            async () => Etags.Of(await ItemAsync(muster, id, cancellationToken)),
            async () =>
                await ResultAsync(
                    muster,
                    await muster.Exceptions.ExtendAsync(
                        await ConnectionAsync(muster, id, cancellationToken),
                        id,
                        change.Until,
                        context.Caller().Name,
                        Quiet.Observer,
                        cancellationToken
                    ),
                    cancellationToken
                )
        );

    /// <summary>Ends an exception before its date.</summary>
    /// <param name="id">Number of the exception.</param>
    internal static async Task<Ok<ExceptionResult>> EndAsync(
        long id,
        Decided decided,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            await ResultAsync(
                muster,
                await muster.Exceptions.EndAsync(
                    await ConnectionAsync(muster, id, cancellationToken),
                    id,
                    Named.Reason(decided.Reason),
                    context.Caller().Name,
                    Quiet.Observer,
                    cancellationToken
                ),
                cancellationToken
            )
        );

    /// <summary>The connection whose directory a group follows. Another one would plan with the people of another directory, and be on record as where it was decided.</summary>
    private static async Task<Connection> ConnectionAsync(
        MusterInstance muster,
        GroupRow group,
        string? named,
        CancellationToken cancellationToken
    )
    {
        var followed = await muster.FollowedByAsync(group.Key, cancellationToken);
        if (named is null && followed is not null)
            return followed;
        var asked = await Named.ConnectionAsync(muster, named, "/connection", cancellationToken);
        return followed is null || followed.Key == asked.Key
            ? asked
            : throw ApiException.Invalid(
                "/connection",
                $"The group '{group.Name}' follows '{followed.Name}', not '{asked.Name}'. Name that connection, or leave it out. Nothing was changed.",
                "otherConnection"
            );
    }

    /// <summary>The connection whose directory the group of an exception follows.</summary>
    private static async Task<Connection> ConnectionAsync(MusterInstance muster, long id, CancellationToken cancellationToken)
    {
        var all = await muster.Connections.ListAsync(cancellationToken);
        if (all is [var only])
            return only;
        var item = await ItemAsync(muster, id, cancellationToken);
        var group = await Named.GroupAsync(
            muster,
            item.Group,
            await muster.Database.Platform.RevisionAsync(cancellationToken),
            cancellationToken
        );
        return await muster.FollowedByAsync(group.Key, cancellationToken)
            ?? throw ApiException.Conflict("noConnection", "The group of this exception follows no directory that is connected.");
    }

    private static async Task<ExceptionResult> ResultAsync(
        MusterInstance muster,
        ExceptionOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        if (outcome is ExceptionOutcome.Refused(var problem))
            throw ApiException.Refused(problem);
        var (run, exception) = (ExceptionOutcome.Done)outcome;
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        return new ExceptionResult(
            (await ExceptionItem.OfAsync(muster, [exception], revision, cancellationToken))[0],
            RunItem.Of(run, await Named.ConnectionNamesAsync(muster, cancellationToken))
        );
    }

    private static async Task<ExceptionItem> ItemAsync(MusterInstance muster, long id, CancellationToken cancellationToken)
    {
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var found = (await muster.Database.Exceptions.AtAsync(revision, cancellationToken)).FirstOrDefault(exception => exception.Id == id);
        return found is null
            ? throw ApiException.NotFound($"No exception {id} stands.")
            : (await ExceptionItem.OfAsync(muster, [found], revision, cancellationToken))[0];
    }
}
