using System.Collections;
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
    private static readonly IReadOnlyList<string> Columns =
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

    /// <summary>The state as a list that leaves the house; as JSON Lines with one object a line for each user, group, membership and sub-group.</summary>
    public static ExportTable Of(ExportedState state, ExportedMoment at, CancellationToken cancellationToken) =>
        new("state", Columns, RowsAsync(state, cancellationToken), [("List", "state"), .. at.About])
        {
            Lines = new("application/jsonl", StateLines.OfAsync(state, cancellationToken)),
        };

    /// <summary>The rows, unescaped; a value for each column.</summary>
    private static async IAsyncEnumerable<object?[]> RowsAsync(
        ExportedState state,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var placed = new BitArray(state.Users);
        var groups = await state.GroupsAsync(cancellationToken);
        var subGroups = (await state.SubGroupsAsync(groups, cancellationToken)).ToLookup(pair => pair.Group, pair => pair.Child);
        GroupRow? last = null;
        await foreach (var (group, user, row, place) in state.MembershipsAsync(groups, cancellationToken))
        {
            foreach (var child in Under(last, group))
                yield return child;
            last = group;
            if (user is null)
                yield return [.. Start(group), null, null, null, null, null, null, null, null];
            else
            {
                placed[place] = true;
                yield return [.. Start(group), .. Person(user), JsonFormat.Word(row.Relation), JsonFormat.Word(row.Origin), null];
            }
        }
        foreach (var child in Under(last, null))
            yield return child;
        await foreach (var user in state.OthersAsync(placed, cancellationToken))
            yield return [null, null, null, .. Person(user), null, null, null];

        // The sub-groups of a group, when its last line is out.
        IEnumerable<object?[]> Under(GroupRow? group, GroupRow? next) =>
            group is null || group.Key == next?.Key
                ? []
                : subGroups[group.Name].Select(child => (object?[])[.. Start(group), null, null, null, null, null, null, null, child]);
    }

    private static string?[] Start(GroupRow group) => [group.Name, group.Id?.ToString(), JsonFormat.Word(group.Link)];

    private static string?[] Person(UserRow user) =>
        [
            user.Id?.ToString(),
            user.Attributes.UserPrincipalName,
            user.Attributes.DisplayName,
            user.Attributes.Mail,
            user.Active ? "true" : "false",
        ];
}
