using Muster.Core.DirectoryObjects;
using Muster.Engine.Connections;
using Muster.Engine.Reading;

namespace Muster.Server.Importing;

/// <summary>Looks for groups and people in the directory as it was last read.</summary>
internal static class DirectorySearch
{
    /// <summary>Most results shown.</summary>
    public const int Shown = 20;

    /// <summary>Groups whose name, mail or object id fits, by name.</summary>
    public static async Task<IReadOnlyList<DirectoryGroup>> GroupsAsync(
        MusterInstance muster,
        Connection connection,
        string text,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await muster.Database.Mirror.GroupFactsAsync(connection.Key, cancellationToken))
                .Where(group =>
                    group.Present
                    && (Has(group.Facts.DisplayName, text) || Has(group.Facts.Mail, text) || IsId(group.Id, text))
                )
                .OrderBy(group => group.Name, StringComparer.OrdinalIgnoreCase)
                .ThenBy(group => group.Key)
                .Take(Shown + 1),
        ];

    /// <summary>People whose name, UPN, mail or object id fits.</summary>
    public static async Task<IReadOnlyList<DirectoryUser>> PeopleAsync(
        MusterInstance muster,
        Connection connection,
        string text,
        CancellationToken cancellationToken
    ) =>
        await muster
            .Database.Mirror.UsersAsync(connection.Key, UserSelection.All, cancellationToken)
            .Where(user =>
                user.Presence == ObjectPresence.Present
                && (
                    Has(user.Facts.DisplayName, text)
                    || Has(user.Facts.UserPrincipalName, text)
                    || Has(user.Facts.Mail, text)
                    || IsId(user.Id, text)
                )
            )
            .Take(Shown + 1)
            .ToListAsync(cancellationToken);

    private static bool Has(string? value, string part) => value?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsId(ObjectId id, string text) => string.Equals(id.ToString(), text, StringComparison.OrdinalIgnoreCase);
}
