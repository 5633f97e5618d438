using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.DirectoryObjects;
using Muster.Core.Explaining;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Explaining;
using Muster.Engine.Platform;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Groups;
using Muster.Server.Wording;

namespace Muster.Server.Api;

/// <summary>Why somebody is in a group, by every path, or why not.</summary>
/// <param name="User">The person as a user; null for somebody who is none.</param>
/// <param name="Group">The group.</param>
/// <param name="At">The instant asked about; null for now.</param>
/// <param name="Member">Whether the person is a member.</param>
/// <param name="Owner">Whether the person is an owner.</param>
/// <param name="WhyNot">Why the person is not in the group; null when they are.</param>
/// <param name="Steps">What was looked at when the person is not in the group, up to what failed.</param>
/// <param name="Standing">The memberships that stand, with the run that made them.</param>
/// <param name="Paths">Every path in the directory as it is now, from the linked group down: names of the groups.</param>
/// <param name="MorePaths">Whether there are more paths than are shown.</param>
/// <param name="Past">Memberships of other times, each with why it ended.</param>
/// <param name="ImportRule">The import rule in force then, in words.</param>
internal sealed record ExplanationItem(
    UserItem? User,
    GroupItem Group,
    DateTimeOffset? At,
    bool Member,
    bool Owner,
    string? WhyNot,
    IReadOnlyList<ExplanationStep> Steps,
    IReadOnlyList<StandingItem> Standing,
    IReadOnlyList<IReadOnlyList<string>> Paths,
    bool MorePaths,
    IReadOnlyList<MembershipInterval> Past,
    string? ImportRule
)
{
    public static ExplanationItem Of(Explanation explanation) =>
        new(
            explanation.User is { } user ? UserItem.Of(user) : null,
            GroupItem.Of(explanation.Group),
            explanation.At,
            explanation.Standing.Any(standing => standing.Interval.Relation == MembershipRelation.Member),
            explanation.Standing.Any(standing => standing.Interval.Relation == MembershipRelation.Owner),
            explanation.WhyNot,
            explanation.Steps,
            [
                .. explanation.Standing.Select(standing => new StandingItem(
                    standing.Interval.Relation,
                    standing.Interval.Origin,
                    standing.Interval.From,
                    standing.Interval.FromRun,
                    standing.Run?.Verb,
                    standing.Run?.Actor,
                    standing.Via?.Name,
                    standing.Run?.DecidedBy,
                    standing.Run?.DecisionReason
                )),
            ],
            [.. explanation.Paths.Paths.Select(path => (IReadOnlyList<string>)[.. path.Groups.Select(group => group.Name)])],
            explanation.Paths.MoreExist,
            explanation.Past,
            explanation.Configuration.Rule is { } rule ? ImportRuleWords.Of(rule) : null
        );
}

/// <summary>A membership that stands.</summary>
/// <param name="Relation">Member or owner.</param>
/// <param name="Origin">Who decided.</param>
/// <param name="Since">Since when.</param>
/// <param name="Run">The run that added it.</param>
/// <param name="Verb">What that run was for.</param>
/// <param name="Actor">Who started it.</param>
/// <param name="Through">The nested directory group through which it came when it was added.</param>
/// <param name="ApprovedBy">Who approved that run.</param>
/// <param name="Reason">The reason given.</param>
internal sealed record StandingItem(
    MembershipRelation Relation,
    MembershipOrigin Origin,
    DateTimeOffset Since,
    long Run,
    string? Verb,
    string? Actor,
    string? Through,
    string? ApprovedBy,
    string? Reason
);

/// <summary>One membership with why in a line.</summary>
/// <param name="Group">Number of the group.</param>
/// <param name="GroupName">Its name.</param>
/// <param name="User">The user, by handle.</param>
/// <param name="UserPrincipalName">Sign-in name of the user.</param>
/// <param name="DisplayName">Name of the user.</param>
/// <param name="Relation">Member or owner.</param>
/// <param name="Origin">Who decided.</param>
/// <param name="Through">Name of the nested directory group through which it came; null for directly.</param>
/// <param name="Since">Since when.</param>
/// <param name="Run">The run that added it.</param>
/// <param name="ApprovedBy">Who approved that run; null when nobody had to.</param>
internal sealed record ExplainedItem(
    int Group,
    string GroupName,
    string User,
    string? UserPrincipalName,
    string? DisplayName,
    MembershipRelation Relation,
    MembershipOrigin Origin,
    string? Through,
    DateTimeOffset Since,
    long Run,
    string? ApprovedBy
)
{
    public static ExplainedItem Of(ExplainedMembership membership) =>
        new(
            membership.Row.Group,
            membership.Group.Name,
            membership.User.Handle,
            membership.User.Attributes.UserPrincipalName,
            membership.User.Attributes.DisplayName,
            membership.Row.Relation,
            membership.Row.Origin,
            membership.Via?.Name,
            membership.Since.At,
            membership.Since.Run,
            membership.Run?.DecidedBy
        );
}

/// <summary>Answers why.</summary>
internal static class ExplainEndpoints
{
    /// <summary>Memberships that are looked at together for who may see them.</summary>
    private const int Several = 100;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/explain", ExplainAsync).As("explain", Right.Read).ForOwners().Narrowed().Costly(Cost.Explain).WithTags("Explain");
        api.MapGet("/explain/memberships", ListAsync)
            .As("explainMemberships", Right.Read)
            .ForOwners()
            .Narrowed()
            .Costly(Cost.Explain)
            .WithTags("Explain");
    }

    /// <summary>Says why somebody is in a group, by every path and since when, or why not.</summary>
    /// <param name="user">Object id, number, UPN, mail or exact display name.</param>
    /// <param name="group">Number of the group.</param>
    /// <param name="at">The state of then: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    internal static async Task<ExplanationItem> ExplainAsync(
        string user,
        int group,
        HttpContext context,
        MusterInstance muster,
        string? at,
        CancellationToken cancellationToken
    )
    {
        var moment = await Moments.FindAsync(muster, at, cancellationToken);
        var row = await Named.GroupAsync(muster, group, moment.Revision, cancellationToken);
        var (connection, found, person, wasUser) = await AskedAsync(muster, context, user, row, moment.Revision, cancellationToken);
        return ExplanationItem.Of(
            await muster.Explainer.ExplainAsync(
                new MembershipAsked(connection, found, person, wasUser, row, moment.Revision, moment.At),
                cancellationToken
            )
        );
    }

    /// <summary>Lists all memberships of a person, or all of a group, each with why and since when.</summary>
    /// <param name="user">Object id, number, UPN, mail or exact display name; send this or <c>group</c>.</param>
    /// <param name="group">Number of the group.</param>
    /// <param name="at">The state of then: an instant, <c>run:12</c> or <c>revision:12</c>.</param>
    internal static async Task<Page<ExplainedItem>> ListAsync(
        HttpContext context,
        MusterInstance muster,
        string? user,
        int? group,
        string? at,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        if (user is null == group is null)
            throw ApiException.Invalid(
                "?user",
                "Send user or group, and not both; why one person is in one group says /explain.",
                "missing"
            );
        var paging = Paging.Of(context, page);
        var revision = paging.Revision ?? (await Moments.FindAsync(muster, at, cancellationToken)).Revision;
        var person = user is null ? null : await Named.UserAsync(muster, user, revision, cancellationToken);
        if (group is { } key)
            await Named.GroupAsync(muster, key, revision, cancellationToken);
        var database = muster.Database;
        var listing = new MembershipListing(database.Mirror, database.Platform, database.History, database.Runs);
        var connections = await muster.Connections.ListAsync(cancellationToken);
        var within = group is null ? context.Where(Right.Read) : null;
        var rows = listing.ListAsync(connections, revision, group, person?.Key, After(paging), cancellationToken);
        return await paging.PageAsync(
            await WithinAsync(muster, within, rows, cancellationToken).Take(paging.Fetched).ToListAsync(cancellationToken),
            ExplainedItem.Of,
            membership => Place(membership.Row),
            () => CountAsync(database.Platform, revision, group, person, within, cancellationToken),
            revision
        );
    }

    private static MembershipRowPlace? After(Paging paging)
    {
        static int Number(string? text) => int.Parse(text!, CultureInfo.InvariantCulture);
        return paging.After is [var group, var user, var relation, var origin]
            ? new(Number(group), Number(user), (MembershipRelation)Number(relation), (MembershipOrigin)Number(origin))
            : null;
    }

    private static IReadOnlyList<string?> Place(MembershipRow row) =>
        [.. new[] { row.Group, row.User, (int)row.Relation, (int)row.Origin }.Select(part => part.ToString(CultureInfo.InvariantCulture))];

    private static async Task<long> CountAsync(
        IPlatformStore platform,
        long revision,
        int? group,
        UserRow? person,
        IReadOnlyList<int>? within,
        CancellationToken cancellationToken
    )
    {
        if (group is not { } key)
            return await platform.CountMembershipsAsync(revision, new(person!.Key) { Within = within }, cancellationToken);
        var members = await platform.CountMembersAsync(revision, new(key, MembershipRelation.Member), cancellationToken);
        return members + await platform.CountMembersAsync(revision, new(key, MembershipRelation.Owner), cancellationToken);
    }

    /// <summary>Only memberships in groups of these connections; null for all.</summary>
    private static async IAsyncEnumerable<ExplainedMembership> WithinAsync(
        MusterInstance muster,
        IReadOnlyList<int>? connections,
        IAsyncEnumerable<ExplainedMembership> all,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var some in all.Chunk(Several).WithCancellation(cancellationToken))
        {
            var groups = await muster.WithinAsync(
                connections,
                [.. some.Select(membership => membership.Row.Group).Distinct()],
                cancellationToken
            );
            foreach (var membership in some.Where(membership => groups.Contains(membership.Row.Group)))
                yield return membership;
        }
    }

    /// <summary>The one person a text means: a user of then or now, or somebody of the directory who is none.</summary>
    private static async Task<(Connection? Connection, UserRow? User, DirectoryUser? Person, bool WasUser)> AskedAsync(
        MusterInstance muster,
        HttpContext context,
        string text,
        GroupRow group,
        long revision,
        CancellationToken cancellationToken
    )
    {
        var answering = await muster.AnsweringAsync(group.Key, cancellationToken);
        var connections = answering.Where(connection => context.Caller().Knows(connection.Key)).ToList();
        var platform = muster.Database.Platform;
        var found = await platform.FindUsersAsync(text, revision, cancellationToken);
        var wasUser = found.Count > 0;
        if (!wasUser)
            found = await platform.FindUsersAsync(text, await platform.RevisionAsync(cancellationToken), cancellationToken);
        if (Named.Chosen(found, text) is { } user)
        {
            foreach (var connection in connections)
                if (
                    user.Id is { } id
                    && await Named.DirectoryUserOrNoneAsync(muster, connection, id.ToString(), cancellationToken) is { } account
                )
                    return (connection, user, account, wasUser);
            return (connections is [var only] ? only : null, user, null, wasUser);
        }
        foreach (var connection in connections)
            if (await Named.DirectoryUserOrNoneAsync(muster, connection, text, cancellationToken) is { } account)
                return (connection, null, account, false);
        throw ApiException.NotFound($"There is no user '{text}' here, and nobody in the directory as it was last read.");
    }
}
