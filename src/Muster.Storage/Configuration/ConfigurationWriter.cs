using System.Globalization;
using Muster.Engine.Configuration.Files;
using Muster.Storage.Connections;
using Muster.Storage.Sql;

namespace Muster.Storage.Configuration;

/// <summary>Writes settings and import rules in the transaction of a plan, unless somebody else has changed them since.</summary>
internal sealed class ConfigurationWriter(SqlSession session, string actor, string? reason, DateTimeOffset at)
{
    /// <summary>Writes a change.</summary>
    /// <returns>What was changed since by somebody else, in words; null when all was written.</returns>
    public async Task<string?> WriteAsync(ConfigurationChange change, CancellationToken cancellationToken)
    {
        // Rules first: saving settings raises the configuration version that they are checked against.
        foreach (var rule in change.Rules)
        {
            var version = await session.NumberAsync(
                $"SELECT configuration_version FROM connection WHERE workspace = {Database.Workspace} AND key = {rule.Connection}",
                cancellationToken
            );
            if (version != rule.Seen)
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"the configuration of connection {rule.Connection} was changed meanwhile: version {rule.Seen} was seen, now it is {version}"
                );
            await ConnectionStore.KeepRuleAsync(session, rule.Connection, rule.Rule, actor, at, cancellationToken);
        }
        foreach (var settings in change.Settings)
            if (await SettingsStore.SaveAsync(session, settings.Before, settings.Values, actor, reason, at, cancellationToken) is null)
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"settings were changed meanwhile: version {settings.Before.Version} was seen; compare again"
                );
        return null;
    }
}
