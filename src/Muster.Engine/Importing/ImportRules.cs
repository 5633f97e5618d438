using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Syncing;

namespace Muster.Engine.Importing;

/// <summary>Says whom a rule covers and what it would change. Changes nothing.</summary>
public sealed class ImportRules(
    IMirrorStore mirrorStore,
    IPlatformStore platform,
    IDirectorySourceFactory sources,
    PolicyReader policies,
    TimeProvider clock
)
{
    /// <summary>The rule in force, counted over what was last read.</summary>
    /// <returns>Null when the directory has not been read with all that the rule names, so that nothing can be said.</returns>
    public async Task<RuleCoverage?> CoverageAsync(Connection connection, ImportRule rule, CancellationToken cancellationToken)
    {
        if (!await IsReadAsync(connection, rule, cancellationToken))
            return null;
        var mirror = await mirrorStore.LoadAsync(connection.Key, cancellationToken);
        return RuleCoverage.Of(rule, mirror, await UsersAsync(connection, cancellationToken), clock.GetUtcNow());
    }

    /// <summary>What a planned import would change, with the counts of its rule.</summary>
    /// <exception cref="ArgumentException">The plan follows no rule.</exception>
    public async Task<(RuleCoverage Coverage, RulePreview Preview)> PreviewAsync(PlannedRun planned, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(planned);
        var rule =
            planned.Plan.NewImportRule
            ?? planned.Connection.ImportRule
            ?? throw new ArgumentException("The plan follows no rule.", nameof(planned));
        var users = await UsersAsync(planned.Connection, cancellationToken);
        var now = clock.GetUtcNow();
        return (
            RuleCoverage.Of(rule, planned.Mirror, users, now),
            RulePreview.Of(planned.Plan, planned.Actual, ImportScope.Of(rule, planned.Mirror, users, now))
        );
    }

    /// <summary>Whether the rule in force covers a person, and why.</summary>
    /// <returns>Null when the directory has not been read with all that the rule names.</returns>
    public async Task<PersonVerdict?> WhyAsync(Connection connection, DirectoryUser user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (connection.ImportRule is { } rule && !await IsReadAsync(connection, rule, cancellationToken))
            return null;
        var mirror = await mirrorStore.LoadAsync(connection.Key, cancellationToken);
        var actual = await platform.LoadAsync(connection.Key, cancellationToken);
        var decided = await policies.OfConnectionAsync(connection.Key, cancellationToken);
        return PersonVerdict.Of(connection.ImportRule, mirror, actual, decided, user, clock.GetUtcNow());
    }

    private async Task<bool> IsReadAsync(Connection connection, ImportRule rule, CancellationToken cancellationToken) =>
        rule.Selection.IsEmpty
        || (
            await mirrorStore.BindingAsync(connection.Key, DirectoryStream.Users, cancellationToken) is { } binding
            && sources.SelectionOf(binding).Covers(rule.Selection)
        );

    private async Task<List<DirectoryUser>> UsersAsync(Connection connection, CancellationToken cancellationToken) =>
        await mirrorStore.UsersAsync(connection.Key, UserSelection.All, cancellationToken).ToListAsync(cancellationToken);
}
