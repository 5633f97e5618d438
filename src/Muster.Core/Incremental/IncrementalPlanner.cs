using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Planning;
using Muster.Core.Platform;

namespace Muster.Core.Incremental;

/// <summary>
/// Plans for the people whom a change can have touched, and for nobody else, by the planners that plan everything: they are given a directory and a platform
/// in which only those people exist. Groups and links are few and are planned whole.
/// </summary>
/// <remarks>
/// Rests on two facts that tests hold: no planner lets what it decides about one person depend on another one, and whoever nothing has touched since a plan that
/// was applied whole is where he should be. The second needs a plan that kept nothing back; after any other plan the next one is full.
/// </remarks>
public sealed class IncrementalPlanner
{
    private readonly PlanRequest _request;
    private readonly LinkPlan _links;
    private readonly KeySet _moved;

    private IncrementalPlanner(PlanRequest request, LinkPlan links, TouchedPeople touched, KeySet moved)
    {
        (_request, _links, Touched, _moved) = (request, links, touched, moved);
        Affected = touched.InDirectory.Union(Followed(request.Actual, touched.Here));
    }

    /// <summary>Changes with every change of the rules of planning, so that marks of another version are not built upon.</summary>
    public const int Version = 3;

    /// <summary>What the plan is made from, as far as it is known.</summary>
    public PlanRequest Request => _request;

    /// <summary>Whom the changes can have touched, as far as groups and edges tell.</summary>
    public TouchedPeople Touched { get; }

    /// <summary>Keys of the directory users whom the plan is about.</summary>
    public KeySet Affected { get; }

    /// <summary>Finds out whom a plan is about.</summary>
    /// <param name="request">What a full plan would be made from; users and platform users are not looked at yet, nor is who follows whom.</param>
    /// <param name="changes">What has moved.</param>
    /// <exception cref="ArgumentException">The request does not cover everything, or brings a new import rule: such plans are full.</exception>
    public static IncrementalPlanner For(PlanRequest request, ChangesSince changes)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(changes);
        if (request is not { CoversAll: true, ImportRuleIsNew: false })
            throw new ArgumentException("Only a plan of everything, under the rule in force, can be made from changes.", nameof(request));
        var links = LinkPlanner.Plan(request);
        return new IncrementalPlanner(request, links, AffectedUsers.Find(request, changes, links), changes.Users);
    }

    /// <summary>The same, once it is known of the people touched who follows whom, and how they are.</summary>
    /// <param name="mirror">The same groups, with the state of everybody touched.</param>
    /// <param name="actual">The same groups, with the followers of everybody touched.</param>
    public IncrementalPlanner Knowing(DirectoryMirror mirror, PlatformState actual) =>
        new(_request with { Mirror = mirror, Actual = actual }, _links, Touched, _moved);

    /// <summary>Directory users whom some platform users follow.</summary>
    private static KeySet Followed(PlatformState actual, KeySet users)
    {
        if (users.IsEmpty)
            return KeySet.Empty;
        var keys = new List<int>();
        for (var key = 1; key < actual.UserByDirectoryKey.Length; key++)
            if (actual.UserByDirectoryKey[key] is var user and not 0 && users.Contains(user))
                keys.Add(key);
        return KeySet.FromAscending([.. keys]);
    }

    /// <summary>Keys of the directory users whose properties the plan compares.</summary>
    public KeySet UsersToLoad =>
        ImportScope.NeedsAllUsers(_request.ImportRule)
            ? Affected
            : _moved.Union(KeySet.Of(Affected.AsList.Where(user => _request.Actual.UserOf(user) == 0)));

    /// <summary>Plans.</summary>
    /// <param name="users">The users of <see cref="UsersToLoad"/>, or more.</param>
    /// <param name="platformUsers">The platform users that follow them, by their own key.</param>
    /// <param name="adoptable">Users here who may be one of them.</param>
    /// <param name="namesakes">Directory users who share a value with one of those.</param>
    public SyncPlan Plan(
        IEnumerable<DirectoryUser> users,
        IReadOnlyDictionary<int, Platform.PlatformUser> platformUsers,
        IReadOnlyList<Platform.PlatformUser>? adoptable = null,
        IReadOnlyList<DirectoryUser>? namesakes = null
    )
    {
        var narrowed = Narrowing.To(_request, _links, Affected) with
        {
            Users = [.. users.Where(user => Affected.Contains(user.Key))],
            PlatformUsers = platformUsers,
            Adoptable = adoptable ?? [],
            Namesakes = namesakes ?? [],
        };
        return SyncPlanner.Plan(narrowed, _links.On(narrowed.Actual));
    }
}
