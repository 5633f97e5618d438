using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Platform;

namespace Muster.Engine.Plans;

/// <summary>Rows of a plan in words, by the names people know.</summary>
public sealed class PlanRowWords
{
    private readonly Dictionary<int, string> _groups = [];
    private readonly Dictionary<int, string> _users = [];

    private PlanRowWords() { }

    /// <summary>Loads the names that some rows need.</summary>
    public static async Task<PlanRowWords> LoadAsync(
        IReadOnlyCollection<PlanRow> rows,
        IReadOnlyCollection<SyncPlan> plans,
        IPlatformStore platform,
        CancellationToken cancellationToken
    )
    {
        var words = new PlanRowWords();
        var revision = await platform.RevisionAsync(cancellationToken);
        await words.NameGroupsAsync(platform, revision, cancellationToken);
        // A group that was retired since is known by the name it had when the plan was made.
        if (rows.Any(row => GroupOf(row) is { } key && !words._groups.ContainsKey(key)))
            foreach (var made in plans.Select(plan => plan.Basis.Revision).Distinct().Where(made => made < revision).OrderDescending())
                await words.NameGroupsAsync(platform, made, cancellationToken);
        foreach (var create in plans.SelectMany(plan => plan.Groups).OfType<GroupStep.Create>())
            words._groups[create.Group] = create.Name;
        foreach (var (key, user) in await platform.UsersAsync(KeySet.Of(rows.Select(UserOf)), cancellationToken))
            words._users[key] = NameOf(user.Attributes, key);
        foreach (var create in plans.SelectMany(plan => plan.Users).OfType<UserStep.Create>())
            words._users[create.User] = NameOf(create.Attributes, create.User);
        return words;
    }

    /// <summary>What one row does.</summary>
    public string Of(PlanRow row) =>
        row switch
        {
            PlanRow.Added(var group, var relation, var addition) => $"add {User(addition.User)} to {What(group, relation)}",
            PlanRow.Removed(var group, var relation, var removal) =>
                $"remove {User(removal.User)} from {What(group, relation)} ({Causes.Words(removal.Cause)})",
            PlanRow.OfUser(var step) => $"{Verb(step)} user {User(step.User)}",
            PlanRow.OfException(var step) =>
                $"{Verb(step)} the exception of {User(step.Exception.User)} in '{Group(step.Exception.Group)}'",
            PlanRow.OfGroup(GroupStep.Rename(_, var from, var to)) => $"rename group '{from}' to '{to}'",
            PlanRow.OfGroup(GroupStep.ChangeState(var group, _, var to, _)) =>
                $"change the state of group '{Group(group)}' to {(to == LinkState.SourceDeleted ? "source deleted" : to.ToString().ToLowerInvariant())}",
            PlanRow.OfGroup(var step) => $"{Verb(step)} group '{Group(step.Group)}'",
            _ => "change something",
        };

    /// <summary>The first few rows and how many more there are; empty for no rows.</summary>
    public string Some(IReadOnlyList<PlanRow> rows, int few = 3)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var shown = string.Join(", ", rows.Take(few).Select(Of));
        return rows.Count > few ? $"{shown} and {rows.Count - few} more" : shown;
    }

    /// <summary>Key of the user a row is about; 0 for a group.</summary>
    public static int UserOf(PlanRow row) =>
        row switch
        {
            PlanRow.Added(_, _, var addition) => addition.User,
            PlanRow.Removed(_, _, var removal) => removal.User,
            PlanRow.OfUser(var step) => step.User,
            PlanRow.OfException(var step) => step.Exception.User,
            _ => 0,
        };

    private static int? GroupOf(PlanRow row) =>
        row switch
        {
            PlanRow.Added(var group, _, _) => group,
            PlanRow.Removed(var group, _, _) => group,
            PlanRow.OfGroup(var step) => step.Group,
            PlanRow.OfException(var step) => step.Exception.Group,
            _ => null,
        };

    private async Task NameGroupsAsync(IPlatformStore platform, long revision, CancellationToken cancellationToken)
    {
        await foreach (var group in platform.GroupRowsAsync(revision, null, cancellationToken))
            _groups.TryAdd(group.Key, group.Name);
    }

    private string What(int group, MembershipRelation relation) =>
        relation == MembershipRelation.Owner ? $"the owners of '{Group(group)}'" : $"'{Group(group)}'";

    private string Group(int key) => _groups.GetValueOrDefault(key) ?? $"group {key}";

    private string User(int key) => _users.GetValueOrDefault(key) ?? $"user {key}";

    private static string Verb<T>(T step)
        where T : notnull => step.GetType().Name.ToLowerInvariant();

    private static string NameOf(UserAttributes attributes, int key) =>
        attributes.DisplayName ?? attributes.UserPrincipalName ?? $"user {key}";
}
