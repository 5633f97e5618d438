using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Expanding;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Reading;

namespace Muster.Engine.Groups;

/// <summary>Pins groups to directory groups that a person picked, after showing both sides.</summary>
public sealed class GroupLinks(GroupWork work)
{
    /// <summary>Names of at most so many people are loaded on each side.</summary>
    private const int MostNames = 1000;

    /// <summary>Pins a group to the directory group a person picked.</summary>
    /// <param name="connection">The directory.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="decide">Shown both sides, says how to go on; null ends it with nothing changed.</param>
    /// <param name="progress">Told while reading.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<GroupsOutcome> LinkAsync(
        Connection connection,
        LinkRequest request,
        Func<LinkPreview, CancellationToken, Task<LinkDecision?>> decide,
        IProgress<ReadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        var verb = request.Relink ? "groups relink" : "groups link";
        await using var lease = await work.AcquireAsync(verb, cancellationToken);
        var state = await work.ReadAsync(connection, lease, progress);
        if (state.Find(request.Name) is not { } group)
            return GroupsOutcome.Refused(GroupWork.NotFound(request.Name));
        if (Refusal(state, group, request, connection) is { } refusal)
            return GroupsOutcome.Refused(refusal);
        var source = state.Mirror.Groups.First(candidate => candidate.Id == request.To && candidate.Present);
        var preview = await PreviewAsync(connection, state, group, source, lease.Token);
        if (await decide(preview, lease.Token) is not { } decision)
            return new GroupsOutcome(null, null, []);
        var settings = group.Settings with { LocalMembers = decision.Local ?? group.Settings.LocalMembers };
        var plan = GroupPlans.Link(state.Basis, group, source, settings);
        return decision.DryRun
            ? new GroupsOutcome(null, plan, [])
            : new GroupsOutcome(await work.ApplyAsync(connection, verb, request.Actor, plan, lease), plan, []);
    }

    /// <summary>The directory groups a person may choose from for a group: those of exactly its name, else those whose name is close.</summary>
    public async Task<LinkCandidates?> CandidatesAsync(
        Connection connection,
        string name,
        IProgress<ReadProgress> progress,
        CancellationToken cancellationToken
    )
    {
        await using var lease = await work.AcquireAsync("groups pick", cancellationToken);
        var state = await work.ReadAsync(connection, lease, progress);
        if (state.Find(name) is not { } group)
            return null;
        var same = state.Discovery.Names.WithName(name);
        return same.Count > 0
            ? new LinkCandidates(group, [.. same.Select(source => new LinkCandidate(state.Discovery.Discover(source), null))])
            : new LinkCandidates(
                group,
                [
                    .. state
                        .Discovery.Names.NearMisses(name)
                        .Select(miss => new LinkCandidate(state.Discovery.Discover(miss.Group), miss.Difference)),
                ]
            );
    }

    private static PlanProblem? Refusal(GroupsState state, PlatformGroup group, LinkRequest request, Connection connection)
    {
        if (!request.Relink && group.Link is LinkState.Linked or LinkState.SourceDeleted or LinkState.Paused)
            return new PlanProblem(
                "alreadyLinked",
                group.Name,
                $"'{group.Name}' is pinned to a directory group already. To pin it to another one: muster groups relink \"{group.Name}\" --to {request.To}."
            );
        if (state.Mirror.Groups.FirstOrDefault(candidate => candidate.Id == request.To && candidate.Present) is not { } source)
            return new PlanProblem(
                "notInDirectory",
                request.To.ToString(),
                $"The directory has no group with object id {request.To}. List its groups with: muster groups discover --connection \"{connection.Name}\"."
            );
        if (state.Discovery.Discover(source) is { State: DiscoveryState.Linked, Group: { } owner })
            return owner.Key == group.Key
                ? new PlanProblem("alreadyLinked", group.Name, $"'{group.Name}' is pinned to {request.To} already; nothing to do.")
                : new PlanProblem(
                    "alreadyLinked",
                    group.Name,
                    $"Directory group {request.To} feeds '{owner.Name}' already. One directory group feeds one group: unlink or retire that one first."
                );
        return source.Name != group.Name && (group.Settings.OnRename ?? state.Policies.OnRename) == RenamePolicy.Unlink
            ? new PlanProblem(
                "renameUnlinks",
                group.Name,
                $"The directory calls that group '{source.Name}', and the policy for renames of '{group.Name}' is unlink, so the next sync would end the link. First: muster groups set \"{group.Name}\" --on-rename keep (or follow)."
            )
            : null;
    }

    private async Task<LinkPreview> PreviewAsync(
        Connection connection,
        GroupsState state,
        PlatformGroup group,
        DirectoryGroup source,
        CancellationToken cancellationToken
    )
    {
        var linked = new KeyBits();
        foreach (var other in state.Actual.Groups)
            if (other.Link is LinkState.Linked or LinkState.Paused && other.DirectoryKey is { } key)
                linked.Add(key);
        var nesting = new Nesting(group.Settings.Nesting ?? state.Policies.Nesting, linked);
        var comparison = LinkComparison.Of(state.Mirror, state.Actual, group, source, nesting);
        var here = comparison.Members.Go.Union(comparison.Members.Stay).Union(comparison.Owners.Go).Union(comparison.Owners.Stay);
        var names = new Dictionary<int, string>();
        foreach (var (key, user) in await work.Platform.UsersAsync(KeySet.Of(here.AsList.Take(MostNames)), cancellationToken))
            names[key] = user.Attributes.DisplayName ?? user.Attributes.UserPrincipalName ?? $"user {key}";
        return new LinkPreview(group, source, comparison, names, await ComingAsync(connection, comparison, cancellationToken));
    }

    private async Task<Dictionary<int, string>> ComingAsync(
        Connection connection,
        LinkComparison comparison,
        CancellationToken cancellationToken
    )
    {
        var come = comparison.Members.Come.Union(comparison.Owners.Come);
        var names = new Dictionary<int, string>();
        if (come.IsEmpty)
            return names;
        await foreach (var user in work.Mirror.UsersAsync(connection.Key, UserSelection.All, cancellationToken))
            if (names.Count < MostNames && come.Contains(user.Key))
                names[user.Key] = user.Facts.DisplayName ?? user.Facts.UserPrincipalName ?? user.Id.ToString();
        return names;
    }
}

/// <summary>A link that is asked for.</summary>
/// <param name="Name">Name of the platform group.</param>
/// <param name="To">Object id of the directory group.</param>
/// <param name="Relink">Whether the group may be linked already, or have lost its source.</param>
/// <param name="Actor">Who asks.</param>
public sealed record LinkRequest(string Name, ObjectId To, bool Relink, string Actor);

/// <summary>How a person goes on after seeing both sides.</summary>
/// <param name="Local">What becomes of members given here; null leaves it as it is set.</param>
/// <param name="DryRun">Change nothing.</param>
public sealed record LinkDecision(LocalMembersPolicy? Local, bool DryRun);

/// <summary>Both sides of a link with the names of the first people.</summary>
/// <param name="Group">The platform group.</param>
/// <param name="Source">The directory group.</param>
/// <param name="Comparison">Both sides.</param>
/// <param name="NamesHere">Names by key of the platform user.</param>
/// <param name="NamesThere">Names of those who would come, by key of the directory user.</param>
public sealed record LinkPreview(
    PlatformGroup Group,
    DirectoryGroup Source,
    LinkComparison Comparison,
    IReadOnlyDictionary<int, string> NamesHere,
    IReadOnlyDictionary<int, string> NamesThere
);

/// <summary>Directory groups to choose from for a group.</summary>
public sealed record LinkCandidates(PlatformGroup Group, IReadOnlyList<LinkCandidate> Candidates);

/// <summary>One of them.</summary>
/// <param name="Found">The directory group and how it stands.</param>
/// <param name="Difference">How its name differs; null when it is exactly the same.</param>
public sealed record LinkCandidate(DiscoveredGroup Found, string? Difference);
