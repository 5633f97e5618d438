using Muster.Core.Configuration;

namespace Muster.Engine.Configuration;

/// <summary>The policies in force.</summary>
public sealed class PolicyReader(ISettingsStore settings)
{
    /// <summary>Of a connection.</summary>
    /// <exception cref="SettingException">A stored setting is not known to this version.</exception>
    public async Task<ConnectionPolicies> OfConnectionAsync(int connection, CancellationToken cancellationToken) =>
        Settings.OfConnection.FromValues((await settings.CurrentAsync(SettingScope.Of(connection), cancellationToken)).Values);

    /// <summary>Whether attributes of users are filled by templates, or ever were: then everybody is compared, not only who changed in the directory.</summary>
    public async Task<bool> HasMappedAsync(int connection, CancellationToken cancellationToken) =>
        (await settings.HistoryAsync(SettingScope.Of(connection), cancellationToken)).Any(version =>
            version.Values.ContainsKey("userAttributes")
        );

    /// <summary>Of the workspace.</summary>
    /// <exception cref="SettingException">A stored setting is not known to this version.</exception>
    public async Task<WorkspacePolicies> OfWorkspaceAsync(CancellationToken cancellationToken) =>
        Settings.OfWorkspace.FromValues((await settings.CurrentAsync(SettingScope.Workspace, cancellationToken)).Values);
}
