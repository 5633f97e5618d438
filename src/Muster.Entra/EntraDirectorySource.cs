using System.Collections.Concurrent;
using Muster.Core.DirectoryObjects;
using Muster.Core.Reading;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Entra.Checks;
using Muster.Entra.Http;
using Muster.Entra.Rounds;
using Muster.Entra.Ways;

namespace Muster.Entra;

/// <summary>Reads one Entra tenant through Microsoft Graph.</summary>
internal sealed class EntraDirectorySource : IDirectorySource
{
    private readonly Connection _connection;
    private readonly GraphAccess _access;
    private readonly GraphRoot _root;
    private readonly GraphClient _client;
    private readonly ConcurrentQueue<string> _remarks = new();

    private readonly PropertySelection _more;

    public EntraDirectorySource(Connection connection, Credential credential, PropertySelection more, RetryRules rules, TimeProvider clock)
    {
        _connection = connection;
        _more = more;
        _access = new GraphAccess(connection, credential, rules, clock);
        (_root, _client) = (_access.Root, _access.Client);
    }

    public IReadOnlyList<string> Remarks => [.. _remarks.Distinct()];

    public ReadSpending Spending => _client.Spending;

    public string Binding(DirectoryStream stream) =>
        $"entra {_connection.TenantId.ToLowerInvariant()} {_connection.ClientId.ToLowerInvariant()} {_root}/{PlanOf(stream).Initial}";

    public string FilteredBinding => $"{Binding(DirectoryStream.Groups)}, filtered by id";

    public IAsyncEnumerable<PermissionCheck> CheckAsync(CancellationToken cancellationToken) =>
        new PermissionProbe(_connection, _client, _root).RunAsync(cancellationToken);

    public async Task<DirectoryLook> LookAsync(DirectoryStream stream, ObjectId id, CancellationToken cancellationToken)
    {
        var claims = await _access.ClaimsAsync(cancellationToken).ConfigureAwait(false);
        var look = new ObjectLook(_client, _root, await _client.TokenAsync(cancellationToken).ConfigureAwait(false));
        return await look.RunAsync(stream, id, claims, cancellationToken).ConfigureAwait(false);
    }

    public async Task<StreamRead> ReadAsync(
        DirectoryStream stream,
        IMirrorSession session,
        IProgress<ReadProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var seeing = await SeeAsync(cancellationToken).ConfigureAwait(false);
        if (stream == DirectoryStream.Users)
            Withheld.Refuse(_more, seeing);
        var round = new DeltaRound(_client, _root, PlanOf(stream), session, seeing, progress);
        await using (round.ConfigureAwait(false))
            return await round.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<StreamRead> ReadGroupsAsync(
        ReadWay way,
        IReadOnlyCollection<ObjectId> wanted,
        IMirrorSession session,
        IProgress<ReadProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var seeing = await SeeAsync(cancellationToken).ConfigureAwait(false);
        return await new GroupReader(_client, _root, session, seeing, progress)
            .ReadAsync(way, wanted, cancellationToken)
            .ConfigureAwait(false);
    }

    private StreamPlan PlanOf(DirectoryStream stream) =>
        stream == DirectoryStream.Users ? StreamPlan.OfUsers(_more) : StreamPlan.Of(stream);

    /// <summary>Looks into the token before anything is read: it must be of the connection's tenant, and says whether hidden memberships are shown.</summary>
    private async Task<Seeing> SeeAsync(CancellationToken cancellationToken)
    {
        var claims = await _access.ClaimsAsync(cancellationToken).ConfigureAwait(false);
        var seesHidden = claims?.Roles?.Contains(PermissionProbe.ReadHidden, StringComparer.OrdinalIgnoreCase) == true;
        return new Seeing(seesHidden, _remarks.Enqueue, claims?.Roles);
    }

    public ValueTask DisposeAsync()
    {
        _access.Dispose();
        return ValueTask.CompletedTask;
    }
}
