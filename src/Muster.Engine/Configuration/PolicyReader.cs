using Muster.Core.Configuration;

namespace Muster.Engine.Configuration;

/// <summary>The policies in force.</summary>
public sealed class PolicyReader(ISettingsStore settings)
{
    /// <summary>Of a connection.</summary>
    /// <exception cref="SettingException">A stored setting is not known to this version.</exception>
    public async Task<ConnectionPolicies> OfConnectionAsync(int connection, CancellationToken cancellationToken) =>
        Settings.OfConnection.FromValues((await settings.CurrentAsync(SettingScope.Of(connection), cancellationToken)).Values);

    /// <summary>Of a connection as they were at an instant.</summary>
    /// <exception cref="SettingException">A stored setting is not known to this version.</exception>
    public async Task<ConnectionPolicies> OfConnectionAtAsync(int connection, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var versions = await settings.HistoryAsync(SettingScope.Of(connection), cancellationToken);
        return Settings.OfConnection.FromValues(
            versions.FirstOrDefault(version => version.At <= at)?.Values ?? new Dictionary<string, string>()
        );
    }

    /// <summary>Of the workspace.</summary>
    /// <exception cref="SettingException">A stored setting is not known to this version.</exception>
    public async Task<WorkspacePolicies> OfWorkspaceAsync(CancellationToken cancellationToken) =>
        Settings.OfWorkspace.FromValues((await settings.CurrentAsync(SettingScope.Workspace, cancellationToken)).Values);
}
