using Muster.Core.DirectoryObjects;
using Muster.Core.Explaining;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;

namespace Muster.Engine.Explaining;

/// <summary>Says why somebody is in a group, by every path, and since when; or why not.</summary>
public sealed class MembershipExplainer(IMirrorStore mirrorStore, IPlatformStore platform, IRunJournal journal)
{
    /// <summary>Explains one person and one group.</summary>
    /// <param name="connection">The directory the group follows.</param>
    /// <param name="user">The person.</param>
    /// <param name="group">The group.</param>
    /// <param name="at">The instant asked about; null for now.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Explanation> ExplainAsync(
        Connection? connection,
        UserRow user,
        GroupRow group,
        DateTimeOffset? at,
        CancellationToken cancellationToken
    )
    {
        var history = await platform.HistoryAsync(group.Key, user.Key, cancellationToken);
        var standing = history
            .Where(interval =>
                at is { } instant ? interval.From <= instant && (interval.To is null || interval.To > instant) : interval.To is null
            )
            .ToList();
        var mirror = connection is null ? null : await mirrorStore.LoadAsync(connection.Key, cancellationToken);
        var source = mirror?.Groups.FirstOrDefault(candidate => candidate.Id == group.Id);
        var directoryUser =
            connection is null || user.Id is not { } id
                ? null
                : (await mirrorStore.FindUsersAsync(connection.Key, id.ToString(), cancellationToken)).FirstOrDefault(found =>
                    found.Id == id
                );
        var now = at is null && mirror is not null && source is not null && directoryUser is not null;
        var paths = now ? MembershipPaths.Find(mirror!, source!, directoryUser!.Key) : new MembershipPaths([], false);
        var owns = now && source!.Owners.Contains(directoryUser!.Key);
        return new Explanation
        {
            User = user,
            Group = group,
            At = at,
            Standing = [.. await ToStandingAsync(standing, mirror, cancellationToken)],
            Past = [.. history.Except(standing)],
            Paths = paths,
            OwnsInDirectory = owns,
            WhyNot = standing.Count > 0 ? null : WhyNot(user, group, source, directoryUser, paths.Paths.Count > 0 || owns, at),
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

    /// <summary>The first step on the way into the group that fails.</summary>
    private static string WhyNot(
        UserRow user,
        GroupRow group,
        DirectoryGroup? source,
        DirectoryUser? person,
        bool reached,
        DateTimeOffset? at
    )
    {
        if (at is not null)
            return "No membership stood at that time.";
        if (group.Link != LinkState.Linked)
            return $"The group does not follow the directory (it is {LinkWords(group.Link)}), and nobody added the person here.";
        if (person is null || person.Presence != ObjectPresence.Present)
            return "The person's account is not in the directory (any more).";
        if (!person.Facts.AccountEnabled)
            return "The account is disabled in the directory; disabled people are out of all linked groups.";
        if (!reached)
            return $"The directory has no path from '{source?.Name}' to the person: not a direct member, and not in any group nested in it.";
        return user.Active
            ? "The directory has the person in the group, but no sync has applied that yet, or a guard rail holds it: muster sync."
            : "The person is suspended here: the import rule does not cover them.";
    }

    private static string LinkWords(LinkState link) =>
        link switch
        {
            LinkState.Unmatched => "unmatched",
            LinkState.Ambiguous => "ambiguous",
            LinkState.SourceDeleted => "without its source, which was deleted",
            LinkState.Retired => "retired",
            LinkState.Paused => "paused since a run was undone",
            _ => "local",
        };
}

/// <summary>Why somebody is in a group, or why not.</summary>
public sealed record Explanation
{
    /// <summary>The person.</summary>
    public required UserRow User { get; init; }

    /// <summary>The group.</summary>
    public required GroupRow Group { get; init; }

    /// <summary>The instant asked about; null for now.</summary>
    public required DateTimeOffset? At { get; init; }

    /// <summary>The memberships that stand, with the run that made them.</summary>
    public required IReadOnlyList<Standing> Standing { get; init; }

    /// <summary>Memberships of other times.</summary>
    public required IReadOnlyList<MembershipInterval> Past { get; init; }

    /// <summary>Every path in the directory as it is now; empty for a past instant, where <see cref="Standing"/> names the group through which it came.</summary>
    public required MembershipPaths Paths { get; init; }

    /// <summary>Whether the directory says now that the person owns the group.</summary>
    public required bool OwnsInDirectory { get; init; }

    /// <summary>The first failing step; null when a membership stands.</summary>
    public required string? WhyNot { get; init; }

    /// <summary>Whether any membership stands.</summary>
    public bool IsIn => Standing.Count > 0;
}

/// <summary>A membership that stands.</summary>
/// <param name="Interval">Since when, by which run.</param>
/// <param name="Via">The nested directory group through which it came when it was added; null for the group itself.</param>
/// <param name="Run">The run that added it.</param>
public sealed record Standing(MembershipInterval Interval, DirectoryGroup? Via, Run? Run);
