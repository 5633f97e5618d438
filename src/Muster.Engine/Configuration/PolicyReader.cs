using Muster.Core.Configuration;

namespace Muster.Engine.Configuration;

/// <summary>The policies in force.</summary>
public sealed class PolicyReader(ISettingsStore settings)
{
    /// <summary>Of a connection.</summary>
    /// <exception cref="SettingException">A stored setting is not known to this version.</exception>
    public async Task<ConnectionPolicies> OfConnectionAsync(int connection, CancellationToken cancellationToken) =>
        Settings.OfConnection.FromValues((await settings.CurrentAsync(SettingScope.Of(connection), cancellationToken)).Values);

    /// <summary>Of the workspace.</summary>
    /// <exception cref="SettingException">A stored setting is not known to this version.</exception>
    public async Task<WorkspacePolicies> OfWorkspaceAsync(CancellationToken cancellationToken) =>
        Settings.OfWorkspace.FromValues((await settings.CurrentAsync(SettingScope.Workspace, cancellationToken)).Values);
}
