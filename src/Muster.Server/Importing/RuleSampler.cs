using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Engine.Connections;
using Muster.Engine.Reading;

namespace Muster.Server.Importing;

/// <summary>Whom a rule covers in the directory as it was last read.</summary>
/// <param name="Users">Users the directory has.</param>
/// <param name="Enabled">Enabled ones whom the rule covers: these become users.</param>
/// <param name="Disabled">Disabled ones whom it covers; they are not imported.</param>
/// <param name="People">The first few of the enabled ones.</param>
/// <param name="MissingGroups">Groups the rule names that the directory does not have.</param>
public sealed record RuleSample(long Users, long Enabled, long Disabled, IReadOnlyList<DirectoryUser> People, int MissingGroups);

/// <summary>Counts while a rule is being typed: streams over what was read, and keeps nothing but a few names.</summary>
internal static class RuleSampler
{
    private const int Shown = 10;

    /// <summary>Whether the directory was ever read.</summary>
    public static async Task<bool> IsReadAsync(MusterInstance muster, Connection connection, CancellationToken cancellationToken) =>
        await muster.Database.Mirror.BindingAsync(connection.Key, DirectoryStream.Users, cancellationToken) is not null;

    /// <summary>Properties that the rule names and that were not read yet; a preview reads them.</summary>
    public static async Task<IReadOnlyList<string>> UnreadAsync(
        MusterInstance muster,
        Connection connection,
        ImportRule rule,
        CancellationToken cancellationToken
    )
    {
        var binding = await muster.Database.Mirror.BindingAsync(connection.Key, DirectoryStream.Users, cancellationToken);
        if (rule.Selection.IsEmpty || (binding is not null && muster.Sources.SelectionOf(binding).Covers(rule.Selection)))
            return [];
        return
        [
            .. (rule.Condition?.Terms() ?? [])
                .Select(term => term.Property)
                .Where(property => property.IsMore)
                .Select(property => property.Name)
                .Distinct(),
        ];
    }

    /// <summary>Counts, with a sample.</summary>
    public static async Task<RuleSample> TakeAsync(
        MusterInstance muster,
        Connection connection,
        ImportRule rule,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var mirror = muster.Database.Mirror;
        var members = rule is ImportRule.MembersOf(var groups)
            ? ImportScope.Of(new ImportRule.MembersOf(groups), await mirror.LoadAsync(connection.Key, cancellationToken), [], now)
            : null;
        var picked = rule is ImportRule.HandPicked(var ids) ? ids.ToHashSet() : null;
        var (users, enabled, disabled, people) = (0L, 0L, 0L, new List<DirectoryUser>());
        await foreach (var user in mirror.UsersAsync(connection.Key, UserSelection.All, cancellationToken))
        {
            if (user.Presence != ObjectPresence.Present)
                continue;
            users++;
            if (
                members?.Covers(user.Key) == false
                || picked?.Contains(user.Id) == false
                || rule.Condition?.IsMetBy(user.Facts, now) == false
            )
                continue;
            if (!user.Enabled)
                disabled++;
            else if (++enabled <= Shown)
                people.Add(user);
        }
        return new RuleSample(users, enabled, disabled, people, members?.MissingGroups.Count ?? 0);
    }
}
