using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Groups;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Runs;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Importing;

/// <summary>Reads, previews and imports: the long work behind the import page.</summary>
internal static class ImportWork
{
    /// <summary>Reads the directory, so that there is something to choose from.</summary>
    public static Task ReadAsync(
        MusterInstance muster,
        Connection connection,
        IRunObserver observer,
        CancellationToken cancellationToken
    ) => muster.Groups.DiscoverAsync(connection, DirectoryGroupFilter.All, new Progress(observer), cancellationToken);

    /// <summary>What a rule would do; nothing is changed.</summary>
    public static async Task<ImportPreview> PreviewAsync(
        MusterInstance muster,
        Connection connection,
        ImportRule rule,
        string actor,
        IRunObserver observer,
        CancellationToken cancellationToken
    )
    {
        var request = new SyncRequest
        {
            Connection = connection,
            Actor = actor,
            NewImportRule = rule,
        };
        var planned = await muster.Syncs.PlanAsync(request, observer, cancellationToken);
        var (coverage, preview) = await muster.Rules.PreviewAsync(planned, cancellationToken);
        var users = await NamedAsync(
            muster.Database.Platform,
            [.. preview.Leavers.Select(leaver => leaver.User), .. preview.Returning],
            cancellationToken
        );
        return new ImportPreview(planned.Plan.Counts, coverage, planned.Verdict)
        {
            Connection = connection.Key,
            ConnectionName = connection.Name,
            Rule = rule,
            Configuration = connection.ConfigurationVersion,
            Hash = planned.Plan.Hash,
            Joiners =
            [
                .. preview.Returning.Select(user => new ImportJoiner($"{user}", users[user].Name, users[user].DisplayName, true)),
                .. preview
                    .Joiners.Select(step => new ImportJoiner(
                        step.Id.ToString(),
                        NameOf(step.Attributes, step.Id.ToString()),
                        step.Attributes.DisplayName,
                        false
                    ))
                    .OrderBy(joiner => joiner.Name, StringComparer.OrdinalIgnoreCase),
            ],
            Leavers =
            [
                .. preview.Leavers.Select(leaver => new ImportLeaver(
                    leaver.User,
                    users[leaver.User].Name,
                    users[leaver.User].DisplayName,
                    leaver.Memberships,
                    leaver.Evidence
                )),
            ],
            StayByGroups = preview.StayByGroups,
            OtherSuspensions = preview.OtherSuspensions,
            Problems = [.. planned.Plan.Problems, .. coverage.Problems],
        };
    }

    /// <summary>Names of users, asked in parts: what one statement takes is bounded, and a rule may suspend everybody.</summary>
    private static async Task<Dictionary<int, (string Name, string? DisplayName)>> NamedAsync(
        IPlatformStore platform,
        IReadOnlyList<int> keys,
        CancellationToken cancellationToken
    )
    {
        var named = keys.ToDictionary(key => key, (string Name, string? DisplayName) (key) => ($"user {key}", null));
        foreach (var part in keys.Chunk(1000))
        foreach (var (key, user) in await platform.UsersAsync(KeySet.Of(part), cancellationToken))
            named[key] = (NameOf(user.Attributes, $"user {key}"), user.Attributes.DisplayName);
        return named;
    }

    /// <summary>Imports by a rule that was looked at before; leads to the run. Asked for twice, it is done once.</summary>
    public static LiveRun Start(LiveRuns live, MusterInstance muster, Connection connection, ImportPreview preview, string actor) =>
        live.Start(
            new LiveWork(Texts.English["Import from {0}", connection.Name], connection.Key)
            {
                Once = $"import {connection.Key} {preview.Hash}",
            },
            actor,
            async (work, cancellationToken) => await ImportAsync(muster, connection, preview, actor, work, cancellationToken)
        );

    /// <summary>Imports by a rule that was looked at before.</summary>
    /// <returns>Address of the run.</returns>
    /// <exception cref="WorkFailedException">The directory says something else by now, or the run failed; nothing was changed.</exception>
    private static async Task<string> ImportAsync(
        MusterInstance muster,
        Connection connection,
        ImportPreview preview,
        string actor,
        LiveRun work,
        CancellationToken cancellationToken
    )
    {
        var request = new SyncRequest
        {
            Connection = connection,
            Actor = actor,
            NewImportRule = preview.Rule,
            ExpectHash = preview.Hash,
        };
        var run = await muster.Syncs.RunAsync(request, work, cancellationToken);
        work.Came(run);
        if (run is { Reason: RunReason.OtherPlan, Counts: var found })
            throw new WorkFailedException(
                $"The directory has changed since you looked. The import would now mean: {PlanWords.Sentence(found)} You had seen: {PlanWords.Sentence(preview.Counts)}{(found == preview.Counts ? " It is about other people or values by now, though as many." : "")} Look again, then import. Nothing was changed."
            );
        if (run.Outcome is RunOutcome.Failed or RunOutcome.Incomplete)
            throw new WorkFailedException($"Run {run.Id} could not be finished: {run.Message}");
        return $"/runs/{run.Id}";
    }

    private static string NameOf(UserAttributes attributes, string otherwise) =>
        attributes.UserPrincipalName ?? attributes.DisplayName ?? otherwise;

    private sealed class Progress(IRunObserver observer) : IProgress<ReadProgress>
    {
        public void Report(ReadProgress value) => observer.Reading(value);
    }
}
