using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Explaining;
using Muster.Core.Importing;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Exceptions;
using Muster.Engine.History;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Users;

namespace Muster.Engine.Explaining;

/// <summary>Says why somebody is in a group, by every path, and since when; or why not; now or at any time.</summary>
public sealed class MembershipExplainer(
    IMirrorStore mirrorStore,
    IPlatformStore platform,
    IHistoryStore history,
    IRunJournal journal,
    IExceptionStore exceptions,
    PolicyReader policyReader,
    TimeProvider clock
)
{
    /// <summary>So many of the latest runs are looked through for held ones.</summary>
    private const int RecentRuns = 50;

    private readonly Newcomers _newcomers = new(mirrorStore, platform);

    /// <summary>Explains one person and one group.</summary>
    public async Task<Explanation> ExplainAsync(MembershipAsked asked, CancellationToken cancellationToken)
    {
        var intervals = asked.User is { } user ? await platform.HistoryAsync(asked.Group.Key, user.Key, cancellationToken) : [];
        var standing = intervals.Where(interval => asked.At is { } at ? interval.StoodAt(at) : interval.To is null).ToList();
        var mirror = asked.Connection is { } connection ? await mirrorStore.LoadGroupsAsync(connection.Key, cancellationToken) : null;
        var source = asked.Group.Id is { } id ? mirror?.Groups.FirstOrDefault(candidate => candidate.Id == id) : null;
        var policies = asked.Connection is { } followed
            ? await policyReader.OfConnectionAsync(followed.Key, cancellationToken)
            : ConnectionPolicies.Default;
        var counted = asked.At is null ? await CountedAsync(asked, mirror, policies, cancellationToken) : null;
        var since = standing.Count > 0 ? standing.Max(interval => interval.From) : asked.At;
        var made = since is { } instant
            ? await history.InForceAsync(instant, cancellationToken)
            : await history.RevisionAsync(asked.Revision, cancellationToken);
        return new Explanation
        {
            User = asked.User,
            Person = asked.Person,
            Group = asked.Group,
            At = asked.At,
            Standing = [.. await ToStandingAsync(standing, mirror, cancellationToken)],
            Past = [.. intervals.Except(standing)],
            Paths = source is not null && counted is not null ? counted.Paths(asked.Group, source) : new MembershipPaths([], false),
            OwnsInDirectory = counted is not null && source?.Owners.Contains(asked.Person!.Key) == true,
            Steps =
                standing.Count > 0 ? []
                : asked.At is { } then ? PastWhyNot.Steps(asked, intervals, then)
                : WhyNot.Steps(await QuestionAsync(asked, intervals, mirror, source, counted, policies, cancellationToken)),
            Link = await history.LinkAsync(asked.Group.Key, asked.Revision, cancellationToken),
            Configuration = made is null ? ConfigurationThen.Unknown : await history.ConfigurationAsync(made, cancellationToken),
            LastRead = (await history.ReadsAsync(asked.At ?? clock.GetUtcNow(), asked.Connection?.Key, cancellationToken)).Before,
            Beginning = await history.RevisionAsync(1, cancellationToken),
        };
    }

    private async Task<List<Standing>> ToStandingAsync(
        List<MembershipInterval> intervals,
        DirectoryMirror? mirror,
        CancellationToken cancellationToken
    )
    {
        var result = new List<Standing>();
        foreach (var interval in intervals)
        {
            var via = interval.Via == 0 ? null : mirror?.Group(interval.Via);
            result.Add(new Standing(interval, via, await journal.FindAsync(interval.FromRun, cancellationToken)));
        }
        return result;
    }

    private async Task<MembershipQuestion> QuestionAsync(
        MembershipAsked asked,
        IReadOnlyList<MembershipInterval> intervals,
        DirectoryMirror? mirror,
        DirectoryGroup? source,
        CountedPeople? counted,
        ConnectionPolicies policies,
        CancellationToken cancellationToken
    )
    {
        var rule = asked.Connection?.ImportRule;
        List<MembershipRelation> relations = source is null || counted is null ? [] : [.. counted.Relations(asked.Group, source)];
        var reached = relations.Count > 0;
        return new MembershipQuestion
        {
            Person = asked.Person,
            IsUser = asked.User is not null,
            IsLocal = asked.User is { Id: null },
            IsActive = asked.User?.Active == true,
            HasRule = rule is not null,
            RuleCovers =
                mirror is not null
                && asked.Person is { } person
                && ImportScope.Of(rule, mirror, [person], clock.GetUtcNow()).Covers(person.Key),
            InLinkedGroup = policies.AutoImportMembers && (reached || counted?.IsInSomeGroup() == true),
            Group = asked.Group.Name,
            Link = asked.Group.Link,
            Source = source,
            Reached = reached,
            LeftOutBy = !reached && source is not null && counted?.Leads(source) == true ? counted.PolicyOf(asked.Group) : null,
            ExcludedBy = await ExcludedByAsync(asked, relations, cancellationToken),
            ReadWhole = mirror is not null && source is not null && new Core.Expanding.GroupExpander(mirror).Walk(source).Complete,
            ReadComplete = mirror?.Certificate.Complete == true,
            UndecidedBy = await _newcomers.UndecidedByAsync(asked, policies, cancellationToken),
            Unfilled = Newcomers.Unfilled(asked, policies),
            TakenBy = await TakenByAsync(asked, policies, intervals, relations, cancellationToken),
            HeldBy = reached ? await HeldByAsync(asked, cancellationToken) : null,
        };
    }

    private async Task<CountedPeople?> CountedAsync(
        MembershipAsked asked,
        DirectoryMirror? mirror,
        ConnectionPolicies policies,
        CancellationToken cancellationToken
    ) =>
        mirror is not null && asked.Person is { } person
            ? new CountedPeople(
                mirror,
                policies,
                await platform.GroupRowsAsync(asked.Revision, null, cancellationToken).ToListAsync(cancellationToken),
                person.Key
            )
            : null;

    /// <summary>The exception that keeps the person out of everything the directory has the person in the group as.</summary>
    private async Task<string?> ExcludedByAsync(
        MembershipAsked asked,
        IReadOnlyCollection<MembershipRelation> relations,
        CancellationToken cancellationToken
    )
    {
        var excluding = (await exceptions.AtAsync(asked.Revision, cancellationToken))
            .Where(exception =>
                exception.Kind == ExceptionKind.Exclude && exception.Group == asked.Group.Key && exception.User == asked.User?.Key
            )
            .ToList();
        return excluding.Count > 0 && relations.All(relation => excluding.Exists(exception => exception.Relation == relation))
            ? Words(excluding[0])
            : null;
    }

    /// <summary>The run by which somebody took the person out by hand of everything the directory has the person in the group as, where syncs only report that.</summary>
    private async Task<long?> TakenByAsync(
        MembershipAsked asked,
        ConnectionPolicies policies,
        IReadOnlyList<MembershipInterval> intervals,
        List<MembershipRelation> relations,
        CancellationToken cancellationToken
    )
    {
        if ((asked.Group.Settings.OnDrift ?? policies.OnDrift) != DriftPolicy.Report || relations.Count == 0)
            return null;
        var since = (await history.LinkAsync(asked.Group.Key, asked.Revision, cancellationToken))?.Run ?? 0;
        long? taken = null;
        foreach (var relation in relations)
        {
            var last = intervals
                .Where(interval => interval.Relation == relation && interval.Origin == MembershipOrigin.Directory)
                .MaxBy(interval => interval.From);
            if (last is not { EndCause: RemovalCause.Decided, ToRun: { } run } || run <= since)
                return null;
            if (await journal.FindAsync(run, cancellationToken) is not { Verb: LocalUsers.TakingVerb })
                return null;
            taken = run;
        }
        return taken;
    }

    private static string Words(MembershipException exception) =>
        $"exception {exception.Id} by {exception.Author}, {(exception.Until is { } until ? $"until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "without an end date")} ({exception.Reason})";

    /// <summary>The held run that would add the person, as a user there is already or as one it makes.</summary>
    private async Task<long?> HeldByAsync(MembershipAsked asked, CancellationToken cancellationToken)
    {
        var runs = await journal.ListAsync(null, RecentRuns, cancellationToken);
        foreach (var run in runs.Where(run => run.Outcome == RunOutcome.Held && run.Connection == asked.Connection?.Key))
        {
            if (await journal.HeldPlanAsync(run.Id, cancellationToken) is not { } plan)
                continue;
            var user =
                asked.User?.Key
                ?? plan.Users.OfType<UserStep.Create>().FirstOrDefault(step => step.DirectoryKey == asked.Person?.Key)?.User;
            if (plan.Memberships.Any(change => change.Group == asked.Group.Key && change.Additions.Any(added => added.User == user)))
                return run.Id;
        }
        return null;
    }
}

/// <summary>What is to be explained.</summary>
/// <param name="Connection">The directory the group follows; null without one.</param>
/// <param name="User">The person as a user, as of the moment, or as of today when the person was none then; null for somebody who is none.</param>
/// <param name="Person">The person's account as the directory has it now; null when it has none.</param>
/// <param name="WasUser">Whether the person was a user at the moment.</param>
/// <param name="Group">The group as of the moment.</param>
/// <param name="Revision">The revision that stood at the moment.</param>
/// <param name="At">The moment; null for now.</param>
public sealed record MembershipAsked(
    Connection? Connection,
    UserRow? User,
    DirectoryUser? Person,
    bool WasUser,
    GroupRow Group,
    long Revision,
    DateTimeOffset? At
);
