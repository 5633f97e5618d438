using Muster.Core.Configuration;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Core.Reporting;
using Muster.Engine.Platform;

namespace Muster.Engine.Users;

/// <summary>What a person does to local users, who follow no directory: made, changed, suspended, put into groups that follow none either.</summary>
public sealed class LocalUsers(UserWork work, ProtectedNames protectedNames)
{
    /// <summary>Most characters of a property of a local user.</summary>
    public const int LongestValue = 256;

    /// <summary>What the journal calls a run that gives a membership by hand. Stored, so it must not change.</summary>
    public const string GivingVerb = "groups add-member";

    /// <summary>What the journal calls a run that takes a membership by hand. Stored, so it must not change.</summary>
    public const string TakingVerb = "groups remove-member";

    /// <summary>Makes one local user.</summary>
    public async Task<UsersOutcome> AddAsync(UserAttributes attributes, string actor, CancellationToken cancellationToken)
    {
        var faults = UserValues.Faults(attributes).ToList();
        if (faults.Count > 0)
            return UsersOutcome.Refused([.. faults]);
        await using var lease = await work.BeginAsync("users add", cancellationToken);
        var (actual, basis) = await work.LoadAsync(null, lease.Token);
        if (Standing(await NamesakesAsync(attributes.UserPrincipalName!, actual.Revision, lease.Token)) is { } taken)
            return UsersOutcome.Refused(InUse(taken));
        var plan = UserPlans.Write(basis, actual, [attributes], []);
        return new UsersOutcome(await work.ApplyAsync(new UserDecision("users add", actor), plan, lease), plan, []);
    }

    /// <summary>Takes over people from a file: new ones are made, local ones with the same UPN are changed. All of it or nothing.</summary>
    /// <param name="file">The people.</param>
    /// <param name="dryRun">Only plan.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<UsersOutcome> ImportAsync(UserFile file, bool dryRun, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        await using var lease = await work.BeginAsync("users import", cancellationToken);
        var (actual, basis) = await work.LoadAsync(null, lease.Token);
        var rows = await work.Platform.UserRowsAsync(actual.Revision, null, lease.Token).ToListAsync(lease.Token);
        var byUpn = rows.Where(user => user.Attributes.UserPrincipalName is not null)
            .ToLookup(user => user.Attributes.UserPrincipalName!, StringComparer.OrdinalIgnoreCase);
        var (created, changed, left) = (new List<UserAttributes>(), new List<(PlatformUser, UserAttributes)>(), new List<UserRow>());
        foreach (var line in file.People)
            switch (Standing([.. byUpn[line.UserPrincipalName]]))
            {
                case null:
                    created.Add(line.On(UserAttributes.None));
                    break;
                case { Id: null } local:
                    changed.Add((new PlatformUser(local.Key, 0, local.Attributes, local.Active), line.On(local.Attributes)));
                    break;
                case { } synced:
                    left.Add(synced);
                    break;
            }
        var plan = UserPlans.Write(basis, actual, created, changed);
        var problems = left.Count == 0 ? [] : new[] { LeftAlone(left) };
        var run = dryRun || plan.IsEmpty ? null : await work.ApplyAsync(new UserDecision("users import", actor), plan, lease);
        return new UsersOutcome(run, plan, problems);
    }

    /// <summary>Changes properties of a local user.</summary>
    public Task<UsersOutcome> SetAsync(
        UserRow user,
        Func<UserAttributes, UserAttributes> change,
        string actor,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            user,
            new UserDecision("users set", actor),
            "change the account there",
            async (basis, actual, now) =>
            {
                var after = change(now.Attributes);
                var faults = UserValues.Faults(after).ToList();
                if (faults.Count > 0)
                    return UsersOutcome.Refused([.. faults]);
                var others = (await NamesakesAsync(after.UserPrincipalName!, actual.Revision, cancellationToken)).Where(row =>
                    row.Key != now.Key
                );
                return Standing([.. others]) is { } taken
                    ? UsersOutcome.Refused(InUse(taken))
                    : new UsersOutcome(null, UserPlans.Write(basis, actual, [], [(now, after)]), []);
            },
            cancellationToken
        );

    /// <summary>Takes a local user's access away, or gives it back.</summary>
    public Task<UsersOutcome> SetActiveAsync(UserRow user, bool active, string reason, string actor, CancellationToken cancellationToken) =>
        ChangeAsync(
            user,
            new UserDecision(active ? "users reactivate" : "users suspend", actor, reason),
            active ? "enable the account there" : "disable the account there",
            async (basis, _, now) =>
            {
                if (now.Active == active)
                    return UsersOutcome.Refused(
                        new PlanProblem("nothingToDo", NameOf(user), $"'{NameOf(user)}' is {(active ? "active" : "suspended")} already.")
                    );
                const string never = "nobody suspends protected people";
                return !active && await protectedNames.ObstacleAsync(now.Key, NameOf(user), never, cancellationToken) is { } obstacle
                    ? UsersOutcome.Refused(obstacle)
                    : new UsersOutcome(null, UserPlans.SetActive(basis, now, active), []);
            },
            cancellationToken
        );

    /// <summary>Whether people decide here who is in a group: it follows no directory group, or may be edited by hand all the same.</summary>
    public static bool TakesByHand(LinkState link, GroupSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return link == LinkState.Linked
            ? settings.HandEdits == HandEditsPolicy.Allow
            : link is not (LinkState.SourceDeleted or LinkState.Paused);
    }

    /// <summary>Gives or takes a membership of a group that does not follow the directory, or that follows it and may be edited by hand all the same.</summary>
    public async Task<UsersOutcome> SetMemberAsync(
        string groupName,
        UserRow user,
        MembershipRelation relation,
        bool member,
        string? reason,
        string actor,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(user);
        var verb = member ? GivingVerb : TakingVerb;
        await using var lease = await work.BeginAsync(verb, cancellationToken);
        var (actual, basis) = await work.LoadAsync(null, lease.Token);
        if (actual.Groups.FirstOrDefault(candidate => candidate.Name == groupName) is not { } group)
            return UsersOutcome.Refused(
                new PlanProblem("notFound", groupName, $"There is no group called '{groupName}'. List them with: muster groups list.")
            );
        if (!TakesByHand(group.Link, group.Settings))
            return UsersOutcome.Refused(
                new PlanProblem(
                    "followsDirectory",
                    groupName,
                    $"'{groupName}' follows a directory group, which decides who is in it. Change it there, or make an exception: muster exceptions add --help.{(group.Link == LinkState.Linked ? $" To let people edit it by hand all the same: muster groups set \"{groupName}\" --hand-edits allow." : "")}"
                )
            );
        var noun = relation == MembershipRelation.Owner ? "an owner" : "a member";
        if (group.Of(relation).Union(group.Of(relation, MembershipOrigin.Local)).Contains(user.Key) == member)
            return UsersOutcome.Refused(
                new PlanProblem(
                    "nothingToDo",
                    groupName,
                    $"'{NameOf(user)}' is {(member ? $"{noun} already" : $"not {noun}")} of '{groupName}'."
                )
            );
        if (member && !actual.IsActive(user.Key))
            return UsersOutcome.Refused(
                new PlanProblem("suspended", NameOf(user), $"'{NameOf(user)}' is suspended and cannot be put into a group.")
            );
        const string never = "nobody takes protected people out of a group";
        if (!member && await protectedNames.ObstacleAsync(user.Key, groupName, never, lease.Token) is { } obstacle)
            return UsersOutcome.Refused(obstacle);
        var plan = UserPlans.SetMember(basis, group, await work.UserAsync(user.Key, lease.Token), relation, member);
        return new UsersOutcome(await work.ApplyAsync(new UserDecision(verb, actor, reason), plan, lease), plan, []);
    }

    /// <summary>What people call a user.</summary>
    public static string NameOf(UserRow user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.Attributes.UserPrincipalName ?? user.Attributes.DisplayName ?? user.Handle;
    }

    private async Task<UsersOutcome> ChangeAsync(
        UserRow user,
        UserDecision decision,
        string inTheDirectory,
        Func<PlanBasis, PlatformState, PlatformUser, Task<UsersOutcome>> decide,
        CancellationToken cancellationToken
    )
    {
        await using var lease = await work.BeginAsync(decision.Verb, cancellationToken);
        var (actual, basis) = await work.LoadAsync(null, lease.Token);
        var now = await work.UserAsync(user.Key, lease.Token);
        if (!now.IsLocal)
            return UsersOutcome.Refused(
                new PlanProblem(
                    "followsDirectory",
                    NameOf(user),
                    $"'{NameOf(user)}' follows directory user {user.Id}, and the directory decides: {inTheDirectory} and sync. To decide here from now on: muster users unlink {user.Id}."
                )
            );
        var decided = await decide(basis, actual, now);
        return decided.Plan is { IsEmpty: false } plan ? decided with { Run = await work.ApplyAsync(decision, plan, lease) } : decided;
    }

    private async Task<List<UserRow>> NamesakesAsync(string upn, long revision, CancellationToken cancellationToken) =>
        [
            .. (await work.Platform.FindUsersAsync(upn, revision, cancellationToken)).Where(row =>
                string.Equals(row.Attributes.UserPrincipalName, upn, StringComparison.OrdinalIgnoreCase)
            ),
        ];

    /// <summary>Who of some people with one UPN it belongs to: a local user before a synced one; suspended synced ones have lost it.</summary>
    private static UserRow? Standing(IReadOnlyCollection<UserRow> namesakes) =>
        namesakes
            .Where(user => user.Id is null || user.Active)
            .OrderBy(user => user.Id is not null)
            .ThenBy(user => user.Key)
            .FirstOrDefault();

    private static PlanProblem InUse(UserRow taken) =>
        new(
            "inUse",
            NameOf(taken),
            $"The UPN '{taken.Attributes.UserPrincipalName}' belongs to {(taken.Id is { } id ? $"a user who follows directory user {id}" : $"local user {taken.Handle}")}. Show it with: muster users show \"{taken.Handle}\"."
        );

    private static PlanProblem LeftAlone(List<UserRow> synced) =>
        new(
            "followsDirectory",
            NameOf(synced[0]),
            $"{CountWords.People(synced.Count)} of the file {(synced.Count == 1 ? "follows the directory and is left as it is" : "follow the directory and are left as they are")}: {string.Join(", ", synced.Take(5).Select(NameOf))}{(synced.Count > 5 ? $" and {synced.Count - 5} more" : "")}."
        );
}
