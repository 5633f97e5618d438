using Muster.Core.DirectoryObjects;
using Muster.Core.Reading;
using Muster.Engine.Connections;
using Muster.Engine.Reading;

namespace Muster.Testing.Planned;

/// <summary>A directory in memory behind the reader's port, for tests of what happens after reading. Tells everything, or what differs from what it has told.</summary>
public sealed class ModelDirectory : IDirectorySource, IDirectorySourceFactory
{
    private Dictionary<ObjectId, UserFacts> _toldUsers = [];
    private Dictionary<ObjectId, ModelGroup> _toldGroups = [];

    public Dictionary<ObjectId, UserFacts> Users { get; } = [];

    public Dictionary<ObjectId, ModelGroup> Groups { get; } = [];

    /// <summary>Changes left out of the next reads of changes: what the service forgets to tell.</summary>
    public HashSet<ObjectId> Forgotten { get; } = [];

    public string FilteredBinding => "model, filtered";

    public IReadOnlyList<string> Remarks => [];

    public ReadSpending Spending { get; private set; } = new(0, 0, 0);

    public string Binding(DirectoryStream stream) => $"model, {stream}";

    public IDirectorySource Create(Connection connection, Credential credential, PropertySelection? more = null) => this;

    public PropertySelection SelectionOf(string binding) => PropertySelection.None;

    public IAsyncEnumerable<PermissionCheck> CheckAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc />
    public Task<DirectoryLook> LookAsync(DirectoryStream stream, ObjectId id, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public async Task<StreamRead> ReadAsync(
        DirectoryStream stream,
        IMirrorSession session,
        IProgress<ReadProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        Spending = Spending with { Requests = Spending.Requests + 1 };
        if (stream == DirectoryStream.Users)
        {
            if (session.DeltaLink is null)
                _toldUsers = [];
            await session.WriteUsersAsync([.. UserChanges()], cancellationToken);
            _toldUsers = new(Users);
        }
        else
        {
            if (session.DeltaLink is null)
                _toldGroups = [];
            await session.WriteGroupsAsync([.. GroupChanges()], cancellationToken);
            _toldGroups = Copy();
        }
        return await session.CompleteAsync($"link {Guid.NewGuid()}", cancellationToken);
    }

    public async Task<StreamRead> ReadGroupsAsync(
        ReadWay way,
        IReadOnlyCollection<ObjectId> wanted,
        IMirrorSession session,
        IProgress<ReadProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        if (way != ReadWay.FilteredDelta)
        {
            await session.WriteGroupsAsync([.. GroupChanges()], cancellationToken);
            _toldGroups = Copy();
        }
        var whole = new HashSet<ObjectId>(wanted);
        for (var size = 0; size != whole.Count; )
        {
            size = whole.Count;
            whole.UnionWith([.. whole.Where(Groups.ContainsKey).SelectMany(id => Groups[id].Children)]);
        }
        session.TellInFull(whole);
        await session.WriteGroupsAsync([.. whole.Where(Groups.ContainsKey).Select(id => Whole(id, Groups[id]))], cancellationToken);
        return await session.CompleteAsync($"link {Guid.NewGuid()}", cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Dictionary<ObjectId, ModelGroup> Copy() => Groups.ToDictionary(group => group.Key, group => group.Value.Copy());

    private IEnumerable<DirectoryUserChange> UserChanges() =>
        Users
            .Where(user => _toldUsers.GetValueOrDefault(user.Key) != user.Value && !Forgotten.Contains(user.Key))
            .Select(user => new DirectoryUserChange(user.Key, user.Value))
            .Concat(_toldUsers.Keys.Where(id => !Users.ContainsKey(id)).Select(id => new DirectoryUserChange(id, null)));

    private IEnumerable<DirectoryGroupChange> GroupChanges()
    {
        foreach (var (id, now) in Groups)
            if (Forgotten.Contains(id))
                continue;
            else if (!_toldGroups.TryGetValue(id, out var told))
                yield return Whole(id, now);
            else if (!now.IsAs(told))
                yield return new DirectoryGroupChange(id, now.Facts, [.. now.ChangesSince(told)]);
        foreach (var id in _toldGroups.Keys.Where(id => !Groups.ContainsKey(id)))
            yield return new DirectoryGroupChange(id, null, []);
    }

    private static DirectoryGroupChange Whole(ObjectId id, ModelGroup group) =>
        new(id, group.Facts, [.. group.ChangesSince(new ModelGroup())]);
}

/// <summary>A group of a <see cref="ModelDirectory"/>.</summary>
public sealed class ModelGroup
{
    public GroupFacts Facts { get; set; } = GroupFacts.None;

    public HashSet<ObjectId> Members { get; init; } = [];

    public HashSet<ObjectId> Children { get; init; } = [];

    public HashSet<ObjectId> Owners { get; init; } = [];

    public ModelGroup Copy() =>
        new()
        {
            Facts = Facts,
            Members = [.. Members],
            Children = [.. Children],
            Owners = [.. Owners],
        };

    public IEnumerable<EdgeChange> ChangesSince(ModelGroup told) =>
        [
            .. Changes(EdgeKind.UserMember, Members, told.Members),
            .. Changes(EdgeKind.GroupMember, Children, told.Children),
            .. Changes(EdgeKind.UserOwner, Owners, told.Owners),
        ];

    public bool IsAs(ModelGroup told) => Facts == told.Facts && !ChangesSince(told).Any();

    private static IEnumerable<EdgeChange> Changes(EdgeKind kind, HashSet<ObjectId> now, HashSet<ObjectId> told) =>
        now.Except(told)
            .Select(id => new EdgeChange(kind, id, false))
            .Concat(told.Except(now).Select(id => new EdgeChange(kind, id, true)));
}
