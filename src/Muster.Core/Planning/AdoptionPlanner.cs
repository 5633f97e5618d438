using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Matching;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Decides which users who exist here already are the people that would otherwise be created (INV-9: never by a guess).</summary>
internal sealed class AdoptionPlanner
{
    private readonly PlanRequest _request;
    private readonly HashSet<int> _new;
    private readonly Dictionary<int, UserMatch> _adopted = [];
    private readonly HashSet<int> _undecided = [];

    private AdoptionPlanner(PlanRequest request, IEnumerable<DirectoryUser> newcomers)
    {
        _request = request;
        _new = [.. newcomers.Select(user => user.Key)];
    }

    /// <summary>Who is adopted, by key of the directory user.</summary>
    public IReadOnlyDictionary<int, UserMatch> Adopted => _adopted;

    public List<PlanProblem> Problems { get; } = [];

    /// <summary>Whether nobody can tell who the directory user is here: neither adopted nor created until a person decides.</summary>
    public bool IsUndecided(int directoryKey) => _undecided.Contains(directoryKey);

    /// <summary>Plans adoptions.</summary>
    /// <param name="request">The request.</param>
    /// <param name="newcomers">Directory users who are wanted here and whom nobody follows.</param>
    public static AdoptionPlanner Plan(PlanRequest request, IReadOnlyList<DirectoryUser> newcomers)
    {
        var planner = new AdoptionPlanner(request, newcomers);
        if (newcomers.Count == 0 || request.Adoptable.Count == 0)
            return planner;
        var directory = request.Users.Concat(request.Namesakes).DistinctBy(user => user.Key).ToList();
        planner.AdoptLocals(directory);
        planner.AdoptReturning(directory, newcomers);
        return planner;
    }

    private void AdoptLocals(List<DirectoryUser> directory)
    {
        var locals = _request.Adoptable.Where(user => user is { IsLocal: true, KeptApart: false });
        var found = UserMatcher.Match(_request.Policies.AdoptBy, directory, locals);
        foreach (var (key, match) in found.Matches)
            if (_new.Contains(key))
                _adopted.Add(key, match);
        foreach (var doubt in found.Doubtful)
            if (
                doubt.Directory.Where(user => _new.Contains(user.Key) && !_adopted.ContainsKey(user.Key)).ToList() is
                { Count: > 0 } concerned
            )
            {
                _undecided.UnionWith(concerned.Select(user => user.Key));
                Problems.Add(Planning.Problems.AdoptionAmbiguous(doubt));
            }
    }

    /// <summary>People whose old account was deleted and who have a new one.</summary>
    private void AdoptReturning(List<DirectoryUser> directory, IReadOnlyList<DirectoryUser> newcomers)
    {
        var gone = _request.Adoptable.Where(user => !user.IsLocal && IsGone(user.DirectoryKey)).ToList();
        if (_request.Policies.Rehire == RehirePolicy.EmployeeId)
            foreach (var (key, match) in UserMatcher.Match([AdoptionKey.EmployeeId], directory, gone).Matches)
                if (_new.Contains(key) && !_undecided.Contains(key))
                    _adopted.TryAdd(key, match);
        var byUpn = gone.ToLookup(old => UserMatcher.ValueOf(AdoptionKey.UserPrincipalName, old.Attributes), StringComparer.Ordinal);
        var byEmployeeId = gone.ToLookup(old => UserMatcher.ValueOf(AdoptionKey.EmployeeId, old.Attributes), StringComparer.Ordinal);
        var returning = newcomers
            .Where(user => !_adopted.ContainsKey(user.Key) && !_undecided.Contains(user.Key))
            .Where(user => Has(byUpn, AdoptionKey.UserPrincipalName, user) || Has(byEmployeeId, AdoptionKey.EmployeeId, user))
            .OrderBy(user => user.Key)
            .ToList();
        if (returning.Count > 0)
            Problems.Add(Planning.Problems.Rehired(returning));
    }

    private bool IsGone(int directoryKey) =>
        _request.Mirror.Certificate.Users.Complete
        && _request.Mirror.User(directoryKey) is (DirectoryUserState.RemovedStated or DirectoryUserState.RemovedInferred);

    private static bool Has(ILookup<string?, PlatformUser> gone, AdoptionKey key, DirectoryUser user) =>
        UserMatcher.ValueOf(key, user.Facts) is { } value && gone.Contains(value);
}
