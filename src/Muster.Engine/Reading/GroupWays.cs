using Muster.Core.DirectoryObjects;
using Muster.Core.Expanding;
using Muster.Core.Importing;
using Muster.Core.Platform;
using Muster.Core.Reading;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Platform;

namespace Muster.Engine.Reading;

/// <summary>Chooses how a run reads the groups it needs.</summary>
public sealed class GroupWays(IMirrorStore mirror, IPlatformStore platform, PolicyReader policies)
{
    /// <summary>Users on a page of their change stream, as reported.</summary>
    private const int UsersPerPage = 200;

    /// <summary>The way for all groups, whoever needs them.</summary>
    public async Task<GroupReading> WholeAsync(
        Connection connection,
        IDirectorySource source,
        bool full,
        CancellationToken cancellationToken
    )
    {
        if (!full && await LinkAsync(connection, source.Binding(DirectoryStream.Groups), cancellationToken) == LinkWorth.Usable)
            return GroupReading.Whole(1);
        var certificate = await mirror.CertificateAsync(connection.Key, cancellationToken);
        var known = certificate.Groups.PresentAfter;
        return GroupReading.Whole(known == 0 ? null : Ceiling(known, CheapestWay.GroupsPerPage));
    }

    /// <summary>The cheapest way for the groups that the platform follows and the import rule names.</summary>
    public async Task<GroupReading> FollowedAsync(
        Connection connection,
        IDirectorySource source,
        bool full,
        CancellationToken cancellationToken
    )
    {
        var whole = await LinkAsync(connection, source.Binding(DirectoryStream.Groups), cancellationToken);
        var filtered = await LinkAsync(connection, source.FilteredBinding, cancellationToken);
        // After a change of tenant or application nothing that is known can be trusted to name groups of this directory.
        if ((whole == LinkWorth.Usable && !full) || (whole == LinkWorth.Other && filtered == LinkWorth.Other))
            return await WholeAsync(connection, source, full, cancellationToken);
        var actual = await platform.LoadGroupsAsync(cancellationToken);
        var known = await mirror.LoadGroupsAsync(connection.Key, cancellationToken);
        // By rule any new group may become one to follow.
        var createsByRule = (await policies.OfConnectionAsync(connection.Key, cancellationToken)).CreateGroupsLike.Count > 0;
        if (createsByRule || Followed(connection, actual, known) is not { } roots)
            return await WholeAsync(connection, source, full, cancellationToken);
        var wanted = Nested(known, roots);
        var ids = wanted.Select(group => group.Id).Concat(Named(connection.ImportRule)).ToHashSet();
        var sizes = new ReadSizes(known.Groups.Count(group => group.Present), known.Groups.Sum(Edges), ids.Count, wanted.Sum(Edges));
        if (!full && filtered == LinkWorth.Usable)
            return new GroupReading(ReadWay.FilteredDelta, ids, Ceiling(ids.Count, CheapestWay.IdsPerFilter));
        var choice = CheapestWay.Choose(sizes, whole == LinkWorth.Usable, compare: full);
        return new GroupReading(choice.Way, ids, choice.Units);
    }

    /// <summary>Units for the users, by estimate.</summary>
    public async Task<long?> UsersAsync(Connection connection, IDirectorySource source, bool full, CancellationToken cancellationToken)
    {
        var link = await mirror.LinkAsync(connection.Key, DirectoryStream.Users, source.Binding(DirectoryStream.Users), cancellationToken);
        if (!full && link == LinkWorth.Usable)
            return 1;
        var known = (await mirror.CertificateAsync(connection.Key, cancellationToken)).Users.PresentAfter;
        return known == 0 ? null : Ceiling(known, UsersPerPage);
    }

    private Task<LinkWorth> LinkAsync(Connection connection, string binding, CancellationToken cancellationToken) =>
        mirror.LinkAsync(connection.Key, DirectoryStream.Groups, binding, cancellationToken);

    /// <summary>The directory groups that are followed; null when any group may matter, since one here waits for its match, or none is known yet.</summary>
    private static List<DirectoryGroup>? Followed(Connection connection, PlatformState actual, DirectoryMirror known)
    {
        if (known.Groups.Count == 0 || actual.Groups.Any(group => group.Link is LinkState.Unmatched or LinkState.Ambiguous))
            return null;
        var named = Named(connection.ImportRule).ToHashSet();
        var keys = actual.Groups.Where(group => group.DirectoryKey is not null).Select(group => group.DirectoryKey!.Value).ToHashSet();
        return [.. known.Groups.Where(group => keys.Contains(group.Key) || named.Contains(group.Id))];
    }

    private static IEnumerable<ObjectId> Named(ImportRule? rule) => rule is ImportRule.MembersOf members ? members.Groups : [];

    private static HashSet<DirectoryGroup> Nested(DirectoryMirror known, List<DirectoryGroup> roots)
    {
        var expander = new GroupExpander(known);
        return [.. roots.SelectMany(root => expander.Walk(root).Groups)];
    }

    private static long Edges(DirectoryGroup group) =>
        group.Members.Count + group.ChildGroups.Count + group.OtherMembers + (long)group.Owners.Count;

    private static long Ceiling(long amount, int size) => Math.Max(1, (amount + size - 1) / size);
}
