using System.Globalization;
using Muster.Engine.Caching;
using Muster.Engine.Plans;
using Muster.Server.Accounts;
using Muster.Server.Nodes;
using Muster.Server.Runs;

namespace Muster.Server.Access;

/// <summary>Finds which connection the things belong to that a request or page names in its address, its query or its body: the one place that knows.</summary>
internal sealed class ReachFinder(
    MusterInstance muster,
    WorkExchange exchange,
    OwnerRequests requests,
    ReachOfPeople people,
    TimeProvider clock
)
{
    // What a plan does, and who made it, never changes: who watches it being carried out is asked about again and again.
    private readonly LatestFew<long, KnownPlan?> _known = new(256, TimeSpan.FromMinutes(1), clock);

    /// <summary>What an address is about: <c>/connections/NAME/…</c>, <c>/plans/12/…</c>, with or without <c>/api/v1</c> before it.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="right">What for.</param>
    /// <param name="template">The address with its parameters in braces.</param>
    /// <param name="values">The values of the parameters.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What it is about; null when it names nothing of a connection.</returns>
    public async Task<Reach?> OfAddressAsync(
        Caller caller,
        Right right,
        string template,
        IReadOnlyDictionary<string, object?> values,
        CancellationToken cancellationToken
    )
    {
        var parts = template.Trim('/').Split('/');
        if (parts is ["api", "v1", ..])
            parts = parts[2..];
        if (parts is not [var kind, ['{', .., '}'] parameter, ..])
            return null;
        var name = parameter[1..^1].Split(':')[0];
        var text = Convert.ToString(values.GetValueOrDefault(name), CultureInfo.InvariantCulture) ?? "";
        return kind switch
        {
            "connections" => await ConnectionAsync(text, cancellationToken),
            "groups" => await GroupAsync(Number(text), cancellationToken),
            "plans" => await PlanAsync(caller, Number(text), cancellationToken),
            "runs" => await RunAsync(caller, Number(text), cancellationToken),
            "problems" => await ProblemAsync(Number(text), cancellationToken),
            "exceptions" => await ExceptionAsync(Number(text), cancellationToken),
            "requests" => await RequestAsync(Number(text), cancellationToken),
            "work" or "live" => await WorkAsync(caller, Number(text), cancellationToken),
            "users" => (await people.CalledAsync(caller, right, text, cancellationToken)).Reach,
            "people" => await people.OfAsync((int)Number(text), right, cancellationToken),
            _ => null,
        };
    }

    /// <summary>A connection by name.</summary>
    public async Task<Reach> ConnectionAsync(string name, CancellationToken cancellationToken) =>
        Reach.Of((await muster.Connections.FindAsync(name, cancellationToken))?.Key, $"There is no connection called '{name}'.");

    /// <summary>A group by number; the connection it follows, or followed last.</summary>
    public async Task<Reach> GroupAsync(long key, CancellationToken cancellationToken)
    {
        var missing = string.Create(CultureInfo.InvariantCulture, $"There is no group {key}.");
        if (key is <= 0 or > int.MaxValue)
            return Reach.Of(null, missing);
        var found = await muster.Database.Whereabouts.OfGroupsAsync([(int)key], cancellationToken);
        return found.TryGetValue((int)key, out var connection)
            ? Reach.Of(connection, missing) with
            {
                Groups = [(int)key],
            }
            : Reach.Of(null, missing);
    }

    /// <summary>A run by number.</summary>
    public async Task<Reach> RunAsync(Caller caller, long id, CancellationToken cancellationToken)
    {
        var run = await muster.Database.Runs.FindAsync(id, cancellationToken);
        var reach = Reach.Of(run?.Connection, string.Create(CultureInfo.InvariantCulture, $"There is no run {id}."));
        return run?.Plan is { } plan && await OwnedPlanAsync(caller, plan, cancellationToken) is { } owned
            ? reach with
            {
                Groups = owned.Groups,
                MadeBy = owned.MadeBy,
            }
            : reach;
    }

    /// <summary>A plan by number.</summary>
    public async Task<Reach> PlanAsync(Caller caller, long id, CancellationToken cancellationToken)
    {
        var plan = await muster.Database.Plans.FindAsync(id, cancellationToken);
        var reach = Reach.Of(plan?.Connection, string.Create(CultureInfo.InvariantCulture, $"There is no plan {id}."));
        return plan is not null && await OwnedPlanAsync(caller, id, cancellationToken) is { } owned
            ? reach with
            {
                Groups = owned.Groups,
                MadeBy = owned.MadeBy,
            }
            : reach;
    }

    /// <summary>The groups that a plan changes, when it is held and changes nothing but who is in them; null otherwise, and for who owns none.</summary>
    private async Task<OwnedPlan?> OwnedPlanAsync(Caller caller, long id, CancellationToken cancellationToken) =>
        caller.OwnGroups.Count == 0
            ? null
            : await KnownAsync(id, () => muster.Database.Plans.FindAsync(id, CancellationToken.None), cancellationToken);

    /// <summary>The groups that a plan is about, when it is for their owners to decide: it is, or was, held, and changes nothing but who is in groups.</summary>
    public Task<OwnedPlan?> OwnedAsync(StoredPlan plan, CancellationToken cancellationToken) =>
        KnownAsync(plan.Id, () => Task.FromResult<StoredPlan?>(plan), cancellationToken);

    private async Task<OwnedPlan?> KnownAsync(long id, Func<Task<StoredPlan?>> find, CancellationToken cancellationToken) =>
        (
            await _known.OfAsync(
                id,
                id,
                // What is not held may be held later.
                async () => await find() is { Held.Count: > 0 } plan ? new KnownPlan(await ReadAsync(plan)) : null,
                cancellationToken
            )
        )?.Owned;

    private async Task<OwnedPlan?> ReadAsync(StoredPlan plan)
    {
        if (await muster.Database.Plans.StepsAsync(plan.Id, CancellationToken.None) is not { } steps)
            return null;
        if (!steps.Users.IsEmpty || !steps.Groups.IsEmpty || !steps.Exceptions.IsEmpty || steps.NewImportRule is not null)
            return null;
        return new([.. steps.Memberships.Select(change => change.Group).Distinct()], plan.MadeBy);
    }

    private async Task<Reach> ProblemAsync(long id, CancellationToken cancellationToken) =>
        Reach.Of(
            (await muster.Database.Problems.FindAsync(id, cancellationToken))?.Connection,
            string.Create(CultureInfo.InvariantCulture, $"There is no problem {id}.")
        );

    private async Task<Reach> ExceptionAsync(long id, CancellationToken cancellationToken)
    {
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var found = (await muster.Database.Exceptions.AtAsync(revision, cancellationToken)).FirstOrDefault(exception => exception.Id == id);
        var missing = string.Create(CultureInfo.InvariantCulture, $"No exception {id} stands.");
        return found is not null && await GroupAsync(found.Group, cancellationToken) is Reach.Thing group
            ? Reach.Of(group.Connections is [var connection] ? connection : null, missing)
            : Reach.Of(null, missing);
    }

    private async Task<Reach> RequestAsync(long id, CancellationToken cancellationToken)
    {
        var found = await requests.FindAsync(id, cancellationToken);
        return Reach.Of(found?.Connection, OwnerRequests.Missing(id)) with { Asker = found?.Account };
    }

    private async Task<Reach> WorkAsync(Caller caller, long number, CancellationToken cancellationToken)
    {
        var work = await exchange.FindAsync(number, cancellationToken);
        var reach = Reach.Of(work?.Connection, LiveRuns.Missing(number));
        return work?.Work.Plan is { } plan && await OwnedPlanAsync(caller, plan, cancellationToken) is { } owned
            ? reach with
            {
                Groups = owned.Groups,
                MadeBy = owned.MadeBy,
            }
            : reach;
    }

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    /// <summary>A plan that was looked at; also one that is not for owners, so that its steps are not read for that again.</summary>
    private sealed record KnownPlan(OwnedPlan? Owned);
}

/// <summary>What a plan is about that owners of groups may decide about.</summary>
/// <param name="Groups">The groups it changes.</param>
/// <param name="MadeBy">Who made it.</param>
internal sealed record OwnedPlan(IReadOnlyList<int> Groups, string MadeBy);
