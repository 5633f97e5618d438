using Muster.Core.DirectoryObjects;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Engine.Users;
using Muster.Server.Importing;

namespace Muster.Server.People;

/// <summary>An account of the directory, as last read, that somebody here may be.</summary>
/// <param name="Account">The account.</param>
/// <param name="Evidence">What speaks for it, as <see cref="MatchSuggestion.Evidence"/>; null for one that was looked for.</param>
/// <param name="Follower">Who here follows it already; null for nobody.</param>
public sealed record MatchedAccount(DirectoryUser Account, string? Evidence, UserRow? Follower)
{
    /// <summary>What people call the account.</summary>
    public string Name => Account.Facts.DisplayName ?? Account.Facts.UserPrincipalName ?? Account.Id.ToString();

    /// <summary>Those that the engine suggests for somebody, the strongest evidence first.</summary>
    internal static async Task<IReadOnlyList<MatchedAccount>> SuggestedAsync(
        MusterInstance muster,
        Connection connection,
        MatchState? state,
        CancellationToken cancellationToken
    )
    {
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var accounts = new List<MatchedAccount>();
        foreach (var (account, evidence, _) in state?.Suggestions ?? [])
            accounts.Add(new(account, evidence, await muster.FollowerAsync(connection, account, revision, cancellationToken)));
        return accounts;
    }

    /// <summary>Those whose name, UPN, mail or object id fits a text.</summary>
    internal static async Task<IReadOnlyList<MatchedAccount>> FindAsync(
        MusterInstance muster,
        Connection connection,
        string text,
        CancellationToken cancellationToken
    )
    {
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var accounts = new List<MatchedAccount>();
        foreach (var account in await DirectorySearch.PeopleAsync(muster, connection, text, cancellationToken))
            accounts.Add(new(account, null, await muster.FollowerAsync(connection, account, revision, cancellationToken)));
        return accounts;
    }

    /// <summary>Whether a problem that names what people share, such as a mail address, is about somebody who waits for a decision.</summary>
    public static bool IsAbout(MatchState state, string shared) =>
        state.Kind != MatchKind.KeptApart
        && new[] { state.User.Attributes.UserPrincipalName, state.User.Attributes.Mail, state.User.Attributes.EmployeeId }
            .Concat(
                state.Suggestions.SelectMany(suggestion =>
                    new[] { suggestion.User.Facts.UserPrincipalName, suggestion.User.Facts.Mail, suggestion.User.Id.ToString() }
                )
            )
            .Contains(shared, StringComparer.OrdinalIgnoreCase);
}
