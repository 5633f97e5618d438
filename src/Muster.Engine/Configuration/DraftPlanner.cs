using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Guarding;
using Muster.Core.Importing;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Guarding;
using Muster.Engine.Platform;
using Muster.Engine.Reading;

namespace Muster.Engine.Configuration;

/// <summary>Says what a change of the configuration would do, from the directory as it was last read; reads and writes nothing.</summary>
public sealed class DraftPlanner(IMirrorStore mirrorStore, IPlatformStore platform, GuardWatch guards, TimeProvider clock)
{
    /// <summary>Plans twice, under the configuration as it is and as it would be.</summary>
    /// <returns>Both; null when the directory was never read to its end.</returns>
    /// <exception cref="StoredDataException">Less was loaded than was stored; nothing is planned on that.</exception>
    public async Task<DraftComparison?> CompareAsync(
        Connection connection,
        DraftBasis before,
        DraftBasis after,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var mirror = await mirrorStore.LoadAsync(connection.Key, cancellationToken);
        if (!mirror.Certificate.Complete)
            return null;
        var actual = await platform.LoadAsync(connection.Key, cancellationToken);
        var users = await mirrorStore.UsersAsync(connection.Key, UserSelection.All, cancellationToken).ToListAsync(cancellationToken);
        var followers = KeySet.Of(users.Select(user => actual.UserOf(user.Key)).Where(key => key != 0));
        var request = new PlanRequest
        {
            Mirror = mirror,
            Actual = actual,
            Users = users,
            PlatformUsers = await platform.UsersAsync(followers, cancellationToken),
            Now = clock.GetUtcNow(),
            ConfigurationVersion = connection.ConfigurationVersion,
        };
        return new DraftComparison
        {
            Connection = connection,
            Mirror = mirror,
            Actual = ConfiguredState.Of(actual, after.Groups, after.Exceptions),
            Before = await PlanAsync(request, before, connection, cancellationToken),
            After = await PlanAsync(request, after, connection, cancellationToken),
        };
    }

    private async Task<DraftPlan> PlanAsync(
        PlanRequest request,
        DraftBasis basis,
        Connection connection,
        CancellationToken cancellationToken
    )
    {
        var actual = ConfiguredState.Of(request.Actual, basis.Groups, basis.Exceptions);
        var plan = SyncPlanner.Plan(
            request with
            {
                Actual = actual,
                ImportRule = basis.ImportRule,
                Policies = basis.Policies,
                ProtectedUsers = await platform.CalledAsync(connection.Key, basis.Policies.ProtectedUsers, cancellationToken),
            }
        );
        var context = await guards.ContextAsync(connection.Key, basis.Policies, plan, cancellationToken);
        return new DraftPlan(plan, basis.Policies.Guards.Judge(plan, actual, context));
    }
}

/// <summary>A configuration to plan by.</summary>
/// <param name="Policies">The policies, bound by the workspace's ceiling.</param>
/// <param name="ImportRule">Who becomes a user.</param>
/// <param name="Groups">Changes of groups that would be made first.</param>
/// <param name="Exceptions">Changes of exceptions that would be made first; null for none.</param>
public sealed record DraftBasis(
    ConnectionPolicies Policies,
    ImportRule? ImportRule,
    IReadOnlyList<GroupStep> Groups,
    IReadOnlyList<ExceptionStep>? Exceptions = null
);

/// <summary>What the next sync would do under some configuration, if the directory were read as it was last read.</summary>
public sealed record DraftPlan(SyncPlan Plan, PlanVerdict Verdict);

/// <summary>What the next sync of a connection would do under the configuration as it is and as it would be.</summary>
public sealed record DraftComparison
{
    /// <summary>The connection.</summary>
    public required Connection Connection { get; init; }

    /// <summary>The directory as it was last read.</summary>
    public required DirectoryMirror Mirror { get; init; }

    /// <summary>The platform's state the second plan starts from.</summary>
    public required PlatformState Actual { get; init; }

    /// <summary>As things are configured.</summary>
    public required DraftPlan Before { get; init; }

    /// <summary>As they would be.</summary>
    public required DraftPlan After { get; init; }

    /// <summary>What would be done because of the change.</summary>
    public SyncPlan More => _more ??= PlanSurplus.Of(After.Plan, Before.Plan);

    /// <summary>What would not be done any more because of the change.</summary>
    public SyncPlan Less => _less ??= PlanSurplus.Of(Before.Plan, After.Plan);

    /// <summary>Whether the change makes no difference to the next sync, nor to whether it is held.</summary>
    public bool IsSame => More.IsEmpty && Less.IsEmpty && Guards(Before).SequenceEqual(Guards(After));

    private SyncPlan? _more;
    private SyncPlan? _less;

    private static IEnumerable<GuardTrip> Guards(DraftPlan draft) => draft.Verdict is PlanVerdict.Held(var trips) ? trips : [];
}
