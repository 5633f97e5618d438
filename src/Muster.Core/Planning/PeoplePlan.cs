using Muster.Core.DirectoryObjects;
using Muster.Core.Matching;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>What a plan does to users, and who is an active user once it is done.</summary>
internal sealed class PeoplePlan(PlanRequest request, KeyBits wanted, Func<int, Evidence?> leavesByRule)
{
    private readonly Dictionary<int, int> _found = [];
    private readonly HashSet<int> _adopted = [];
    private int _created;
    private HashSet<int>? _suspended;
    private HashSet<int>? _activated;

    public List<UserStep> Steps { get; } = [];

    public List<PlanProblem> Problems { get; } = [];

    /// <summary>Suspensions that could not be proven.</summary>
    public int KeptBack { get; set; }

    /// <summary>Key of the platform user, old, new or adopted, when the directory user is to be active; 0 otherwise.</summary>
    public int ActiveUserOf(int directoryKey)
    {
        if (!wanted[directoryKey])
            return 0;
        var user = request.Actual.UserOf(directoryKey);
        return user != 0 ? user : _found.GetValueOrDefault(directoryKey);
    }

    /// <summary>Whether the platform user is active once the steps are done; complete when all of them are planned.</summary>
    public bool IsActiveAfter(int user)
    {
        _suspended ??= Steps.OfType<UserStep.Suspend>().Select(step => step.User).ToHashSet();
        _activated ??= Steps.Where(step => step is UserStep.Create or UserStep.Reactivate).Select(step => step.User).ToHashSet();
        return _activated.Contains(user) || (request.Actual.IsActive(user) && !_suspended.Contains(user));
    }

    /// <summary>What it rests on that the import rule no longer covers the directory user; null when that cannot be proven.</summary>
    public Evidence? LeavesByRule(int directoryKey) => leavesByRule(directoryKey);

    /// <summary>Whether the platform user is adopted by this plan.</summary>
    public bool IsAdopted(int user) => _adopted.Contains(user);

    public void Create(DirectoryUser user, UserAttributes attributes, ImportReason reason)
    {
        var key = request.Actual.NextUserKey + _created++;
        _found.Add(user.Key, key);
        Steps.Add(new UserStep.Create(key, user.Key, user.Id, attributes, reason));
    }

    public void Adopt(UserMatch match, UserAttributes attributes, ImportReason reason)
    {
        var user = match.User;
        _found.Add(match.Other.Key, user.Key);
        _adopted.Add(user.Key);
        Steps.Add(new UserStep.Adopt(user.Key, match.Other.Key, match.Other.Id, (AdoptedBy)match.By));
        if (user.Attributes != attributes)
            Steps.Add(new UserStep.Update(user.Key, user.Attributes, attributes));
        if (!user.Active)
            Steps.Add(new UserStep.Reactivate(user.Key, reason));
    }
}
