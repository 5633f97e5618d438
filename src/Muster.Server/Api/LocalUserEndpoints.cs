using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Engine.Runs;
using Muster.Engine.Users;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>Properties of a local user.</summary>
/// <param name="UserPrincipalName">Sign-in name.</param>
/// <param name="DisplayName">Name for people.</param>
/// <param name="Mail">Mail address.</param>
/// <param name="GivenName">Given name.</param>
/// <param name="Surname">Surname.</param>
/// <param name="Department">Department.</param>
/// <param name="JobTitle">Job title.</param>
/// <param name="OfficeLocation">Office.</param>
/// <param name="EmployeeId">Number given by the organisation.</param>
internal sealed record LocalUser(
    string UserPrincipalName,
    string? DisplayName = null,
    string? Mail = null,
    string? GivenName = null,
    string? Surname = null,
    string? Department = null,
    string? JobTitle = null,
    string? OfficeLocation = null,
    string? EmployeeId = null
)
{
    /// <summary>The properties put over others.</summary>
    public UserAttributes On(UserAttributes attributes) =>
        attributes with
        {
            UserPrincipalName = UserPrincipalName,
            DisplayName = DisplayName,
            Mail = Mail,
            GivenName = GivenName,
            Surname = Surname,
            Department = Department,
            JobTitle = JobTitle,
            OfficeLocation = OfficeLocation,
            EmployeeId = EmployeeId,
        };
}

/// <summary>Whom a user follows from now on.</summary>
/// <param name="To">Object id of the directory user.</param>
/// <param name="Replace">Whether a user who follows that one already hands over what it has and is suspended.</param>
/// <param name="Reason">Why; kept with the run.</param>
/// <param name="Connection">Name of the connection; may be left out where there is only one.</param>
/// <param name="DryRun">Say what it would do and change nothing.</param>
internal sealed record UserLinkOrder(string To, bool Replace = false, string? Reason = null, string? Connection = null, bool DryRun = false)
    : INamesConnection;

/// <summary>Who joins or leaves a group.</summary>
/// <param name="User">Object id, number, UPN, mail or exact display name.</param>
/// <param name="Relation">As a member or an owner.</param>
/// <param name="Reason">Why; kept with the run.</param>
internal sealed record MemberOrder(string User, MembershipRelation Relation = MembershipRelation.Member, string? Reason = null)
    : INamesUser;

/// <summary>What became of a decision about users.</summary>
/// <param name="Run">Number of the run that carried it out or is held; null when there was nothing to do.</param>
/// <param name="Outcome">How the run ended.</param>
/// <param name="Steps">What was done.</param>
/// <param name="Problems">What was left, and why.</param>
/// <param name="DryRun">Whether this only says what would be done.</param>
internal sealed record UsersResult(long? Run, RunOutcome Outcome, PlanCounts Steps, IReadOnlyList<PlanProblem> Problems, bool DryRun)
{
    /// <summary>The result, unless nothing could be done.</summary>
    public static Ok<UsersResult> Of(UsersOutcome outcome)
    {
        if (outcome is { Plan: null, Problems: [var problem, ..] })
            throw ApiException.Refused(problem);
        if (outcome.Run is { Outcome: RunOutcome.Failed } failed)
            throw ApiException.Conflict("stale", $"Nothing was changed: {failed.Message}");
        return TypedResults.Ok(
            new UsersResult(
                outcome.Run?.Id,
                outcome.Run?.Outcome ?? (outcome.Plan is { IsEmpty: false } ? RunOutcome.Cancelled : RunOutcome.NoChanges),
                outcome.Plan?.Counts ?? new PlanCounts(),
                outcome.Problems,
                outcome is { Run: null, Plan.IsEmpty: false }
            )
        );
    }
}

/// <summary>What a person does to users: local ones made, changed and suspended; links to the directory; members given by hand.</summary>
internal static class LocalUserEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("/users").WithTags("Users");
        users.MapPost("", AddAsync).As("addLocalUser", Right.Operate).Idempotent();
        users.MapPut("/{user}", SetAsync).As("putLocalUser", Right.Operate).IfMatch();
        users.MapPost("/{user}/suspend", SuspendAsync).As("suspendLocalUser", Right.Operate).Idempotent();
        users.MapPost("/{user}/reactivate", ReactivateAsync).As("reactivateLocalUser", Right.Operate).Idempotent();
        users.MapPost("/{user}/link", LinkAsync).As("linkUser", Right.Operate).Idempotent();
        users.MapPost("/{user}/keep-apart", KeepApartAsync).As("keepUserApart", Right.Operate).Idempotent();
        var members = api.MapGroup("/groups/{key:int}/members").WithTags("Groups");
        members.MapPost("", AddMemberAsync).As("addGroupMember", Right.Operate).Idempotent();
        members.MapPost("/remove", RemoveMemberAsync).As("removeGroupMember", Right.Operate).Idempotent();
    }

    /// <summary>Makes a local user, who follows no directory user.</summary>
    internal static async Task<Ok<UsersResult>> AddAsync(
        LocalUser user,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    ) => UsersResult.Of(await muster.LocalUsers.AddAsync(user.On(UserAttributes.None), context.Caller().Name, cancellationToken));

    /// <summary>Replaces the properties of a local user; what is left out is emptied.</summary>
    /// <param name="user">Number such as <c>#17</c> (as <c>%2317</c>), UPN, mail or exact display name.</param>
    internal static Task<Ok<UsersResult>> SetAsync(
        string user,
        LocalUser properties,
        HttpContext context,
        MusterInstance muster,
        Etags tags,
        CancellationToken cancellationToken
    )
    {
        UserRow? row = null;
        return tags.ChangeAsync(
            context,
            async () => Etags.Of(UserItem.Of(row = await FindAsync(muster, user, cancellationToken))),
            async () => UsersResult.Of(await muster.LocalUsers.SetAsync(row!, properties.On, context.Caller().Name, cancellationToken)),
            "users"
        );
    }

    /// <summary>Takes a local user's access away; nothing is erased.</summary>
    /// <param name="user">Number such as <c>#17</c> (as <c>%2317</c>), UPN, mail or exact display name.</param>
    internal static Task<Ok<UsersResult>> SuspendAsync(
        string user,
        Decided decided,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    ) => SetActiveAsync(user, false, decided, context, muster, cancellationToken);

    /// <summary>Gives a suspended local user access again.</summary>
    /// <param name="user">Number such as <c>#17</c> (as <c>%2317</c>), UPN, mail or exact display name.</param>
    internal static Task<Ok<UsersResult>> ReactivateAsync(
        string user,
        Decided decided,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    ) => SetActiveAsync(user, true, decided, context, muster, cancellationToken);

    /// <summary>Makes a user follow a directory user.</summary>
    /// <param name="user">Object id, number such as <c>#17</c> (as <c>%2317</c>), UPN, mail or exact display name.</param>
    internal static async Task<Ok<UsersResult>> LinkAsync(
        string user,
        UserLinkOrder order,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var row = await FindAsync(muster, user, cancellationToken);
        return UsersResult.Of(
            await muster.UserLinks.LinkAsync(
                await Named.ConnectionAsync(muster, order.Connection, "/connection", cancellationToken),
                row,
                Named.ObjectIdOf(order.To, "/to"),
                order.Replace,
                context.Caller().Name,
                order.Reason is { } reason ? Named.Reason(reason) : null,
                DryRuns.Consent(order.DryRun),
                cancellationToken
            )
        );
    }

    /// <summary>Keeps a user apart from the directory: ends its link, or keeps rules from making one.</summary>
    /// <param name="user">Object id, number such as <c>#17</c> (as <c>%2317</c>), UPN, mail or exact display name.</param>
    /// <param name="dryRun">Say what it would do and change nothing.</param>
    internal static async Task<Ok<UsersResult>> KeepApartAsync(
        string user,
        Decided decided,
        HttpContext context,
        MusterInstance muster,
        bool? dryRun,
        CancellationToken cancellationToken
    ) =>
        UsersResult.Of(
            await muster.UserLinks.KeepApartAsync(
                await muster.Connections.ListAsync(cancellationToken),
                await FindAsync(muster, user, cancellationToken),
                context.Caller().Name,
                Named.Reason(decided.Reason),
                DryRuns.Consent(dryRun == true),
                cancellationToken
            )
        );

    /// <summary>Puts a user into a group that does not follow the directory, or may be edited by hand.</summary>
    /// <param name="key">Number of the group.</param>
    internal static Task<Ok<UsersResult>> AddMemberAsync(
        int key,
        MemberOrder order,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    ) => SetMemberAsync(key, order, true, context, muster, cancellationToken);

    /// <summary>Takes a user out of a group that does not follow the directory, or may be edited by hand.</summary>
    /// <param name="key">Number of the group.</param>
    internal static Task<Ok<UsersResult>> RemoveMemberAsync(
        int key,
        MemberOrder order,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    ) => SetMemberAsync(key, order, false, context, muster, cancellationToken);

    private static async Task<Ok<UsersResult>> SetActiveAsync(
        string user,
        bool active,
        Decided decided,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    ) =>
        UsersResult.Of(
            await muster.LocalUsers.SetActiveAsync(
                await FindAsync(muster, user, cancellationToken),
                active,
                Named.Reason(decided.Reason),
                context.Caller().Name,
                cancellationToken
            )
        );

    private static async Task<Ok<UsersResult>> SetMemberAsync(
        int key,
        MemberOrder order,
        bool member,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var group = await Named.GroupAsync(muster, key, revision, cancellationToken);
        return UsersResult.Of(
            await muster.LocalUsers.SetMemberAsync(
                group.Name,
                await Named.UserAsync(muster, order.User, revision, cancellationToken),
                order.Relation,
                member,
                order.Reason is { } reason ? Named.Reason(reason) : null,
                context.Caller().Name,
                cancellationToken
            )
        );
    }

    private static async Task<UserRow> FindAsync(MusterInstance muster, string user, CancellationToken cancellationToken) =>
        await Named.UserAsync(muster, user, await muster.Database.Platform.RevisionAsync(cancellationToken), cancellationToken);
}
