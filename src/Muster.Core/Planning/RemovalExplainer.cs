using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Expanding;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Finds out why somebody leaves a group and whether the directory said so.</summary>
/// <remarks>
/// A loss counts as stated only if it is explained by what the directory stated: the person would still be reached had the stated departures not happened,
/// and would not be reached had only the inferred ones not happened. Whatever is unexplained is inferred.
/// </remarks>
internal sealed class RemovalExplainer(PlanRequest request, PeoplePlan people)
{
    private readonly int[] _directoryKeys = Reverse(request.Actual);
    private readonly GroupExpander _beforeInferred = new(request.Mirror, EdgeView.WithInferredDepartures);
    private readonly GroupExpander _beforeAll = new(request.Mirror, EdgeView.WithAllDepartures);
    private DesiredGroup? _group;
    private KeySet _reachedBeforeInferred = KeySet.Empty;
    private KeySet _reachedBeforeAll = KeySet.Empty;
    private KeySet? _reachedByAnyNesting;

    /// <summary>The removal with its reason; null when it depends on the import rule and that cannot be decided.</summary>
    public Removal? Explain(DesiredGroup group, MembershipRelation relation, int user)
    {
        var key = user < _directoryKeys.Length ? _directoryKeys[user] : 0;
        return request.Mirror.User(key) switch
        {
            DirectoryUserState.Disabled => new Removal(user, RemovalCause.AccountDisabled, Evidence.Stated),
            DirectoryUserState.RemovedStated => new Removal(user, RemovalCause.AccountDeleted, Evidence.Stated),
            DirectoryUserState.RemovedInferred => new Removal(user, RemovalCause.AccountDeleted, Evidence.Inferred),
            _ when StillThere(group, relation, key) => people.LeavesByRule(key) is { } evidence
                ? new Removal(user, RemovalCause.OutsideImportRule, evidence)
                : null,
            _ when IsStated(group, relation, key) => new Removal(user, RemovalCause.LeftInDirectory, Evidence.Stated),
            _ when LeavesByNesting(group, relation, key) => new Removal(user, RemovalCause.OutsideNesting, Evidence.Stated),
            _ => new Removal(user, RemovalCause.LeftInDirectory, Evidence.Inferred),
        };
    }

    private static bool StillThere(DesiredGroup group, MembershipRelation relation, int key) =>
        relation == MembershipRelation.Owner ? group.Source.Owners.Contains(key) : group.Members.Users.Contains(key);

    private bool IsStated(DesiredGroup group, MembershipRelation relation, int key)
    {
        if (relation == MembershipRelation.Owner)
            return group.Source.Stated.Owners.Contains(key) && !group.Source.Inferred.Owners.Contains(key);
        Look(group);
        return _reachedBeforeAll.Contains(key) && !_reachedBeforeInferred.Contains(key);
    }

    /// <summary>A person chose what counts: somebody who is in the directory group by nesting that does not count would be out had nothing departed at all.</summary>
    private bool LeavesByNesting(DesiredGroup group, MembershipRelation relation, int key)
    {
        if (relation == MembershipRelation.Owner || group.Nesting.Policy == NestingPolicy.Transitive)
            return false;
        Look(group);
        if (_reachedBeforeAll.Contains(key))
            return false;
        _reachedByAnyNesting ??= _beforeAll.Expand(group.Source).Users;
        return _reachedByAnyNesting.Contains(key);
    }

    private void Look(DesiredGroup group)
    {
        if (_group == group)
            return;
        _group = group;
        _reachedBeforeInferred = _beforeInferred.Expand(group.Source, group.Nesting).Users;
        _reachedBeforeAll = _beforeAll.Expand(group.Source, group.Nesting).Users;
        _reachedByAnyNesting = null;
    }

    private static int[] Reverse(PlatformState actual)
    {
        var keys = new int[actual.NextUserKey];
        for (var key = 1; key < actual.UserByDirectoryKey.Length; key++)
            if (actual.UserByDirectoryKey[key] is var user and not 0)
                keys[user] = key;
        return keys;
    }
}
