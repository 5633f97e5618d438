using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Muster.Engine.Connections;
using Muster.Engine.Reading;

namespace Muster.Engine.Notifications;

/// <summary>What a round is told about what happened since the last one.</summary>
/// <param name="First">Whether the keeper has just started.</param>
/// <param name="Compare">Whether the directory's list is to be compared with what is kept.</param>
/// <param name="Asked">Streams that the directory wants confirmed.</param>
internal sealed record RoundOrder(bool First, bool Compare, IReadOnlySet<DirectoryStream> Asked);

/// <summary>How a round went.</summary>
/// <param name="Compared">Whether the directory's list was compared, and nothing is left there that should not be.</param>
/// <param name="Recovered">Whether notifications may have been lost before, so that a read is due.</param>
internal sealed record RoundResult(bool Compared, bool Recovered);

/// <summary>One look after the subscriptions of one connection. May be repeated at any time, be cut off anywhere, and run in two processes at once.</summary>
internal sealed class SubscriptionRound(
    Connection connection,
    NotificationEndpoint endpoint,
    Uri publicAddress,
    IDirectorySubscriptions remote,
    ISubscriptionStore store,
    Guid keeper,
    NotificationOptions options,
    TimeProvider clock
)
{
    internal static readonly DirectoryStream[] Streams = [DirectoryStream.Users, DirectoryStream.Groups];
    private readonly string _url = endpoint.Under(publicAddress).AbsoluteUri;
    private readonly string _account = AccountOf(connection);
    private bool _leftover;

    public async Task<RoundResult> RunAsync(RoundOrder order, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(cancellationToken);
        var compare =
            order.First
            || (
                (order.Compare || rows.Values.Any(row => row.CreatingSince is not null))
                && !rows.Values.Any(row => row.NextAttemptAt > clock.GetUtcNow())
            );
        var known = compare ? await CompareAsync(cancellationToken) : null;
        var recovered = false;
        foreach (var stream in Streams)
        {
            var row = rows.GetValueOrDefault(stream);
            var asked = order.Asked.Contains(stream);
            recovered |= SubscriptionSteps.For(row, Scene(order.First, asked, known), options) switch
            {
                SubscriptionStep.Create => await CreateAsync(stream, row, cancellationToken),
                SubscriptionStep.Renew => await RenewAsync(row!, asked, cancellationToken),
                _ => false,
            };
        }
        return new RoundResult(known is not null && !_leftover, recovered);
    }

    private async Task<Dictionary<DirectoryStream, StoredSubscription>> RowsAsync(CancellationToken cancellationToken) =>
        (await store.ListAsync(connection.Key, cancellationToken)).ToDictionary(row => row.Stream);

    private SubscriptionScene Scene(bool first, bool asked, IReadOnlySet<Guid>? known) =>
        new(clock.GetUtcNow(), keeper, _url, _account, connection.ConfigurationVersion, first, asked, known);

    /// <summary>Ends what is at the directory for this address and kept by nobody.</summary>
    /// <returns>All ids there; null when the comparison must wait.</returns>
    private async Task<IReadOnlySet<Guid>?> CompareAsync(CancellationToken cancellationToken)
    {
        var listed = await remote.ListAsync(cancellationToken);
        // Loaded after the list: whoever made one of those noted before that he would.
        var rows = await RowsAsync(cancellationToken);
        if (rows.Values.Any(row => row.IsElsewhere(keeper, clock.GetUtcNow(), options)))
            return null;
        foreach (var stray in listed.Where(there => endpoint.IsAt(there.Url) && rows.Values.All(row => row.Id != there.Id)))
            _leftover |= await remote.DeleteAsync(stray.Id, cancellationToken) is not null;
        return listed.Select(there => there.Id).ToHashSet();
    }

    private async Task<bool> CreateAsync(DirectoryStream stream, StoredSubscription? row, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var noted = (row ?? New(stream)) with { CreatingSince = now, CreatingBy = keeper };
        if (await store.SaveAsync(noted, cancellationToken) is not { } begun)
            return false;
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        try
        {
            var tenant = await remote.TenantAsync(cancellationToken);
            var order = new SubscriptionOrder(stream, new Uri(_url), secret, End(now));
            switch (await remote.CreateAsync(order, cancellationToken))
            {
                case SubscriptionAnswer.Accepted(var made):
                    return await KeepAsync(begun, made, secret, tenant, row?.Id, cancellationToken);
                case SubscriptionAnswer.Refused(var fault, var words):
                    await store.SaveAsync(Failed(begun, fault, words) with { CreatingSince = null, CreatingBy = null }, cancellationToken);
                    return false;
                case var other:
                    throw new InvalidOperationException($"A new subscription cannot be {other}.");
            }
        }
        catch (DirectoryReadException failure)
        {
            // There may be one now, or in a moment: the note stays, so that the next round compares lists first.
            await store.SaveAsync(Failed(begun, failure.Fault, failure.Message), cancellationToken);
            return false;
        }
    }

    private async Task<bool> KeepAsync(
        StoredSubscription begun,
        DirectorySubscription made,
        string secret,
        Guid? tenant,
        Guid? replaced,
        CancellationToken cancellationToken
    )
    {
        var standing = Well(begun) with
        {
            Id = made.Id,
            StateHash = SHA256.HashData(Encoding.UTF8.GetBytes(secret)),
            Url = _url,
            Account = _account,
            Tenant = tenant,
            CreatedAt = clock.GetUtcNow(),
            ExpiresAt = made.ExpiresAt,
            CreatingSince = null,
            CreatingBy = null,
        };
        // Somebody took this process for dead and made another: then this one is the stray.
        var kept = await store.SaveAsync(standing, cancellationToken) is not null;
        var ended = kept ? replaced : made.Id;
        if (ended is { } id)
            _leftover |= await remote.DeleteAsync(id, cancellationToken) is not null;
        return kept;
    }

    private async Task<bool> RenewAsync(StoredSubscription row, bool asked, CancellationToken cancellationToken)
    {
        SubscriptionAnswer answer;
        try
        {
            answer = await remote.RenewAsync(row.Id!.Value, End(clock.GetUtcNow()), cancellationToken);
        }
        catch (DirectoryReadException failure)
        {
            answer = new SubscriptionAnswer.Refused(failure.Fault, failure.Message);
        }
        switch (answer)
        {
            case SubscriptionAnswer.Accepted(var renewed):
                await store.SaveAsync(Well(row) with { ExpiresAt = renewed.ExpiresAt }, cancellationToken);
                // While the directory waited for this, or refused it, it delivered nothing.
                return asked || row.Problem is not null;
            case SubscriptionAnswer.Refused(var fault, var words):
                await store.SaveAsync(Failed(row, fault, words), cancellationToken);
                return false;
            default:
                return await CreateAsync(row.Stream, row, cancellationToken);
        }
    }

    private StoredSubscription New(DirectoryStream stream) => new() { Connection = connection.Key, Stream = stream };

    /// <summary>Whole seconds: the directory may drop the rest, and then it would seem to have shortened a life.</summary>
    private DateTimeOffset End(DateTimeOffset now) => DateTimeOffset.FromUnixTimeSeconds((now + options.Life).ToUnixTimeSeconds());

    private StoredSubscription Failed(StoredSubscription row, DirectoryFault fault, string words) =>
        row.Failed(fault, words, connection.ConfigurationVersion, clock.GetUtcNow(), options);

    private StoredSubscription Well(StoredSubscription row) => row.Well(connection.ConfigurationVersion);

    private static string AccountOf(Connection connection) =>
        $"{connection.TenantId.ToLowerInvariant()} {connection.ClientId.ToLowerInvariant()} {connection.GraphUrl.AbsoluteUri.TrimEnd('/')}";
}
