using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;

namespace Muster.Engine.Plans;

/// <summary>Takes rows out of a plan that waits. The rest is stored as a plan of its own, judged anew; the first one stays as it is.</summary>
public sealed class PlanCutter(
    IPlanStore plans,
    PlanMaker maker,
    IConnectionStore connections,
    IPlatformStore platform,
    ILeaseStore leases,
    TimeProvider clock
)
{
    /// <summary>Cuts a plan.</summary>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public async Task<CutOutcome> CutAsync(long id, CutRequest request, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var lease = await LeaseKeeper.AcquireAsync(leases, $"plan cut {id}", clock, cancellationToken);
        if (await plans.FindAsync(id, lease.Token) is not { } plan)
            return new CutOutcome.NotFound();
        if (!plan.Waits)
            return new CutOutcome.NotWaiting(plan);
        var steps =
            await plans.StepsAsync(id, lease.Token)
            ?? throw new StoredDataException($"The steps of plan {id} are missing; make a new plan.");
        if (plan.Origin is not { } origin)
            return new CutOutcome.Refused(
                $"Plan {id} ({plan.Verb}) is one decision of a person and cannot be cut; discard it and decide anew."
            );
        if (steps.NewImportRule is not null)
            return new CutOutcome.Refused(
                $"Plan {id} brings a new import rule, which would ask for the rows again at the next sync. Change the rule instead: muster users import --help"
            );
        var connection = (await connections.ListAsync(lease.Token)).FirstOrDefault(candidate => candidate.Key == plan.Connection);
        if (connection is null)
            return new CutOutcome.Refused($"The connection of plan {id} was removed.");
        var actual = await platform.LoadAsync(connection.Key, lease.Token);
        var (cut, unknown) = await CutOfAsync(request, steps, actual, lease.Token);
        if (unknown is not null)
            return new CutOutcome.Refused($"Plan {id} has no row about {unknown}. See what it has: muster plan show {id} --all");
        var rest = cut.Of(steps, actual);
        if (ReferenceEquals(rest, steps))
            return new CutOutcome.Refused($"Plan {id} has nothing of what is to be taken out; it stays as it is.");
        var (verdict, decisions) = await maker.JudgeAsync(rest, actual, connection, lease.Token);
        var taken = steps.Counts.Total - rest.Counts.Total;
        var stored = PlanValues.Of(rest, verdict, plan.Verb, actor, clock.GetUtcNow()) with
        {
            Connection = plan.Connection,
            Origin = origin with { Cut = origin.Cut.And(cut) },
            BasedOn = id,
            Decisions =
            [
                .. decisions,
                .. plan.Decisions.Where(decision => decision.Kind is not (DecisionKind.GuardPassed or DecisionKind.GuardTripped)),
                new Decision(
                    "cut",
                    DecisionKind.Cut,
                    request.Words,
                    $"{actor} took {taken} of {steps.Counts.Total} rows out of plan {id}.",
                    taken
                ),
            ],
        };
        return new CutOutcome.Done(await plans.AddAsync(stored, rest, lease.Lease, lease.Token), rest);
    }

    private async Task<(PlanCut Cut, string? Unknown)> CutOfAsync(
        CutRequest request,
        SyncPlan steps,
        PlatformState actual,
        CancellationToken cancellationToken
    )
    {
        var groups = actual.Groups.ToDictionary(group => group.Name, group => group.Key, StringComparer.Ordinal);
        foreach (var create in steps.Groups.OfType<GroupStep.Create>())
            groups[create.Name] = create.Group;
        foreach (var rename in steps.Groups.OfType<GroupStep.Rename>())
            groups.TryAdd(rename.To, rename.Group);
        var touched = steps.Groups.Select(step => step.Group).Concat(steps.Memberships.Select(change => change.Group)).ToHashSet();
        if (request.WithoutGroups.FirstOrDefault(name => !groups.TryGetValue(name, out var key) || !touched.Contains(key)) is { } group)
            return (PlanCut.None, $"a group called '{group}'");
        var people = await PeopleAsync(steps, cancellationToken);
        if (request.WithoutUsers.FirstOrDefault(user => !people.Contains(user)) is { } person)
            return (PlanCut.None, $"a user '{person}'");
        var created = steps.Users.OfType<UserStep.Create>().ToDictionary(step => step.User, step => step.DirectoryKey);
        var users = request.WithoutUsers.SelectMany(user => people[user]).ToList();
        var cut = new PlanCut
        {
            AdditionsOnly = request.AdditionsOnly,
            WithoutGroups = KeySet.Of(request.WithoutGroups.Select(name => groups[name])),
            WithoutUsers = KeySet.Of(users.Where(key => !created.ContainsKey(key))),
            WithoutNewUsers = KeySet.Of(users.Where(created.ContainsKey).Select(key => created[key])),
        };
        return (cut, null);
    }

    /// <summary>Keys of the users that the plan is about, by UPN and mail.</summary>
    private async Task<ILookup<string, int>> PeopleAsync(SyncPlan steps, CancellationToken cancellationToken)
    {
        var created = steps.Users.OfType<UserStep.Create>().Select(step => (step.User, step.Attributes)).ToList();
        var keys = steps
            .Users.Select(step => step.User)
            .Concat(steps.Memberships.SelectMany(change => change.Additions, (_, addition) => addition.User))
            .Concat(steps.Memberships.SelectMany(change => change.Removals, (_, removal) => removal.User));
        var stored = await platform.UsersAsync(KeySet.Of(keys), cancellationToken);
        return created
            .Concat(stored.Values.Select(user => (User: user.Key, user.Attributes)))
            .SelectMany(
                user => new[] { user.Attributes.UserPrincipalName, user.Attributes.Mail }.OfType<string>().Distinct(),
                (user, name) => (name, user.User)
            )
            .ToLookup(entry => entry.name, entry => entry.User, StringComparer.OrdinalIgnoreCase);
    }
}

/// <summary>What to take out of a plan.</summary>
/// <param name="AdditionsOnly">Every removal and suspension.</param>
/// <param name="WithoutGroups">Everything about these groups, by name.</param>
/// <param name="WithoutUsers">Everything about these people, by UPN or mail.</param>
public sealed record CutRequest(bool AdditionsOnly, IReadOnlyList<string> WithoutGroups, IReadOnlyList<string> WithoutUsers)
{
    /// <summary>The request in a sentence.</summary>
    public string Words =>
        string.Join(
            ", ",
            new[]
            {
                AdditionsOnly ? "additions only" : null,
                WithoutGroups.Count == 0 ? null : $"without group {string.Join(", ", WithoutGroups.Select(name => $"'{name}'"))}",
                WithoutUsers.Count == 0 ? null : $"without user {string.Join(", ", WithoutUsers)}",
            }.OfType<string>()
        );
}

/// <summary>Result of cutting a plan.</summary>
public abstract record CutOutcome
{
    private CutOutcome() { }

    /// <summary>The rest, stored as a new plan.</summary>
    public sealed record Done(StoredPlan Plan, SyncPlan Steps) : CutOutcome;

    /// <summary>There is no plan with that number.</summary>
    public sealed record NotFound : CutOutcome;

    /// <summary>The plan does not wait any more.</summary>
    public sealed record NotWaiting(StoredPlan Plan) : CutOutcome;

    /// <summary>It cannot be cut so.</summary>
    /// <param name="Why">Why, and what to do instead.</param>
    public sealed record Refused(string Why) : CutOutcome;
}
