using Muster.Core.Configuration;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Exceptions;
using Muster.Engine.Platform;

namespace Muster.Engine.Configuration.Files;

/// <summary>Holds the exceptions of a file against those that stand. A group's exceptions are taken whole where the file speaks of them.</summary>
/// <param name="state">The workspace.</param>
/// <param name="now">The instant of the comparison.</param>
/// <param name="actor">Author of those that have none in the file.</param>
/// <param name="cursor">Takes what does not fit.</param>
internal sealed class ConfigExceptions(ConfigState state, DateTimeOffset now, string actor, ConfigCursor cursor)
{
    private long _nextId = state.Actual.NextExceptionId;

    public List<ExceptionStep> Steps { get; } = [];

    /// <summary>Entries of the file whose end has passed: they are left out.</summary>
    public List<string> Over { get; } = [];

    /// <param name="wanted">The group as the file has it.</param>
    /// <param name="group">The group here, or as it will be made.</param>
    /// <param name="follows">Whether it follows a directory group once the file is applied.</param>
    /// <param name="protectedUsers">UPNs and object ids of people whom no exception takes out.</param>
    /// <param name="path">Where in the file.</param>
    public IEnumerable<ConfigDifference> Compare(
        ConfigGroup wanted,
        PlatformGroup group,
        bool follows,
        IReadOnlyCollection<string> protectedUsers,
        string path
    )
    {
        if (wanted.Exceptions is not { } listed)
            return [];
        var differences = new List<ConfigDifference>();
        var standing = state
            .Actual.Exceptions.Where(exception => exception.Group == group.Key)
            .ToDictionary(exception => (exception.User, exception.Relation));
        var seen = new HashSet<(int, MembershipRelation)>();
        for (var i = 0; i < listed.Count; i++)
        {
            var entry = listed[i];
            var place = FormattableString.Invariant($"{path}.exceptions[{i}]");
            if (User(entry, place) is not { } user)
                continue;
            if (!seen.Add((user.Key, entry.Relation)))
                cursor.Fail(entry.Line, $"{place}.user", entry.User, "the group has an exception for this person and relation already");
            else if (standing.TryGetValue((user.Key, entry.Relation), out var stands) && follows && IsSame(stands, entry))
                differences.AddRange(Extended(wanted.Name, stands, entry, user, place));
            else if (entry.Until <= now)
            {
                Over.Add($"{Words(entry, user)} in group '{wanted.Name}', over since {ConfigExceptionFields.Text(entry.Until!.Value)}");
                if (stands is not null && Ended(wanted, stands, user, protectedUsers, path) is { } ended)
                    differences.Add(ended);
            }
            else
            {
                if (stands is not null)
                    differences.Add(End(wanted.Name, stands, user));
                if (Begin(wanted.Name, group, follows, protectedUsers, entry, user, place) is { } begun)
                    differences.Add(begun);
            }
        }
        foreach (var ((key, _), stands) in standing.Where(exception => !seen.Contains(exception.Key)))
            if (Ended(wanted, stands, state.Users[key], protectedUsers, path) is { } ended)
                differences.Add(ended);
        return differences;
    }

    /// <summary>Ends what the file does not have; null, and said, where that would take out a protected person.</summary>
    private ConfigDifference? Ended(
        ConfigGroup wanted,
        MembershipException stands,
        UserRow user,
        IReadOnlyCollection<string> protectedUsers,
        string path
    )
    {
        if (stands.Kind != ExceptionKind.Include || !IsProtected(user, protectedUsers))
            return End(wanted.Name, stands, user);
        FailForProtected(wanted.Line, $"{path}.exceptions", user.Attributes.UserPrincipalName ?? user.Handle);
        return null;
    }

    private ConfigDifference? Begin(
        string groupName,
        PlatformGroup group,
        bool follows,
        IReadOnlyCollection<string> protectedUsers,
        ConfigGroupException entry,
        UserRow user,
        string place
    )
    {
        if (!follows)
            cursor.Fail(
                entry.Line,
                place,
                null,
                $"'{groupName}' does not follow a directory group, so there is nothing to except from; link it, or leave the exception out"
            );
        else if (entry.Kind == ExceptionKind.Exclude && IsProtected(user, protectedUsers))
            FailForProtected(entry.Line, $"{place}.user", entry.User);
        else
        {
            Steps.Add(
                new ExceptionStep.Begin(
                    new MembershipException(
                        _nextId++,
                        group.Key,
                        user.Key,
                        entry.Relation,
                        entry.Kind,
                        entry.Reason,
                        entry.Author ?? actor,
                        DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds()),
                        entry.Until
                    )
                )
            );
            return Difference(groupName, user, entry.Relation, entry.Kind == ExceptionKind.Exclude, null, Words(entry, user));
        }
        return null;
    }

    private IEnumerable<ConfigDifference> Extended(
        string group,
        MembershipException stands,
        ConfigGroupException entry,
        UserRow user,
        string place
    )
    {
        if (stands.Until == entry.Until)
            yield break;
        if (entry.Until is { } until && until <= now)
        {
            cursor.Fail(
                entry.Line,
                $"{place}.until",
                ConfigExceptionFields.Text(until),
                "it has passed, while the exception stands; give a later day, or take the exception out to end it"
            );
            yield break;
        }
        Steps.Add(new ExceptionStep.Extend(stands, entry.Until));
        yield return Difference(group, user, entry.Relation, false, Words(stands, user), Words(entry, user));
    }

    private ConfigDifference End(string group, MembershipException stands, UserRow user)
    {
        Steps.Add(new ExceptionStep.End(stands, ExceptionEnd.Person, "the configuration file does not have it"));
        return Difference(group, user, stands.Relation, stands.Kind == ExceptionKind.Include, Words(stands, user), null);
    }

    private static ConfigDifference Difference(
        string group,
        UserRow user,
        MembershipRelation relation,
        bool takesAway,
        string? before,
        string? after
    ) =>
        new(
            $"group '{group}'",
            $"exceptions.{user.Attributes.UserPrincipalName ?? user.Handle}{(relation == MembershipRelation.Owner ? ".owner" : "")}",
            takesAway ? Danger.Destructive : Danger.ChangesSync,
            before,
            after
        );

    private UserRow? User(ConfigGroupException entry, string place)
    {
        var found = state.Users.Values.Where(user => IsCalled(user, entry.User)).Take(2).ToList();
        if (found is [var user])
            return user;
        cursor.Fail(
            entry.Line,
            $"{place}.user",
            entry.User,
            found.Count == 0
                ? "no user here has this object id or UPN; an exception makes nobody a user, so the person has to be imported first"
                : "several users here have this UPN; give the object id"
        );
        return null;
    }

    private void FailForProtected(int line, string place, string name) =>
        cursor.Fail(line, place, name, ExceptionRules.Protected(name).Message.TrimEnd('.'));

    private static bool IsProtected(UserRow user, IReadOnlyCollection<string> names) => names.Any(name => IsCalled(user, name));

    private static bool IsCalled(UserRow user, string name) =>
        string.Equals(user.Handle, name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(user.Attributes.UserPrincipalName, name, StringComparison.OrdinalIgnoreCase);

    private static bool IsSame(MembershipException stands, ConfigGroupException entry) =>
        stands.Kind == entry.Kind && stands.Reason == entry.Reason;

    private static string Words(MembershipException exception, UserRow user) =>
        Words(
            new ConfigGroupException
            {
                User = user.Handle,
                Kind = exception.Kind,
                Reason = exception.Reason,
                Until = exception.Until,
            },
            user
        );

    private static string Words(ConfigGroupException entry, UserRow user) =>
        $"{(entry.Kind == ExceptionKind.Include ? "include" : "exclude")} {user.Attributes.UserPrincipalName ?? user.Handle}{(entry.Until is { } until ? $" until {ConfigExceptionFields.Text(until)}" : "")}: {entry.Reason}";
}
