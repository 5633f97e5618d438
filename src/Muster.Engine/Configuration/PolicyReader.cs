using Muster.Core.Configuration;
using Muster.Engine.Restoring;

namespace Muster.Engine.Configuration;

/// <summary>The policies in force.</summary>
public sealed class PolicyReader(ISettingsStore settings, IRestorationStore restorations)
{
    /// <summary>Of a connection, its guard rails no laxer than the workspace allows: a ceiling binds from the moment it is lowered. Restored data is only observed (INV-30).</summary>
    /// <exception cref="SettingException">A stored setting is not known to this version.</exception>
    public async Task<ConnectionPolicies> OfConnectionAsync(int connection, CancellationToken cancellationToken)
    {
        var policies = Settings.OfConnection.FromValues(
            (await settings.CurrentAsync(SettingScope.Of(connection), cancellationToken)).Values
        );
        return policies with
        {
            Guards = (await OfWorkspaceAsync(cancellationToken)).GuardCeiling.Bind(policies.Guards),
            Restored = (await restorations.StandingAsync(cancellationToken))?.Why,
        };
    }

    /// <summary>Of a connection as they were at an instant.</summary>
    /// <exception cref="SettingException">A stored setting is not known to this version.</exception>
    public async Task<ConnectionPolicies> OfConnectionAtAsync(int connection, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var versions = await settings.HistoryAsync(SettingScope.Of(connection), cancellationToken);
        return Settings.OfConnection.FromValues(
            versions.FirstOrDefault(version => version.At <= at)?.Values ?? new Dictionary<string, string>()
        );
    }

    /// <summary>Whether a held plan needs a second person: because it does now, or because it did when the plan was made. Whoever made it must not take the rule away to release it.</summary>
    /// <param name="connection">Key of the connection.</param>
    /// <param name="madeAt">When the plan was made.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="SettingException">A stored setting is not known to this version.</exception>
    public async Task<bool> AsksSecondPersonAsync(int connection, DateTimeOffset madeAt, CancellationToken cancellationToken) =>
        (await OfConnectionAsync(connection, cancellationToken)).SecondPerson
        || (await OfConnectionAtAsync(connection, madeAt, cancellationToken)).SecondPerson;

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
