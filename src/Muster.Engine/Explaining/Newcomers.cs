using Muster.Core.Attributes;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Matching;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Engine.Reading;

namespace Muster.Engine.Explaining;

/// <summary>Says what keeps somebody whom nobody here follows yet from becoming a user, as planning decides it.</summary>
internal sealed class Newcomers(IMirrorStore mirror, IPlatformStore platform)
{
    /// <summary>The first attribute without which the person is not created; null when there is none, or when the person is a user.</summary>
    public static AttributeFault? Unfilled(MembershipAsked asked, ConnectionPolicies policies) =>
        asked is { User: null, Person: { } person } && AttributeMapping.Of(policies).Map(person, null) is { Skipped: true } mapped
            ? mapped.Faults.FirstOrDefault(fault => fault.SkipsUser)
            : null;

    /// <summary>What the person shares with several users, here or there, so that nobody can tell who is who; null when that is clear.</summary>
    public async Task<string?> UndecidedByAsync(MembershipAsked asked, ConnectionPolicies policies, CancellationToken cancellationToken)
    {
        if (asked is not { User: null, Person: { } person, Connection: { } connection })
            return null;
        var locals = await platform
            .UserRowsAsync(asked.Revision, null, cancellationToken)
            .Where(row => row is { Id: null, KeptApart: false })
            .Select(row => new PlatformUser(row.Key, 0, row.Attributes, row.Active))
            .ToListAsync(cancellationToken);
        if (!locals.Exists(local => policies.AdoptBy.Any(key => Shares(key, local, person))))
            return null;
        var directory = await mirror
            .UsersAsync(connection.Key, UserSelection.All, cancellationToken)
            .Where(user => user.Presence == ObjectPresence.Present)
            .ToListAsync(cancellationToken);
        var found = UserMatcher.Match(policies.AdoptBy, directory, locals);
        return found.Doubtful.FirstOrDefault(doubt => doubt.Directory.Any(user => user.Key == person.Key)) is { } undecided
            ? Words(undecided.By)
            : null;
    }

    private static bool Shares(AdoptionKey key, PlatformUser local, DirectoryUser person) =>
        UserMatcher.ValueOf(key, person.Facts) is { } value && UserMatcher.ValueOf(key, local.Attributes) == value;

    private static string Words(AdoptionKey key) =>
        key switch
        {
            AdoptionKey.UserPrincipalName => "same UPN",
            AdoptionKey.Mail => "same mail address",
            _ => "same employee id",
        };
}
