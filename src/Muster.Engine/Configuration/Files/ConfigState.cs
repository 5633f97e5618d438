using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Engine.Reading;

namespace Muster.Engine.Configuration.Files;

/// <summary>The configuration of a workspace as it is, with what is needed to hold a file against it.</summary>
internal sealed class ConfigState
{
    public required IReadOnlyList<Connection> Connections { get; init; }

    public required IReadOnlyDictionary<int, DirectoryMirror> Mirrors { get; init; }

    public required SettingsVersion Workspace { get; init; }

    public required IReadOnlyDictionary<int, SettingsVersion> Settings { get; init; }

    public required PlatformState Actual { get; init; }

    /// <summary>Users by key; empty unless an exception asks for them.</summary>
    public required IReadOnlyDictionary<int, UserRow> Users { get; init; }

    public static async Task<ConfigState> LoadAsync(
        IConnectionStore connections,
        ISettingsStore settings,
        IMirrorStore mirrors,
        IPlatformStore platform,
        bool withUsers,
        CancellationToken cancellationToken
    )
    {
        var all = await connections.ListAsync(cancellationToken);
        var mirrorOf = new Dictionary<int, DirectoryMirror>();
        var settingsOf = new Dictionary<int, SettingsVersion>();
        foreach (var connection in all)
        {
            mirrorOf[connection.Key] = await mirrors.LoadAsync(connection.Key, cancellationToken);
            settingsOf[connection.Key] = await settings.CurrentAsync(SettingScope.Of(connection.Key), cancellationToken);
        }
        var actual = await platform.LoadAsync(all.Count > 0 ? all[0].Key : 0, cancellationToken);
        var users = new Dictionary<int, UserRow>();
        if (withUsers || actual.Exceptions.Count > 0)
            await foreach (var user in platform.UserRowsAsync(actual.Revision, null, cancellationToken))
                users[user.Key] = user;
        return new ConfigState
        {
            Connections = all,
            Mirrors = mirrorOf,
            Settings = settingsOf,
            Workspace = await settings.CurrentAsync(SettingScope.Workspace, cancellationToken),
            Actual = actual,
            Users = users,
        };
    }

    /// <summary>The workspace as a file would have it.</summary>
    public ConfigDocument Document() =>
        new(
            Workspace.Values,
            [
                .. Connections.Select(connection => new ConfigConnection
                {
                    Name = connection.Name,
                    TenantId = connection.TenantId,
                    ClientId = connection.ClientId,
                    ImportRule = connection.ImportRule,
                    Settings = Settings[connection.Key].Values,
                }),
            ],
            [.. Actual.Groups.OrderBy(group => group.Name, StringComparer.Ordinal).Select(Group)]
        );

    public ConfigGroup Group(PlatformGroup group)
    {
        var (connection, id) = Source(group);
        return new ConfigGroup
        {
            Name = group.Name,
            Local = group.Link == LinkState.Local,
            Connection = connection?.Name,
            Id = id,
            Settings = Core.Configuration.Settings.OfGroup.ToValues(group.Settings),
            Exceptions =
            [
                .. Actual
                    .Exceptions.Where(exception => exception.Group == group.Key)
                    .Select(exception => new ConfigGroupException
                    {
                        User = Users[exception.User] is { Id: null, Attributes.UserPrincipalName: { } upn }
                            ? upn
                            : Users[exception.User].Handle,
                        Relation = exception.Relation,
                        Kind = exception.Kind,
                        Until = exception.Until,
                        Reason = exception.Reason,
                        Author = exception.Author,
                    })
                    .OrderBy(exception => exception.User, StringComparer.Ordinal)
                    .ThenBy(exception => exception.Relation),
            ],
        };
    }

    private (Connection? Connection, ObjectId? Id) Source(PlatformGroup group)
    {
        if (group.DirectoryKey is { } key)
            foreach (var connection in Connections)
                if (Mirrors[connection.Key].Group(key) is { } source)
                    return (connection, source.Id);
        return (null, null);
    }
}
