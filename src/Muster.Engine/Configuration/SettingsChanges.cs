using Muster.Core.Configuration;
using Muster.Core.Guarding;
using Muster.Core.Scheduling;
using Muster.Engine.Connections;
using Muster.Engine.Guarding;

namespace Muster.Engine.Configuration;

/// <summary>Changes settings as safely as a sync changes memberships: what it would do is shown before it is saved, and nobody's change overwrites another's.</summary>
public sealed class SettingsChanges(
    ISettingsStore store,
    IConnectionStore connections,
    DraftPlanner drafts,
    IGuardHistory history,
    TimeProvider clock
)
{
    /// <summary>Over how long a changed guard rail is tried on the past.</summary>
    public static readonly TimeSpan Lookback = TimeSpan.FromDays(90);

    /// <summary>Checks a change and says what it would do; saves nothing.</summary>
    /// <param name="scope">Whose settings.</param>
    /// <param name="edits">What to change.</param>
    /// <param name="seen">The version the person looked at; null for the one in force.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="SettingException">A name or a value does not fit, a limit is above the workspace's ceiling, or a pause has an end that has passed.</exception>
    public async Task<SettingsDraft> DraftAsync(
        SettingScope scope,
        IReadOnlyList<SettingEdit> edits,
        long? seen,
        CancellationToken cancellationToken
    )
    {
        var before = await SeenAsync(scope, seen, cancellationToken);
        var sheet = SettingScopes.Sheet(scope);
        var after = sheet.Change(before.Values, edits);
        if (scope.Connection is not null)
            after = PauseEdits.Settle(before.Values, after, edits, clock.GetUtcNow());
        var differences = sheet.Compare(before.Values, after);
        var workspace = (await store.CurrentAsync(SettingScope.Workspace, cancellationToken)).Values;
        var (ceilingBefore, ceilingAfter) = scope.Connection is null
            ? (Ceiling(workspace), Ceiling(after))
            : (Ceiling(workspace), Ceiling(workspace));
        if (scope.Connection is not null)
            Refuse(ceilingAfter, after, differences);
        var draft = new SettingsDraft
        {
            Before = before,
            Values = after,
            Differences = differences,
        };
        if (draft.Danger == Danger.Cosmetic)
            return draft;
        var effects = new List<SettingsEffect>();
        foreach (var connection in await connections.ListAsync(cancellationToken))
            if (scope.Connection is null || scope.Connection == connection.Key)
            {
                var values = (await store.CurrentAsync(SettingScope.Of(connection.Key), cancellationToken)).Values;
                var from = Policies(values, ceilingBefore);
                var to = Policies(scope.Connection is null ? values : after, ceilingAfter);
                // When plans are made changes nothing about what they do.
                if (from != (to with { Schedule = from.Schedule }))
                    effects.Add(await EffectAsync(connection, from, to, cancellationToken));
            }
        return draft with { Effects = effects };
    }

    /// <summary>Saves a change that was checked.</summary>
    /// <param name="draft">The change.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="reason">Why; needed for what is destructive.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<SettingsOutcome> SaveAsync(SettingsDraft draft, string actor, string? reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (draft.NeedsReason && string.IsNullOrWhiteSpace(reason))
            throw new ArgumentException("A destructive change needs a reason.", nameof(reason));
        if (await store.SaveAsync(draft.Before, draft.Values, actor, reason, cancellationToken) is { } saved)
            return new SettingsOutcome.Saved(saved);
        var theirs = await store.CurrentAsync(draft.Before.Scope, cancellationToken);
        return new SettingsOutcome.Overtaken(
            theirs,
            clock.GetUtcNow() - (theirs.At ?? clock.GetUtcNow()),
            SettingScopes.Sheet(draft.Before.Scope).Compare(draft.Before.Values, theirs.Values)
        );
    }

    private async Task<SettingsVersion> SeenAsync(SettingScope scope, long? seen, CancellationToken cancellationToken)
    {
        var current = await store.CurrentAsync(scope, cancellationToken);
        if (seen is null || seen == current.Version)
            return current;
        return seen == 0
            ? current with
            {
                Version = 0,
                Values = new Dictionary<string, string>(),
            }
            : (await store.HistoryAsync(scope, cancellationToken)).FirstOrDefault(version => version.Version == seen)
                ?? throw new SettingException(
                    "version",
                    null,
                    string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"There is no version {seen} of these settings; the latest is {current.Version}."
                    )
                );
    }

    private async Task<SettingsEffect> EffectAsync(
        Connection connection,
        ConnectionPolicies from,
        ConnectionPolicies to,
        CancellationToken cancellationToken
    )
    {
        var plans = await drafts.CompareAsync(
            connection,
            new DraftBasis(from, connection.ImportRule, []),
            new DraftBasis(to, connection.ImportRule, []),
            cancellationToken
        );
        if (from.Guards == to.Guards)
            return new SettingsEffect(connection, plans, null, null, []);
        var past = await history.RunsAsync(connection.Key, clock.GetUtcNow() - Lookback, cancellationToken);
        return new SettingsEffect(
            connection,
            plans,
            GuardReplay.Of(past, from.Guards),
            GuardReplay.Of(past, to.Guards),
            [.. GuardFigure.Unlimited(to.Guards).Except(GuardFigure.Unlimited(from.Guards))]
        );
    }

    /// <summary>A limit that was above the ceiling before the ceiling came down is bound by it; only a new one is refused.</summary>
    private static void Refuse(GuardCeiling ceiling, SortedDictionary<string, string> after, IReadOnlyList<SettingDifference> differences)
    {
        var changed = differences.Select(difference => difference.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var excess in ceiling.Exceeding(Settings.OfConnection.FromValues(after).Guards))
            if (changed.Contains($"guards.{excess.Figure.Path}"))
                throw new SettingException($"guards.{excess.Figure.Path}", null, excess.Message);
    }

    private static GuardCeiling Ceiling(IReadOnlyDictionary<string, string> workspace) =>
        Settings.OfWorkspace.FromValues(workspace).GuardCeiling;

    private static ConnectionPolicies Policies(IReadOnlyDictionary<string, string> values, GuardCeiling ceiling)
    {
        var policies = Settings.OfConnection.FromValues(values);
        return policies with { Guards = ceiling.Bind(policies.Guards) };
    }
}

/// <summary>The settings that a scope has.</summary>
public static class SettingScopes
{
    /// <summary>Of the workspace, or of a connection.</summary>
    public static SettingSheet Sheet(SettingScope scope) => scope.Connection is null ? SettingSheet.OfWorkspace : SettingSheet.OfConnection;
}
