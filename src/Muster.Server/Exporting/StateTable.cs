using System.Runtime.CompilerServices;
using Muster.Engine.Platform;
using Muster.Server.Wording;

namespace Muster.Server.Exporting;

/// <summary>
/// A state as one table of memberships with the people's and groups' names; groups and users without any membership have a row with the other columns
/// empty, and so has every sub-group under its group.
/// </summary>
internal static class StateTable
{
    /// <summary>The columns' names.</summary>
    public static readonly IReadOnlyList<string> Columns =
    [
        "group",
        "groupId",
        "link",
        "user",
        "userPrincipalName",
        "displayName",
        "mail",
        "active",
        "relation",
        "origin",
        "subGroup",
    ];

    /// <summary>The rows, unescaped; a value for each column.</summary>
    public static async IAsyncEnumerable<string?[]> RowsAsync(
        ExportedState state,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var users = (await state.UsersAsync(cancellationToken)).ToDictionary(user => user.Key);
        var placed = new HashSet<int>();
        var groups = await state.GroupsAsync(cancellationToken);
        var subGroups = (await state.SubGroupsAsync(groups, cancellationToken)).ToLookup(pair => pair.Group, pair => pair.Child);
        foreach (var group in groups)
        {
            var memberships = await state.MembershipsAsync(group, users, cancellationToken);
            string?[] start = [group.Name, group.Id?.ToString(), JsonFormat.Word(group.Link)];
            if (memberships.Count == 0)
                yield return [.. start, null, null, null, null, null, null, null, null];
            foreach (var (user, row) in memberships)
            {
                placed.Add(user.Key);
                yield return [.. start, .. Person(user), JsonFormat.Word(row.Relation), JsonFormat.Word(row.Origin), null];
            }
            foreach (var child in subGroups[group.Name])
                yield return [.. start, null, null, null, null, null, null, null, child];
        }
        foreach (var user in users.Values.Where(user => !placed.Contains(user.Key)))
            yield return [null, null, null, .. Person(user), null, null, null];
    }

    private static string?[] Person(UserRow user) =>
        [
            user.Id?.ToString(),
            user.Attributes.UserPrincipalName,
            user.Attributes.DisplayName,
            user.Attributes.Mail,
            user.Active ? "true" : "false",
        ];
}
