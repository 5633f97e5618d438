using Muster.Core.Attributes;
using Muster.Core.DirectoryObjects;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Plans;
using Muster.Engine.Platform;
using Muster.Engine.Runs;

namespace Muster.Engine.Users;

/// <summary>A person says who of the directory a user here is, or that the two must be kept apart. The directory is not asked; the last read counts.</summary>
public sealed class UserLinks(UserWork work, PolicyReader policies, ProtectedNames protectedNames)
{
    /// <summary>Makes a user follow a directory user.</summary>
    /// <param name="connection">The directory.</param>
    /// <param name="user">The user.</param>
    /// <param name="to">Object id of the directory user.</param>
    /// <param name="replace">Whether a user who follows the directory user already hands over what it has and is suspended.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="consented">Shown what it does, says whether to go on; null to go on.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<UsersOutcome> LinkAsync(
        Connection connection,
        UserRow user,
        ObjectId to,
        bool replace,
        string actor,
        string? reason,
        Consented? consented,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(user);
        await using var lease = await work.BeginAsync("users link", cancellationToken);
        var (actual, basis) = await work.LoadAsync(connection, lease.Token);
        if (await FindAsync(connection, to, lease.Token) is not { } other)
            return UsersOutcome.Refused(
                new PlanProblem(
                    "notInDirectory",
                    to.ToString(),
                    $"The directory has no user with object id {to}, as far as it was read. Read it with: muster sync; look for people with: muster users match."
                )
            );
        var now = await work.UserAsync(user.Key, lease.Token);
        if (now.DirectoryKey == other.Key)
            return UsersOutcome.Refused(new PlanProblem("nothingToDo", Name(user), $"'{Name(user)}' follows {to} already."));
        if (!await IsStillAsync(user, actual.Revision, lease.Token))
            return UsersOutcome.Refused(
                new PlanProblem(
                    "overtaken",
                    Name(user),
                    $"Somebody changed meanwhile whom '{Name(user)}' follows. Nothing of yours was done; look, and say it again."
                )
            );
        if (user.Id is { } present && await FindAsync(connection, present, lease.Token) is { } followed)
            return UsersOutcome.Refused(
                new PlanProblem(
                    "alreadyLinked",
                    Name(user),
                    $"'{Name(user)}' follows directory user {present} ({followed.Facts.UserPrincipalName}), whom the directory still has. To end that first: muster users unlink {present}.",
                    [present.ToString()]
                )
            );
        var mapped = AttributeMapping.Of(await policies.OfConnectionAsync(connection.Key, lease.Token)).Map(other, now.Attributes);
        var attributes = mapped.Skipped ? now.Attributes : mapped.Attributes;
        var decision = new UserDecision("users link", actor, reason, connection);
        if (actual.UserOf(other.Key) is not (var holder and not 0))
        {
            var plan = UserPlans.Link(basis, now, other, attributes);
            return await DoAsync(decision, plan, lease, consented);
        }
        var replaced = await work.UserAsync(holder, lease.Token);
        if (!replace)
            return UsersOutcome.Refused(AlreadyFollowed(other, replaced, user));
        if (
            await ObstacleAsync(
                holder,
                NameOf(replaced) ?? to.ToString(),
                "nobody suspends protected people or takes them out of a group",
                lease.Token
            ) is
            { } obstacle
        )
            return UsersOutcome.Refused(obstacle);
        var memberships = await HeldAsync(actual.Revision, [now.Key, holder], lease.Token);
        var replacing = UserPlans.Replace(basis, now, replaced, other, attributes, memberships);
        return await DoAsync(decision, replacing, lease, consented);
    }

    /// <summary>Keeps a user apart from the directory: ends its link, or keeps rules from making one.</summary>
    /// <param name="connections">All connections.</param>
    /// <param name="user">The user.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="consented">Shown what it does, says whether to go on; null to go on.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<UsersOutcome> KeepApartAsync(
        IReadOnlyList<Connection> connections,
        UserRow user,
        string actor,
        string? reason,
        Consented? consented,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(connections);
        ArgumentNullException.ThrowIfNull(user);
        await using var lease = await work.BeginAsync("users unlink", cancellationToken);
        var now = await work.UserAsync(user.Key, lease.Token);
        if (now.KeptApart)
            return UsersOutcome.Refused(new PlanProblem("nothingToDo", Name(user), $"'{Name(user)}' is kept apart already."));
        foreach (var connection in connections)
        {
            var (actual, basis) = await work.LoadAsync(connection, lease.Token);
            if (now.IsLocal || actual.UserOf(now.DirectoryKey) != now.Key)
                continue;
            var plan = UserPlans.KeepApart(basis, now, await HeldAsync(actual.Revision, [now.Key], lease.Token));
            if (!plan.Memberships.IsEmpty && await ObstacleAsync(user, lease.Token) is { } obstacle)
                return UsersOutcome.Refused(obstacle);
            var guards = (await policies.OfConnectionAsync(connection.Key, lease.Token)).Guards;
            var decision = new UserDecision("users unlink", actor, reason, connection);
            return await DoAsync(decision, plan, lease, consented, guards, actual);
        }
        var (state, local) = await work.LoadAsync(null, lease.Token);
        var apart = UserPlans.KeepApart(local, now, await HeldAsync(state.Revision, [now.Key], lease.Token));
        if (!apart.Memberships.IsEmpty && await ObstacleAsync(user, lease.Token) is { } kept)
            return UsersOutcome.Refused(kept);
        return await DoAsync(new UserDecision("users unlink", actor, reason), apart, lease, consented);
    }

    private async Task<UsersOutcome> DoAsync(
        UserDecision decision,
        SyncPlan plan,
        LeaseKeeper lease,
        Consented? consented,
        GuardRails? guards = null,
        PlatformState? actual = null
    )
    {
        IReadOnlyList<GuardTrip> held =
            guards is not null && actual is not null && guards.Judge(plan, actual) is PlanVerdict.Held(var trips) ? trips : [];
        return consented is null || await consented(plan, held, lease.Token)
            ? new UsersOutcome(await work.ApplyAsync(decision, plan, lease, guards, actual), plan, [])
            : new UsersOutcome(null, plan, []);
    }

    private Task<PlanProblem?> ObstacleAsync(UserRow user, CancellationToken cancellationToken) =>
        ObstacleAsync(user.Key, Name(user), "nobody takes protected people out of a group", cancellationToken);

    private Task<PlanProblem?> ObstacleAsync(int user, string name, string never, CancellationToken cancellationToken) =>
        protectedNames.ObstacleAsync(user, name, never, cancellationToken);

    /// <summary>Whether a user, looked up before the lease was taken, still follows who it followed then.</summary>
    private async Task<bool> IsStillAsync(UserRow user, long revision, CancellationToken cancellationToken) =>
        (await work.Platform.FindUsersAsync(user.Handle, revision, cancellationToken)).Any(row => row.Key == user.Key);

    private async Task<DirectoryUser?> FindAsync(Connection connection, ObjectId id, CancellationToken cancellationToken) =>
        (await work.Mirror.FindUsersAsync(connection.Key, id.ToString(), cancellationToken)).FirstOrDefault(candidate =>
            candidate.Id == id && candidate.Presence == ObjectPresence.Present
        );

    private async Task<List<HeldMembership>> HeldAsync(long revision, int[] users, CancellationToken cancellationToken)
    {
        var held = new List<HeldMembership>();
        foreach (var user in users)
        await foreach (var row in work.Platform.MembershipRowsAsync(revision, null, user, cancellationToken))
            held.Add(new HeldMembership(row.Group, row.User, row.Relation, row.Origin, row.Via));
        return held;
    }

    private static PlanProblem AlreadyFollowed(DirectoryUser other, PlatformUser holder, UserRow user) =>
        new(
            "alreadyLinked",
            other.Id.ToString(),
            $"Directory user {other.Id} is followed by '{NameOf(holder)}' already ({(holder.Active ? "active" : "suspended")}). If that is the same person: muster users link {user.Handle} --to {other.Id} --replace hands its memberships over to '{Name(user)}' and suspends it.",
            [other.Id.ToString()]
        );

    private static string? NameOf(PlatformUser user) => user.Attributes.UserPrincipalName ?? user.Attributes.DisplayName;

    private static string Name(UserRow user) => LocalUsers.NameOf(user);
}
