using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Matching;
using Muster.Core.Platform;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Platform;

namespace Muster.Engine.Users;

/// <summary>Lists who here is nobody of the directory yet, with who it may be and what speaks for that. Nothing is changed.</summary>
public sealed class UserMatching(UserWork work, PolicyReader policies)
{
    /// <summary>Compares with the directory as it was last read.</summary>
    /// <returns>One entry for each local user and each suspended user whose account is gone, by UPN.</returns>
    public async Task<IReadOnlyList<MatchState>> ListAsync(Connection connection, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var mirror = await work.Mirror.LoadAsync(connection.Key, cancellationToken);
        var (actual, _) = await work.LoadAsync(connection, cancellationToken);
        var directory = await work
            .Mirror.UsersAsync(connection.Key, Reading.UserSelection.All, cancellationToken)
            .Where(user => user.Presence == ObjectPresence.Present)
            .ToListAsync(cancellationToken);
        var rows = await work.Platform.UserRowsAsync(actual.Revision, null, cancellationToken).ToListAsync(cancellationToken);
        var gone = Enumerable
            .Range(0, actual.UserByDirectoryKey.Length)
            .Where(key => mirror.User(key) is DirectoryUserState.RemovedStated or DirectoryUserState.RemovedInferred)
            .Select(actual.UserOf)
            .ToHashSet();
        var open = rows.Where(row => row.Id is null || gone.Contains(row.Key)).ToList();
        var order = (await policies.OfConnectionAsync(connection.Key, cancellationToken)).AdoptBy;
        var found = UserMatcher.Match(
            order,
            directory,
            open.Where(row => row is { Id: null, KeptApart: false }).Select(row => new PlatformUser(row.Key, 0, row.Attributes, row.Active))
        );
        var suggestions = new Suggestions(directory, actual);
        return [.. open.Select(row => State(row, found, suggestions))];
    }

    private static MatchState State(UserRow row, UserMatcher found, Suggestions suggestions)
    {
        if (found.Matches.Values.FirstOrDefault(match => match.User.Key == row.Key) is { } match)
            return suggestions.IsFollowed(match.Other)
                ? new MatchState(row, MatchKind.OtherUser, [suggestions.Of(match.Other, Word(match.By))])
                : new MatchState(row, MatchKind.Adopted, [suggestions.Of(match.Other, Word(match.By))]);
        if (found.Doubtful.FirstOrDefault(doubt => doubt.Platform.Any(user => user.Key == row.Key)) is { } doubtful)
            return new MatchState(
                row,
                MatchKind.Ambiguous,
                [.. doubtful.Directory.Select(user => suggestions.Of(user, Word(doubtful.By)))]
            );
        var kind = row switch
        {
            { KeptApart: true } => MatchKind.KeptApart,
            { Id: not null } => MatchKind.AccountGone,
            _ => MatchKind.Unmatched,
        };
        return new MatchState(row, kind, suggestions.For(row.Attributes));
    }

    private static string Word(AdoptionKey key) =>
        key switch
        {
            AdoptionKey.UserPrincipalName => "same UPN",
            AdoptionKey.Mail => "same mail",
            _ => "same employee id",
        };

    /// <summary>Finds directory users who share something with a user; the strongest evidence first.</summary>
    private sealed class Suggestions(List<DirectoryUser> directory, PlatformState actual)
    {
        private const int Most = 5;

        private readonly (string Word, ILookup<string?, DirectoryUser> Users, Func<UserAttributes, string?> Value)[] _by =
        [
            .. Enum.GetValues<AdoptionKey>()
                .Select(key =>
                    (
                        Word(key),
                        directory.ToLookup(user => UserMatcher.ValueOf(key, user.Facts), StringComparer.Ordinal),
                        (Func<UserAttributes, string?>)(attributes => UserMatcher.ValueOf(key, attributes))
                    )
                ),
            (
                "same name",
                directory.ToLookup(user => Folded(user.Facts.DisplayName), StringComparer.Ordinal),
                attributes => Folded(attributes.DisplayName)
            ),
        ];

        public bool IsFollowed(DirectoryUser user) => actual.UserOf(user.Key) != 0;

        public MatchSuggestion Of(DirectoryUser user, string evidence) => new(user, evidence, IsFollowed(user));

        public IReadOnlyList<MatchSuggestion> For(UserAttributes attributes) =>
            [
                .. _by.Where(by => by.Value(attributes) is not null)
                    .SelectMany(by => by.Users[by.Value(attributes)].Select(user => Of(user, by.Word)))
                    .DistinctBy(suggestion => suggestion.User.Key)
                    .Take(Most),
            ];

        private static string? Folded(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim().ToUpperInvariant();
    }
}

/// <summary>How a user here stands to the directory.</summary>
/// <param name="User">The user.</param>
/// <param name="Kind">How it stands.</param>
/// <param name="Suggestions">Who it may be in the directory, the strongest evidence first.</param>
public sealed record MatchState(UserRow User, MatchKind Kind, IReadOnlyList<MatchSuggestion> Suggestions);

/// <summary>A directory user somebody may be.</summary>
/// <param name="User">The directory user.</param>
/// <param name="Evidence">What speaks for it, such as <c>same mail</c>.</param>
/// <param name="Followed">Whether another user here follows it already.</param>
public sealed record MatchSuggestion(DirectoryUser User, string Evidence, bool Followed);

/// <summary>How a user who follows nobody present stands to the directory.</summary>
public enum MatchKind
{
    /// <summary>Nobody in the directory shares a property by which users are adopted.</summary>
    Unmatched = 0,

    /// <summary>One directory user is the same person, and adopts the user when it is imported.</summary>
    Adopted = 1,

    /// <summary>A value is not unique on both sides; a person decides.</summary>
    Ambiguous = 2,

    /// <summary>The directory user with the same value is followed by another user here already.</summary>
    OtherUser = 3,

    /// <summary>A person keeps the user apart.</summary>
    KeptApart = 4,

    /// <summary>The account the user followed was deleted.</summary>
    AccountGone = 5,
}
