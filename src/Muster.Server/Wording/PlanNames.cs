using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Platform;

namespace Muster.Server.Wording;

/// <summary>Names for the keys in a plan, loaded for as many people as will be shown.</summary>
internal sealed class PlanNames
{
    private readonly DirectoryMirror? _mirror;
    private readonly Dictionary<int, string> _groups = [];
    private readonly Dictionary<int, string> _users = [];
    private readonly Dictionary<int, string?> _signIns = [];

    private PlanNames(DirectoryMirror? mirror) => _mirror = mirror;

    public static async Task<PlanNames> LoadAsync(
        SyncPlan plan,
        DirectoryMirror? mirror,
        PlatformState? actual,
        IPlatformStore platform,
        int mostPeople,
        CancellationToken cancellationToken
    )
    {
        var names = new PlanNames(mirror);
        foreach (var group in actual?.Groups ?? [])
            names._groups[group.Key] = group.Name;
        // A stored plan speaks of groups as they were called when it was made; some may be out of use by now.
        if (actual is null)
            await foreach (var group in platform.GroupRowsAsync(plan.Basis.Revision, null, cancellationToken))
                names._groups[group.Key] = group.Name;
        foreach (var step in plan.Groups.OfType<GroupStep.Create>())
            names._groups[step.Group] = step.Name;
        foreach (var step in plan.Users.OfType<UserStep.Create>())
            names.Add(step.User, step.Attributes);
        foreach (var step in plan.Users.OfType<UserStep.CreateLocal>())
            names.Add(step.User, step.Attributes);
        var wanted = plan
            .Users.Where(step => step is not (UserStep.Create or UserStep.CreateLocal))
            .Select(step => step.User)
            .Take(mostPeople)
            .Concat(plan.Exceptions.Select(step => step.Exception.User).Take(mostPeople))
            .Concat(plan.Memberships.SelectMany(change => change.Removals.Select(removal => removal.User)).Take(mostPeople))
            .Concat(plan.Memberships.SelectMany(change => change.Additions.Select(addition => addition.User)).Take(mostPeople))
            .Where(user => !names._users.ContainsKey(user));
        foreach (var (key, user) in await platform.UsersAsync(KeySet.Of(wanted), cancellationToken))
            names.Add(key, user.Attributes);
        return names;
    }

    public string Group(int key) => _groups.GetValueOrDefault(key) ?? $"group {key}";

    public string User(int key) => _users.GetValueOrDefault(key) ?? $"user {key}";

    /// <summary>UPN of a user, or mail address; null for neither.</summary>
    public string? SignIn(int key) => _signIns.GetValueOrDefault(key);

    /// <summary>Name of a directory group.</summary>
    public string Source(int key) => _mirror?.Group(key)?.Name ?? $"directory group {key}";

    /// <summary>What is special about a directory group.</summary>
    public IReadOnlyList<string> Labels(int key) => _mirror?.Group(key) is { } group ? GroupLabels.Of(group.Facts) : [];

    private void Add(int key, UserAttributes attributes)
    {
        _users[key] = attributes.DisplayName ?? attributes.UserPrincipalName ?? $"user {key}";
        _signIns[key] = attributes.UserPrincipalName ?? attributes.Mail;
    }
}
