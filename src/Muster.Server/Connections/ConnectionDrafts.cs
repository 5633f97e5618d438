using System.Globalization;
using System.Text.Json;
using Muster.Server.Accounts;

namespace Muster.Server.Connections;

/// <summary>Keeps what people have typed of new connections and how far they came, in the accounts database: a restart of the server loses nothing, and the person goes on in any browser. Without credentials.</summary>
internal sealed class ConnectionDrafts(KeptTexts kept)
{
    /// <summary>What they are kept as.</summary>
    public const string Kind = "connection-draft";

    /// <summary>The draft of a connection that is not stored yet; one for an account.</summary>
    private const string NotStored = "new";

    /// <summary>An account's draft of a connection, or of one that is not stored yet; an empty one when nothing is kept.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="connection">Key of the connection; 0 for one that is not stored yet.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<ConnectionDraft> OfAsync(Guid account, int connection, CancellationToken cancellationToken)
    {
        var draft = Read(await kept.FindAsync(account, Kind, NameOf(connection), cancellationToken)) ?? new();
        draft.Connection = connection;
        return draft;
    }

    /// <summary>All of an account, that which is not stored yet first.</summary>
    public async Task<IReadOnlyList<ConnectionDraft>> ListAsync(Guid account, CancellationToken cancellationToken) =>
        [
            .. (await kept.ListAsync(account, Kind, cancellationToken))
                .Select(Read)
                .OfType<ConnectionDraft>()
                .Where(draft => !draft.IsEmpty)
                .OrderBy(draft => draft.Connection),
        ];

    /// <summary>Remembers it.</summary>
    /// <returns>False when another window of the same person has kept something else since; nothing was kept.</returns>
    public async Task<bool> KeepAsync(Guid account, ConnectionDraft draft, CancellationToken cancellationToken)
    {
        var text = JsonSerializer.Serialize(draft);
        if (text.Length > KeptTexts.LongestText)
            // Only a choice of very many people by hand is so long; it stays on the open page.
            text = JsonSerializer.Serialize(Without(draft));
        if (await kept.SaveAsync(account, Kind, NameOf(draft.Connection), text, draft.Version, cancellationToken) is not { } version)
            return false;
        draft.Version = version;
        return true;
    }

    /// <summary>Takes up what another window has kept, so that this one may write over it.</summary>
    public async Task<int> VersionAsync(Guid account, int connection, CancellationToken cancellationToken) =>
        (await kept.FindAsync(account, Kind, NameOf(connection), cancellationToken))?.Version ?? 0;

    /// <summary>Forgets it: the wizard has come to its end, or the person begins anew.</summary>
    public Task ForgetAsync(Guid account, int connection, CancellationToken cancellationToken) =>
        kept.RemoveAsync(account, Kind, NameOf(connection), cancellationToken);

    /// <summary>Throws away a draft as the person saw it.</summary>
    /// <returns>False when another window of the same person has kept something else since; nothing was thrown away.</returns>
    public Task<bool> DiscardAsync(Guid account, ConnectionDraft draft, CancellationToken cancellationToken) =>
        kept.RemoveAsync(account, Kind, NameOf(draft.Connection), draft.Version, cancellationToken);

    private static string NameOf(int connection) => connection == 0 ? NotStored : connection.ToString(CultureInfo.InvariantCulture);

    private static ConnectionDraft? Read(KeptText? row)
    {
        if (row is null)
            return null;
        try
        {
            var draft = JsonSerializer.Deserialize<ConnectionDraft>(row.Text);
            if (draft is not null)
                draft.Version = row.Version;
            return draft;
        }
        catch (JsonException)
        {
            // Written by another version: what was typed is typed again, and writing over it needs its version.
            return new() { Version = row.Version };
        }
    }

    private static ConnectionDraft Without(ConnectionDraft draft)
    {
        var copy = JsonSerializer.Deserialize<ConnectionDraft>(JsonSerializer.Serialize(draft))!;
        copy.Rule = null;
        return copy;
    }
}
