using Muster.Core.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;

namespace Muster.Engine.Configuration.Files;

/// <summary>Configuration as code: a workspace as one file, compared and applied. All that a file changes is written in one transaction, as one run.</summary>
public sealed class ConfigChanges(
    IConnectionStore connections,
    ISettingsStore settings,
    IMirrorStore mirrors,
    IPlatformStore platform,
    DraftPlanner drafts,
    IRunJournal journal,
    ILeaseStore leases,
    TimeProvider clock
)
{
    /// <summary>The workspace as a file would have it.</summary>
    public async Task<ConfigDocument> ExportAsync(CancellationToken cancellationToken) =>
        (await LoadAsync(false, cancellationToken)).Document();

    /// <summary>What applying a file would change; changes nothing.</summary>
    /// <param name="file">The file.</param>
    /// <param name="actor">Who asks: author of exceptions that name none.</param>
    /// <param name="withEffects">Whether to say what the next syncs would do.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ConfigException">The file does not fit the workspace.</exception>
    public async Task<ConfigDraft> DraftAsync(ConfigDocument file, string actor, bool withEffects, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        var state = await LoadAsync(file.Groups.Any(group => group.Exceptions is { Count: > 0 }), cancellationToken);
        var comparison = new ConfigComparison(file, state, clock.GetUtcNow(), actor);
        var draft = comparison.Compare();
        if (!withEffects || draft.Danger == Danger.Cosmetic)
            return draft;
        var effects = new List<ConfigEffect>();
        foreach (var connection in state.Connections.Where(connection => comparison.Touched.Contains(connection.Key)))
            effects.Add(new ConfigEffect(connection, await EffectAsync(connection, file, state, draft, cancellationToken)));
        return draft with { Effects = effects };
    }

    /// <summary>Applies a draft: settings, import rules and groups in one transaction, or nothing.</summary>
    /// <param name="draft">What to apply.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The run; failed, with nothing changed, when something was changed since the draft was made.</returns>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public async Task<Run> ApplyAsync(ConfigDraft draft, string actor, string? reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        await using var lease = await LeaseKeeper.AcquireAsync(leases, "config apply", clock, cancellationToken);
        var run = await journal.BeginAsync(null, "config apply", actor, lease.Lease, lease.Token) with { DecisionReason = reason };
        var context = new ApplyContext(lease.Lease, clock.GetUtcNow(), Settles: false) { Configuration = draft.Change };
        var decided = new DecidedPlan(platform, journal, clock);
        return await new RunEnding(journal, clock).GuardAsync(
            run,
            lease,
            () => decided.WriteAsync(draft.Plan, run, context, lease, "Overtaken, and nothing was changed: ")
        );
    }

    private Task<ConfigState> LoadAsync(bool withUsers, CancellationToken cancellationToken) =>
        ConfigState.LoadAsync(connections, settings, mirrors, platform, withUsers, cancellationToken);

    private Task<DraftComparison?> EffectAsync(
        Connection connection,
        ConfigDocument file,
        ConfigState state,
        ConfigDraft draft,
        CancellationToken cancellationToken
    )
    {
        var wanted = file.Connections.FirstOrDefault(named =>
            string.Equals(named.Name, connection.Name, StringComparison.OrdinalIgnoreCase)
        );
        var now = state.Settings[connection.Key].Values;
        return drafts.CompareAsync(
            connection,
            new DraftBasis(Policies(now, state.Workspace.Values), connection.ImportRule, []),
            new DraftBasis(
                Policies(wanted?.Settings ?? now, file.Workspace ?? state.Workspace.Values),
                wanted?.ImportRule ?? connection.ImportRule,
                draft.Plan.Groups,
                draft.Plan.Exceptions
            ),
            cancellationToken
        );
    }

    private static ConnectionPolicies Policies(IReadOnlyDictionary<string, string> values, IReadOnlyDictionary<string, string> workspace)
    {
        var policies = Settings.OfConnection.FromValues(values);
        return policies with { Guards = Settings.OfWorkspace.FromValues(workspace).GuardCeiling.Bind(policies.Guards) };
    }
}
