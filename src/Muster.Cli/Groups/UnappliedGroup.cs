using Muster.Core.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Engine.Runs;
using Muster.Server;

namespace Muster.Cli.Groups;

/// <summary>What was set about a group that no sync has followed yet.</summary>
internal static class UnappliedGroup
{
    private const int RunsLookedAt = 200;

    /// <summary>The changed settings in words; null when the last sync followed all of them.</summary>
    public static async Task<string?> FindAsync(
        MusterInstance muster,
        GroupRow group,
        Connection connection,
        CancellationToken cancellationToken
    )
    {
        var runs = await muster.Database.Runs.ListAsync(null, RunsLookedAt, cancellationToken);
        var last = runs.FirstOrDefault(run =>
            run.Connection == connection.Key
            && run is { Verb: "sync", Outcome: RunOutcome.Applied or RunOutcome.NoChanges, EndedAt: not null }
        );
        if (last is null)
            return "saved, not yet applied: no sync yet";
        if (await muster.Database.Platform.RevisionAtAsync(last.EndedAt!.Value, cancellationToken) is not { } revision)
            return null;
        var then = await muster.Database.History.GroupsByKeyAsync([group.Key], revision, cancellationToken);
        if (!then.TryGetValue(group.Key, out var before))
            return null;
        var changed = SettingSheet
            .OfGroup.Compare(Settings.OfGroup.ToValues(before.Settings), Settings.OfGroup.ToValues(group.Settings))
            .Where(difference => difference.Danger != Danger.Cosmetic)
            .Select(difference => difference.Path)
            .ToList();
        return changed.Count == 0 ? null : $"saved, not yet applied: {string.Join(", ", changed)}; the next sync follows";
    }
}
