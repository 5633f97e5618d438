using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Expanding;
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

namespace Muster.Engine.Explaining;

/// <summary>Says why somebody is in a group, by every path, and since when; or why not; now or at any time.</summary>
public sealed class MembershipExplainer(
    IMirrorStore mirrorStore,
    IPlatformStore platform,
    IHistoryStore history,
    IRunJournal journal,
    IExceptionStore exceptions,
    PolicyReader policies,
    TimeProvider clock
)
{
    /// <summary>So many of the latest runs are looked through for held ones.</summary>
    private const int RecentRuns = 50;

    /// <summary>Explains one person and one group.</summary>
    public async Task<Explanation> ExplainAsync(MembershipAsked asked, CancellationToken cancellationToken)
    {
        var intervals = asked.User is { } user ? await platform.HistoryAsync(asked.Group.Key, user.Key, cancellationToken) : [];
        var standing = intervals.Where(interval => asked.At is { } at ? interval.StoodAt(at) : interval.To is null).ToList();
        var mirror = asked.Connection is { } connection ? await mirrorStore.LoadAsync(connection.Key, cancellationToken) : null;
        var source = asked.Group.Id is { } id ? mirror?.Groups.FirstOrDefault(candidate => candidate.Id == id) : null;
        var finder = mirror is not null && asked.Person is { } person ? new PathFinder(mirror, person.Key) : null;
        var now = asked.At is null && source is not null && finder is not null;
        var nesting =
            now && mirror is not null ? await NestingAsync(asked.Group, asked.Connection!, mirror, asked.Revision, cancellationToken)
            : Nesting.Transitive;
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
            Paths = now ? Counting(finder!.Find(source!), nesting) : new MembershipPaths([], false),
            OwnsInDirectory = now && source!.Owners.Contains(asked.Person!.Key),
            Steps =
                standing.Count > 0 ? []
                : asked.At is { } then ? PastWhyNot.Steps(asked, intervals, then)
                : WhyNot.Steps(await QuestionAsync(asked, mirror, source, finder, nesting, cancellationToken)),
            Link = await history.LinkAsync(asked.Group.Key, asked.Revision, cancellationToken),
            Configuration = made is null ? ConfigurationThen.Unknown : await history.ConfigurationAsync(made, cancellationToken),
            LastRead = (await history.ReadsAsync(asked.At ?? clock.GetUtcNow(), cancellationToken)).Before,
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
        DirectoryMirror? mirror,
        DirectoryGroup? source,
        PathFinder? finder,
        Nesting nesting,
        CancellationToken cancellationToken
    )
    {
        var rule = asked.Connection?.ImportRule;
        var leads = source is not null && finder?.Leads(source) == true;
        var owns = source is not null && finder is not null && source.Owners.Contains(asked.Person!.Key);
        var taken = leads && NestingReach.Takes(mirror!, source!, nesting, asked.Person!.Key);
        var reached = taken || owns;
        return new MembershipQuestion
        {
            Person = asked.Person,
            IsUser = asked.User is not null,
            IsActive = asked.User?.Active == true,
            HasRule = rule is not null,
            RuleCovers =
                mirror is not null
                && asked.Person is { } person
                && ImportScope.Of(rule, mirror, [person], clock.GetUtcNow()).Covers(person.Key),
            InLinkedGroup = reached || await InLinkedGroupAsync(asked, mirror, finder, cancellationToken),
            Group = asked.Group.Name,
            Link = asked.Group.Link,
            Source = source,
            Reached = reached,
            NotTaken = leads && !reached ? NestingReach.Words(finder!.Find(source!), nesting) : null,
            ExcludedBy = await ExcludedByAsync(asked, cancellationToken),
            ReadWhole = mirror is not null && source is not null && new GroupExpander(mirror).Walk(source).Complete,
            ReadComplete = mirror?.Certificate.Complete == true,
            HeldBy = reached ? await HeldByAsync(asked, cancellationToken) : null,
        };
    }

    private async Task<bool> InLinkedGroupAsync(
        MembershipAsked asked,
        DirectoryMirror? mirror,
        PathFinder? finder,
        CancellationToken cancellationToken
    )
    {
        if (mirror is null || finder is null || asked.User?.Active == true)
            return false;
        var byId = mirror.Groups.ToDictionary(group => group.Id);
        await foreach (var group in platform.GroupRowsAsync(asked.Revision, null, cancellationToken))
            if (
                group is { Link: LinkState.Linked, Id: { } id }
                && byId.TryGetValue(id, out var source)
                && (source.Owners.Contains(asked.Person!.Key) || finder.Leads(source))
            )
            {
                var nesting = await NestingAsync(group, asked.Connection!, mirror, asked.Revision, cancellationToken);
                if (source.Owners.Contains(asked.Person.Key) || NestingReach.Takes(mirror, source, nesting, asked.Person.Key))
                    return true;
            }
        return false;
    }

    /// <summary>How far nesting counts for a group now.</summary>
    private async Task<Nesting> NestingAsync(
        GroupRow group,
        Connection connection,
        DirectoryMirror mirror,
        long revision,
        CancellationToken cancellationToken
    )
    {
        var policy = group.Settings.Nesting ?? (await policies.OfConnectionAsync(connection.Key, cancellationToken)).Nesting;
        if (policy != NestingPolicy.Hierarchy)
            return new Nesting(policy, null);
        var linked = await platform
            .GroupRowsAsync(revision, null, cancellationToken)
            .Where(row => row is { Link: LinkState.Linked or LinkState.Paused, Id: not null })
            .Select(row => row.Id!.Value)
            .ToHashSetAsync(cancellationToken: cancellationToken);
        var bits = new KeyBits();
        foreach (var source in mirror.Groups.Where(source => source.Present && linked.Contains(source.Id)))
            bits.Add(source.Key);
        return new Nesting(policy, bits);
    }

    private static MembershipPaths Counting(MembershipPaths paths, Nesting nesting) =>
        paths with
        {
            Paths = [.. paths.Paths.Where(path => NestingReach.Counts(path, nesting))],
        };

    private async Task<string?> ExcludedByAsync(MembershipAsked asked, CancellationToken cancellationToken) =>
        (await exceptions.AtAsync(asked.Revision, cancellationToken)).FirstOrDefault(exception =>
            exception.Kind == ExceptionKind.Exclude && exception.Group == asked.Group.Key && exception.User == asked.User?.Key
        )
            is { } found
            ? $"exception {found.Id} by {found.Author}, {(found.Until is { } until ? $"until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "without an end date")} ({found.Reason})"
            : null;

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
