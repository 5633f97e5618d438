using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Users;

namespace Muster.Engine.Syncing;

/// <summary>Loads, for the directory users that a plan compares, who follows them and who may be one of them.</summary>
internal sealed class PeopleLoading(IMirrorStore mirrorStore, IPlatformStore platform)
{
    /// <summary>A request with some directory users and all that belongs to them.</summary>
    public async Task<PlanRequest> WithAsync(
        int connection,
        PlanRequest request,
        IReadOnlyList<DirectoryUser> users,
        CancellationToken cancellationToken
    )
    {
        var actual = request.Actual;
        var candidates = await AdoptionCandidates.LoadAsync(
            (mirrorStore, platform),
            connection,
            request.Mirror,
            actual,
            users,
            cancellationToken
        );
        var followers = KeySet.Of(users.Select(user => actual.UserOf(user.Key)).Where(key => key != 0));
        return request with
        {
            Users = users,
            PlatformUsers = await platform.UsersAsync(followers, cancellationToken),
            Adoptable = candidates.Adoptable,
            Namesakes = candidates.Namesakes,
        };
    }
}
