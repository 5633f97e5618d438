using Muster.Engine.Caching;
using Muster.Engine.Explaining;
using Muster.Server.Wording;

namespace Muster.Server.Explaining;

/// <summary>What somebody was just told: a page that is opened by its address asks twice, for the prerendered page and for the live one, and what takes seconds is worked out and charged once.</summary>
internal sealed class KnownExplanations(MusterInstance muster, TimeProvider clock)
{
    /// <summary>More than are opened at once.</summary>
    private const int Most = 50;

    private readonly LatestFew<Asked, Explanation> _known = new(Most, TimeSpan.FromSeconds(30), clock);

    /// <summary>The answer that is known and still good, or one that is worked out now.</summary>
    /// <param name="account">Who asks: each is charged for their own.</param>
    /// <param name="person">About whom, by handle.</param>
    /// <param name="group">Key of the group.</param>
    /// <param name="moment">As of when.</param>
    /// <param name="explain">Works it out.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Explanation> OfAsync(
        Guid account,
        string person,
        int group,
        Moment moment,
        Func<Task<Explanation>> explain,
        CancellationToken cancellationToken
    ) =>
        await _known.OfAsync(
            new(account, person, group, moment.Revision, moment.At),
            await muster.Database.Marks.NowAsync(cancellationToken),
            explain,
            cancellationToken
        );

    private readonly record struct Asked(Guid Account, string Person, int Group, long Revision, DateTimeOffset? At);
}
