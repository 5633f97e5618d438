using Muster.Core.Attributes;
using Muster.Core.DirectoryObjects;
using Muster.Core.Expanding;
using Muster.Core.Importing;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Plans who becomes a user, whose properties change, who is suspended and who comes back. Nobody is ever erased.</summary>
internal sealed class UserPlanner
{
    private readonly PlanRequest _request;
    private readonly DesiredGroups _desired;
    private readonly ImportScope _scope;
    private readonly KeyBits _byGroup;
    private readonly KeyBits _wanted;
    private readonly PeoplePlan _plan;
    private readonly AttributeMapping _mapping;
    private readonly AttributeReport _report = new();
    private readonly int _limit;
    private readonly Lazy<Func<int, bool>> _wantedBeforeInferred;
    private readonly Lazy<bool> _canLeaveByRule;
    private readonly ExceptionPlanner _exceptions;
    private readonly ProtectedPeople _protected;

    private UserPlanner(PlanRequest request, DesiredGroups desired, ExceptionPlanner exceptions, ProtectedPeople protectedPeople)
    {
        (_request, _desired, _exceptions, _protected) = (request, desired, exceptions, protectedPeople);
        _limit = Math.Max(request.Mirror.UserKeyLimit, request.Actual.UserByDirectoryKey.Length);
        _scope = ImportScope.Of(request.ImportRule, request.Mirror, request.Users, request.Now);
        _mapping = AttributeMapping.Of(request.Policies);
        _byGroup = new KeyBits(_limit);
        _wanted = new KeyBits(_limit);
        _plan = new PeoplePlan(request, _wanted, LeavesByRule);
        _wantedBeforeInferred = new Lazy<Func<int, bool>>(WantedBeforeInferredDepartures);
        _canLeaveByRule = new Lazy<bool>(CanLeaveByRule);
    }

    public static PeoplePlan Plan(PlanRequest request, DesiredGroups desired, ExceptionPlanner exceptions, ProtectedPeople protectedPeople)
    {
        var planner = new UserPlanner(request, desired, exceptions, protectedPeople);
        planner.FindWanted();
        planner.CreateMissing();
        if (request.OnlyGroups is null)
            planner.Update();
        planner.ChangeActivity();
        planner.ReportProblems();
        return planner._plan;
    }

    private void FindWanted()
    {
        if (_request.Policies.AutoImportMembers)
            foreach (var group in _desired.All)
            {
                _byGroup.AddAll(group.Members.Users);
                _byGroup.AddAll(group.Source.Owners);
            }
        AddKeptMembers();
        for (var key = 1; key < _limit; key++)
            if (_request.Mirror.User(key) == DirectoryUserState.Enabled && (_scope.Covers(key) || _byGroup[key]))
                _wanted.Add(key);
    }

    /// <summary>Members of groups that no longer follow the directory stay users, and so do owners that cannot be read.</summary>
    /// <remarks>
    /// Local memberships of a followed group end with this plan, and so do those by an exception that is over; who has nothing else leaves with this plan too, not with
    /// the next.
    /// </remarks>
    private void AddKeptMembers()
    {
        var followed = _desired.All.ToDictionary(group => group.Group.Key);
        var retired = _desired.Ended.Where(link => link.Retired).Select(link => link.Group.Key).ToHashSet();
        var unlinked = _desired.Ended.Where(link => !link.Retired).Select(link => link.Group.Key).ToHashSet();
        var kept = new KeyBits();
        foreach (var group in _request.Actual.Groups.Where(group => !retired.Contains(group.Key)))
        {
            var source = followed.GetValueOrDefault(group.Key);
            if (source is null || source.KeepsLocal || _request.UsersOnly)
                kept.AddAll(group.LocalMembers.Union(group.LocalOwners));
            if (source is null)
                kept.AddAll(group.Members.Union(ByException(group, unlinked)));
            if (source is not { OwnersComplete: true })
                kept.AddAll(group.Owners.Union(group.LocalOwners));
        }
        for (var key = 1; key < _request.Actual.UserByDirectoryKey.Length; key++)
            if (_request.Actual.UserByDirectoryKey[key] is var user and not 0 && kept[user])
                _byGroup.Add(key);
    }

    /// <summary>Who stays by an exception in a group that is not followed: all of them where its link ends, since they become local members.</summary>
    private KeySet ByException(PlatformGroup group, HashSet<int> unlinked)
    {
        var all = group.ExceptionMembers.Union(group.ExceptionOwners);
        if (all.IsEmpty || unlinked.Contains(group.Key))
            return all;
        var standing = group
            .ExceptionMembers.Intersect(_exceptions.Included(group.Key, MembershipRelation.Member))
            .Union(group.ExceptionOwners.Intersect(_exceptions.Included(group.Key, MembershipRelation.Owner)));
        return standing.Union(KeySet.Of(all.AsList.Where(_protected.Keeps)));
    }

    private void CreateMissing()
    {
        var concerned = Concerned();
        var newcomers = _request
            .Users.Where(user => user.Presence == ObjectPresence.Present)
            .Where(user => _wanted[user.Key] && _request.Actual.UserOf(user.Key) == 0 && concerned?[user.Key] != false)
            .OrderBy(user => user.Key)
            .ToList();
        var adoptions = AdoptionPlanner.Plan(_request, newcomers);
        _plan.Problems.AddRange(adoptions.Problems);
        foreach (var user in newcomers.Where(user => !adoptions.IsUndecided(user.Key)))
        {
            var adopted = adoptions.Adopted.GetValueOrDefault(user.Key);
            if (Attributes(user, adopted?.User.Attributes) is not { } attributes)
                continue;
            if (adopted is null)
                _plan.Create(user, attributes, Reason(user.Key));
            else
                _plan.Adopt(adopted, attributes, Reason(user.Key));
        }
    }

    /// <summary>What the mapping makes of the person; null when the person is to be left as it is.</summary>
    private UserAttributes? Attributes(DirectoryUser user, UserAttributes? before)
    {
        var mapped = _mapping.Map(user, before);
        _report.Add(user, mapped.Faults);
        return mapped.Skipped ? null : mapped.Attributes;
    }

    private void Update()
    {
        foreach (var user in _request.Users)
        {
            if (user.Presence != ObjectPresence.Present || _request.Actual.UserOf(user.Key) is not (var key and not 0))
                continue;
            if (!_request.PlatformUsers.TryGetValue(key, out var actual) || _plan.IsAdopted(key))
                continue;
            if (Attributes(user, actual.Attributes) is { } after && actual.Attributes != after)
                _plan.Steps.Add(new UserStep.Update(key, actual.Attributes, after));
        }
    }

    private void ChangeActivity()
    {
        var concerned = Concerned();
        for (var key = 1; key < _request.Actual.UserByDirectoryKey.Length; key++)
        {
            if (_request.Actual.UserByDirectoryKey[key] is not (var user and not 0) || _request.Actual.IsActive(user) == _wanted[key])
                continue;
            if (_plan.IsAdopted(user) || (concerned is not null && (!_wanted[key] || !concerned[key])))
                continue;
            if (_wanted[key])
                _plan.Steps.Add(new UserStep.Reactivate(user, Reason(key)));
            else if (Suspension(user, key) is { } step)
                SuspendUnlessProtected(step);
            else
                _plan.KeptBack++;
        }
    }

    private void SuspendUnlessProtected(UserStep.Suspend step)
    {
        if (_protected.Keeps(step.User))
            _protected.Kept(step.User, step);
        else
            _plan.Steps.Add(step);
    }

    private UserStep.Suspend? Suspension(int user, int key)
    {
        var certificate = _request.Mirror.Certificate;
        return _request.Mirror.User(key) switch
        {
            _ when !certificate.Users.Complete => null,
            DirectoryUserState.Disabled => new UserStep.Suspend(user, RemovalCause.AccountDisabled, Evidence.Stated),
            DirectoryUserState.RemovedStated => new UserStep.Suspend(user, RemovalCause.AccountDeleted, Evidence.Stated),
            DirectoryUserState.RemovedInferred => new UserStep.Suspend(user, RemovalCause.AccountDeleted, Evidence.Inferred),
            _ when LeavesByRule(key) is { } evidence => new UserStep.Suspend(user, RemovalCause.OutsideImportRule, evidence),
            _ => null,
        };
    }

    /// <summary>What it rests on that nothing asks for an enabled person any more; null when that cannot be proven.</summary>
    private Evidence? LeavesByRule(int key) =>
        _request.Mirror.User(key) != DirectoryUserState.Enabled || !_canLeaveByRule.Value ? null
        : _wantedBeforeInferred.Value(key) ? Evidence.Inferred
        : Evidence.Stated;

    private bool CanLeaveByRule() =>
        _scope.Complete
        && _desired.All.All(group => group.Members.Complete)
        && (_request.Mirror.Certificate.Groups.Complete || (_desired.All.Count == 0 && _request.ImportRule is not ImportRule.MembersOf));

    private Func<int, bool> WantedBeforeInferredDepartures()
    {
        const EdgeView view = EdgeView.WithInferredDepartures;
        var scope = ImportScope.Of(_request.ImportRule, _request.Mirror, _request.Users, _request.Now, view);
        var members = new KeyBits(_limit);
        var expander = new GroupExpander(_request.Mirror, view);
        if (_request.Policies.AutoImportMembers)
            foreach (var group in _desired.All)
            {
                members.AddAll(expander.Expand(group.Source, group.Nesting).Users);
                members.AddAll(view.Owners(group.Source));
            }
        return key => scope.Covers(key) || members[key];
    }

    /// <summary>The directory users a plan for some groups only concerns; null for all.</summary>
    private KeyBits? Concerned()
    {
        if (_request.OnlyGroups is null)
            return null;
        var concerned = new KeyBits(_limit);
        foreach (var group in _desired.All.Where(group => _request.Includes(group.Group)))
        {
            concerned.AddAll(group.Members.Users);
            concerned.AddAll(group.Source.Owners);
        }
        return concerned;
    }

    private ImportReason Reason(int key) => _scope.Covers(key) ? ImportReason.Rule : ImportReason.LinkedGroup;

    /// <summary>A new rule that covers nobody, or everybody, is mostly a slip.</summary>
    private void ReportReach()
    {
        var (enabled, covered) = (0, 0);
        for (var key = 1; key < _request.Mirror.UserKeyLimit; key++)
            if (_request.Mirror.User(key) == DirectoryUserState.Enabled)
            {
                enabled++;
                covered += _scope.Covers(key) ? 1 : 0;
            }
        if (enabled > 0 && (covered == 0 || covered == enabled))
            _plan.Problems.Add(Problems.RuleReach(covered, enabled));
    }

    private void ReportProblems()
    {
        _plan.Problems.AddRange(_scope.MissingGroups.Select(Problems.ImportGroupMissing));
        if (_plan.KeptBack > 0)
            _plan.Problems.Add(Problems.SuspensionsKeptBack(_plan.KeptBack));
        _plan.Problems.AddRange(_report.Problems());
        if (_request.ImportRuleIsNew && _request.ImportRule is ImportRule.Where or ImportRule.MembersOf)
            ReportReach();
    }
}
