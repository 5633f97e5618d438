using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Plans;
using Muster.Engine.Platform;
using Muster.Server.Ui;

namespace Muster.Server.Plans;

/// <summary>Names and links for everything in a plan, loaded once.</summary>
internal sealed class PlanLayout
{
    private readonly Dictionary<int, (string Name, string? Handle, bool IsNew)> _users = [];
    private readonly Dictionary<int, (string Name, bool IsNew)> _groups = [];
    private readonly Dictionary<int, string> _sources = [];
    private readonly Dictionary<int, string?> _newcomers = [];

    /// <summary>Lays a plan out.</summary>
    public static async Task<PlanSheet> LayOutAsync(
        MusterInstance muster,
        SyncPlan plan,
        int? connection,
        StoredPlan? stored,
        Texts T,
        CancellationToken cancellationToken
    )
    {
        var names = new PlanLayout { Times = await SourceTimes.LoadAsync(muster, stored, plan, cancellationToken) };
        await names.LoadAsync(muster, plan, connection, cancellationToken);
        var sections = new PlanSections(names, T).Of(plan);
        var memberships = await MembershipsAsync(muster, plan, connection, cancellationToken);
        return new PlanSheet(sections, Math.Max(0, memberships - plan.Counts.MembersRemoved - plan.Counts.OwnersRemoved))
        {
            Newcomers = names._newcomers,
        };
    }

    /// <summary>How many memberships there are where the plan works: in the groups of its connection; in all where it has none.</summary>
    private static async Task<long> MembershipsAsync(
        MusterInstance muster,
        SyncPlan plan,
        int? connection,
        CancellationToken cancellationToken
    )
    {
        var query = new GroupQuery { Within = connection is { } key ? [key] : null };
        var memberships = 0L;
        await foreach (var group in muster.Database.Platform.GroupPageAsync(plan.Basis.Revision, query, cancellationToken))
            memberships += group.Members + group.Owners;
        return memberships;
    }

    /// <summary>When what steps rest on was last seen to change; null where nothing is known.</summary>
    public SourceTimes? Times { get; private init; }

    public string User(int key) => _users.TryGetValue(key, out var user) ? user.Name : $"#{key}";

    /// <summary>What means the user and nobody else when rows are left out; null when nothing does.</summary>
    public string? Handle(int key) => _users.TryGetValue(key, out var user) ? user.Handle : null;

    public string? UserLink(int key) => _users.TryGetValue(key, out var user) && user.IsNew ? null : $"/people/{key}";

    public string Group(int key) => _groups.TryGetValue(key, out var group) ? group.Name : $"#{key}";

    public string? GroupLink(int key) => _groups.TryGetValue(key, out var group) && !group.IsNew ? $"/groups/{key}" : null;

    public bool IsKnown(int group) => _groups.ContainsKey(group);

    /// <summary>Name of a directory group.</summary>
    public string Source(int key) => _sources.GetValueOrDefault(key) ?? $"#{key}";

    private async Task LoadAsync(MusterInstance muster, SyncPlan plan, int? connection, CancellationToken cancellationToken)
    {
        await foreach (var group in muster.Database.Platform.GroupRowsAsync(plan.Basis.Revision, null, cancellationToken))
            _groups[group.Key] = (group.Name, false);
        foreach (var create in plan.Groups.OfType<GroupStep.Create>())
            _groups[create.Group] = (create.Name, true);
        var keys = plan
            .Users.Select(step => step.User)
            .Concat(plan.Exceptions.Select(step => step.Exception.User))
            .Concat(plan.Memberships.SelectMany(change => change.Removals, (_, removal) => removal.User))
            .Concat(plan.Memberships.SelectMany(change => change.Additions, (_, addition) => addition.User));
        foreach (var (key, user) in await muster.Database.Platform.UsersAsync(KeySet.Of(keys), cancellationToken))
            _users[key] = (NameOf(user.Attributes, key), user.Attributes.UserPrincipalName ?? user.Attributes.Mail, false);
        foreach (var step in plan.Users)
            if (((step as UserStep.Create)?.Attributes ?? (step as UserStep.CreateLocal)?.Attributes) is { } attributes)
            {
                _users[step.User] = (NameOf(attributes, step.User), attributes.UserPrincipalName ?? attributes.Mail, true);
                _newcomers[step.User] = attributes.Department;
            }
        var isNested = plan.Memberships.Any(change => change.Additions.Any(addition => addition.Via != 0));
        if (connection is not { } directory || !(isNested || plan.Groups.Any(step => step is GroupStep.Link)))
            return;
        foreach (var source in await muster.Database.Mirror.GroupFactsAsync(directory, cancellationToken))
            _sources[source.Key] = source.Facts.DisplayName ?? source.Id.ToString();
    }

    private static string NameOf(UserAttributes attributes, int key) => attributes.DisplayName ?? attributes.UserPrincipalName ?? $"#{key}";
}
