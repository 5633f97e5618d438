using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Engine.Plans;
using Muster.Engine.Reviewing;
using Muster.Server.Ui;

namespace Muster.Server.Plans;

/// <summary>When what a step rests on was last seen to change in the directory, as far as the plans tell: each knows the version of the mirror that it was made from.</summary>
internal sealed class SourceTimes
{
    private const int PlansLookedAt = 50;
    private readonly SourceVersions _versions;
    private readonly IReadOnlyList<(long Version, long Plan, DateTimeOffset At)> _plans;
    private readonly (long Version, long Plan, DateTimeOffset At) _this;
    private readonly bool _isWhole;
    private readonly long _appliedVersion;

    private SourceTimes(StoredPlan plan, SourceVersions versions, IReadOnlyList<StoredPlan> plans)
    {
        _versions = versions;
        _this = (plan.Basis!.Read.MirrorVersion, plan.Id, plan.MadeAt);
        _isWhole = plans.Count < PlansLookedAt;
        _appliedVersion = plans
            .Where(other => other.Id < plan.Id && (other.State is PlanState.Applied or PlanState.NothingToDo))
            .Select(other => other.Basis?.Read.MirrorVersion ?? 0)
            .DefaultIfEmpty(long.MaxValue)
            .Max();
        _plans =
        [
            .. plans
                .Where(other => other.Basis is not null && other.Id <= plan.Id)
                .OrderBy(other => other.Id)
                .Select(other => (other.Basis!.Read.MirrorVersion, other.Id, other.MadeAt)),
        ];
    }

    /// <summary>Loads what is known about the steps of a plan; null when nothing is.</summary>
    public static async Task<SourceTimes?> LoadAsync(
        MusterInstance muster,
        StoredPlan? plan,
        SyncPlan steps,
        CancellationToken cancellationToken
    )
    {
        if (plan is not { Connection: { } connection, Basis: not null })
            return null;
        var versions = await muster.Database.Reviews.SourcesAsync(
            connection,
            KeySet.Of(steps.Memberships.Select(change => change.Group)),
            KeySet.Of(steps.Memberships.SelectMany(change => change.Additions, (_, addition) => addition.Via).Where(via => via != 0)),
            KeySet.Of(
                steps
                    .Users.Select(step => step.User)
                    .Concat(steps.Memberships.SelectMany(change => change.Removals, (_, removal) => removal.User))
            ),
            cancellationToken
        );
        var filter = new PlanFilter(connection, null, plan.Id + 1, PlansLookedAt);
        return new SourceTimes(plan, versions, await muster.Database.Plans.ListAsync(filter, cancellationToken));
    }

    /// <summary>For somebody who comes in through a directory group, or directly.</summary>
    public string? OfAddition(Texts T, int group, int via) =>
        Words(T, (via == 0 ? _versions.Groups : _versions.Sources).TryGetValue(via == 0 ? group : via, out var version) ? version : null);

    /// <summary>For somebody who goes: the account where that is the cause, otherwise the group.</summary>
    public string? OfRemoval(Texts T, int group, Removal removal) =>
        removal.Cause switch
        {
            RemovalCause.AccountDisabled or RemovalCause.AccountDeleted => OfUser(T, removal.User),
            // Which group on the way they left is not kept: only a change since platform and directory last were equal can be the one.
            RemovalCause.LeftInDirectory when _versions.Groups.TryGetValue(group, out var version) && IsNews(version) => Words(T, version),
            _ => null,
        };

    /// <summary>Whether it came after the last plan that was carried out: what that one knew of is not what waits now.</summary>
    private bool IsNews(long version) => version > _appliedVersion;

    /// <summary>For an account.</summary>
    public string? OfUser(Texts T, int user) => Words(T, _versions.Users.TryGetValue(user, out var version) ? version : null);

    private string? Words(Texts T, long? version)
    {
        if (version is not { } changed || changed == 0)
            return null;
        if (changed > _this.Version)
            return T["source changed again since this plan was made"];
        var index = _plans.ToList().FindIndex(plan => plan.Version >= changed);
        if (index < 0 || (index == 0 && !_isWhole))
            return null;
        var (_, plan, at) = _plans[index];
        string Clock(DateTimeOffset instant) => Ui.Words.Clock(T, instant, _this.At);
        var by = plan == _this.Plan ? T["the read for this plan"] : T["the read for plan {0}", plan];
        return index == 0
            ? T["source last changed by {0}: seen by {1} or before", Clock(at), by]
            : T["source last changed after {0}, seen by {1} at {2}", Clock(_plans[index - 1].At), by, Clock(at)];
    }
}
