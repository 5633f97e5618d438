using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Groups;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Runs;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Importing;

/// <summary>What an import would do, in names.</summary>
public sealed record ImportPreview(PlanCounts Counts, RuleCoverage Coverage, PlanVerdict Verdict)
{
    /// <summary>Most names shown of a list.</summary>
    public const int Shown = 20;

    /// <summary>The rule it is about.</summary>
    public required ImportRule Rule { get; init; }

    /// <summary>Configuration version of the connection it was made from.</summary>
    public required long Configuration { get; init; }

    /// <summary>Hash of the plan that was looked at: an import does exactly that, or nothing.</summary>
    public required string Hash { get; init; }

    /// <summary>Who would join, by name, those who come back first; the first few.</summary>
    public required IReadOnlyList<(string Name, bool IsBack)> Joiners { get; init; }

    /// <summary>How many would join.</summary>
    public required int Joining { get; init; }

    /// <summary>Who would leave, with the memberships each would lose; the first few.</summary>
    public required IReadOnlyList<(string Name, int Memberships)> Leavers { get; init; }

    /// <summary>How many would leave.</summary>
    public required int Leaving { get; init; }

    /// <summary>Users outside the rule who would stay, being in groups here.</summary>
    public required int StayByGroups { get; init; }

    /// <summary>Users who would be suspended for another reason than the rule.</summary>
    public required int OtherSuspensions { get; init; }

    /// <summary>What a person should look at.</summary>
    public required IReadOnlyList<PlanProblem> Problems { get; init; }

    /// <summary>Why it would be held, by guard rail; empty when it would not.</summary>
    public IReadOnlyList<string> Held => Verdict is PlanVerdict.Held(var trips) ? [.. trips.Select(trip => trip.Detail)] : [];
}

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
        var leavers = preview.Leavers.Take(ImportPreview.Shown).ToList();
        var returning = preview.Returning.Take(ImportPreview.Shown).ToList();
        var users = await muster.Database.Platform.UsersAsync(
            KeySet.Of(leavers.Select(leaver => leaver.User).Concat(returning)),
            cancellationToken
        );
        string Name(int key) => users.TryGetValue(key, out var user) ? NameOf(user.Attributes, $"user {key}") : $"user {key}";
        return new ImportPreview(planned.Plan.Counts, coverage, planned.Verdict)
        {
            Rule = rule,
            Configuration = connection.ConfigurationVersion,
            Hash = planned.Plan.Hash,
            Joiners =
            [
                .. returning
                    .Select(user => (Name(user), true))
                    .Concat(
                        preview
                            .Joiners.Select(step => NameOf(step.Attributes, step.Id.ToString()))
                            .Order(StringComparer.OrdinalIgnoreCase)
                            .Select(name => (name, false))
                    )
                    .Take(ImportPreview.Shown),
            ],
            Joining = preview.Joiners.Count + preview.Returning.Count,
            Leavers = [.. leavers.Select(leaver => (Name(leaver.User), leaver.Memberships))],
            Leaving = preview.Leavers.Count,
            StayByGroups = preview.StayByGroups,
            OtherSuspensions = preview.OtherSuspensions,
            Problems = [.. planned.Plan.Problems, .. coverage.Problems],
        };
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
