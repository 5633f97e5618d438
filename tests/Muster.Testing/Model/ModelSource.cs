using System.Globalization;
using Muster.Core.DirectoryObjects;
using Muster.Core.Reading;
using Muster.Engine.Connections;
using Muster.Engine.Reading;

namespace Muster.Testing.Model;

/// <summary>Reads a model tenant through the port of directories: in full, or what changed since a version.</summary>
public sealed class ModelSource(ModelTenant tenant, PropertySelection? selection = null) : IDirectorySourceFactory, IDirectorySource
{
    private const string Name = "model";

    /// <inheritdoc />
    public string FilteredBinding => "model, filtered";

    /// <inheritdoc />
    public IReadOnlyList<string> Remarks => [];

    /// <inheritdoc />
    public ReadSpending Spending => new(1, 1, 0);

    /// <inheritdoc />
    public IDirectorySource Create(Connection connection, Credential credential, PropertySelection? more = null) =>
        new ModelSource(tenant, more);

    /// <inheritdoc />
    public PropertySelection SelectionOf(string binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        return PropertySelection.Parse(binding[Name.Length..]);
    }

    /// <inheritdoc />
    public string Binding(DirectoryStream stream) => stream == DirectoryStream.Users ? $"{Name}{selection}" : Name;

    /// <inheritdoc />
    public async IAsyncEnumerable<PermissionCheck> CheckAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.CompletedTask;
        yield break;
    }

    /// <inheritdoc />
    public Task<DirectoryLook> LookAsync(DirectoryStream stream, ObjectId id, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <inheritdoc />
    public async Task<StreamRead> ReadAsync(
        DirectoryStream stream,
        IMirrorSession session,
        IProgress<ReadProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var since = Since(session);
        if (stream == DirectoryStream.Users)
            await session.WriteUsersAsync([.. Users(since)], cancellationToken);
        else
            await session.WriteGroupsAsync([.. Groups(since)], cancellationToken);
        return await session.CompleteAsync(tenant.Version.ToString(CultureInfo.InvariantCulture), cancellationToken);
    }

    /// <inheritdoc />
    public async Task<StreamRead> ReadGroupsAsync(
        ReadWay way,
        IReadOnlyCollection<ObjectId> wanted,
        IMirrorSession session,
        IProgress<ReadProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        if (way != ReadWay.FilteredDelta)
            await session.WriteGroupsAsync([.. Groups(Since(session))], cancellationToken);
        var groups = wanted.Select(id => id.Value).Where(tenant.Now.Groups.ContainsKey).ToHashSet();
        groups.UnionWith([.. groups.SelectMany(id => ModelPlatform.Reached(tenant.Now, id, "transitive", new HashSet<Guid>()).In)]);
        groups.RemoveWhere(id => tenant.Now.Groups[id].Deleted);
        session.TellInFull([.. groups.Select(id => new ObjectId(id))]);
        await session.WriteGroupsAsync([.. Groups(null).Where(group => groups.Contains(group.Id.Value))], cancellationToken);
        return await session.CompleteAsync(tenant.Version.ToString(CultureInfo.InvariantCulture), cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IEnumerable<DirectoryUserChange> Users(TenantSnapshot? since) =>
        tenant
            .Now.People.Values.Where(person => since is null ? !person.Deleted : since.People.GetValueOrDefault(person.Id) != person)
            .Select(person => new DirectoryUserChange(new ObjectId(person.Id), person.Deleted ? null : Facts(person)));

    private IEnumerable<DirectoryGroupChange> Groups(TenantSnapshot? since)
    {
        var now = tenant.Now;
        foreach (var group in now.Groups.Values)
        {
            var before = since?.Edges.Where(edge => edge.Group == group.Id).ToHashSet() ?? [];
            var after = now.Edges.Where(edge => edge.Group == group.Id && Speaks(now, edge)).ToHashSet();
            EdgeChange[] edges =
            [
                .. after.Except(before).Select(edge => Change(edge, removed: false)),
                .. before.Except(now.Edges).Select(edge => Change(edge, removed: true)),
            ];
            if (since is null ? !group.Deleted : since.Groups.GetValueOrDefault(group.Id) != group || edges.Length > 0)
                yield return new DirectoryGroupChange(
                    new ObjectId(group.Id),
                    group.Deleted ? null : new GroupFacts { DisplayName = group.Name },
                    group.Deleted ? [] : edges
                );
        }
    }

    /// <summary>Lists leave out who is deleted.</summary>
    private static bool Speaks(TenantSnapshot tenant, ModelEdge edge) =>
        edge.Kind == ModelEdgeKind.Child ? !tenant.Groups[edge.Target].Deleted : !tenant.People[edge.Target].Deleted;

    private TenantSnapshot? Since(IMirrorSession session) =>
        session.DeltaLink is { } link ? tenant.At(int.Parse(link, CultureInfo.InvariantCulture)) : null;

    private static EdgeChange Change(ModelEdge edge, bool removed) =>
        new(
            edge.Kind switch
            {
                ModelEdgeKind.Member => EdgeKind.UserMember,
                ModelEdgeKind.Child => EdgeKind.GroupMember,
                _ => EdgeKind.UserOwner,
            },
            new ObjectId(edge.Target),
            removed
        );

    private UserFacts Facts(ModelPerson person) =>
        new()
        {
            UserPrincipalName = person.Upn,
            DisplayName = person.Name,
            Mail = $"{person.Name}@contoso.com",
            Department = person.Department,
            AccountEnabled = person.Enabled,
            UserType = "Member",
            EmployeeId = person.EmployeeId,
            More = MoreFacts.Of(More(person).Where(value => selection?.Names.Contains(value.Key) == true)),
        };

    private static IEnumerable<KeyValuePair<string, string?>> More(ModelPerson person)
    {
        yield return KeyValuePair.Create("employeeHireDate", Text(person.Hired));
        yield return KeyValuePair.Create("employeeLeaveDateTime", Text(person.Leaves));
    }

    private static string? Text(DateTimeOffset? instant) => instant?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
