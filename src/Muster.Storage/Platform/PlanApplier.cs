using System.Globalization;
using Muster.Core.Planning;
using Muster.Engine.Plans;
using Muster.Engine.Platform;
using Muster.Engine.Runs;
using Muster.Storage.Auditing;
using Muster.Storage.Configuration;
using Muster.Storage.Connections;
using Muster.Storage.Exceptions;
using Muster.Storage.Guarding;
using Muster.Storage.Mirror;
using Muster.Storage.Restoring;
using Muster.Storage.Runs;
using Muster.Storage.Sql;
using Muster.Storage.Workspaces;

namespace Muster.Storage.Platform;

/// <summary>Carries out one plan in one transaction.</summary>
internal sealed class PlanApplier(
    SqlSession session,
    SyncPlan plan,
    Run run,
    ApplyContext context,
    TimeProvider clock,
    IProgress<long>? progress
)
{
    private readonly long _revision = plan.Basis.Revision + 1;
    private string? _planDigest;

    /// <summary>Memberships added or ended.</summary>
    public long MembershipRows { get; private set; }

    public async Task<ApplyOutcome> ApplyAsync(CancellationToken cancellationToken)
    {
        await Fence.CheckAsync(session, context.Lease, cancellationToken);
        if (await RestorationStore.StandingAsync(session, cancellationToken) is { } restored)
            return new ApplyOutcome.Stale(restored.Why);
        if (await DifferenceAsync(cancellationToken) is { } difference)
            return new ApplyOutcome.Stale(difference);
        var grounds = new ApplyGrounds(session, plan, run);
        await grounds.CheckAsync(cancellationToken);
        var at = await InstantAsync(cancellationToken);
        var size = new WorkspaceSize(session);
        await size.BeforeAsync(cancellationToken);
        using var users = await new UserStepWriter(session, _revision, run.Connection ?? 0).WriteAsync(plan, cancellationToken);
        progress?.Report(plan.Users.Length);
        var groupWriter = new GroupStepWriter(session, _revision);
        using var groups = await groupWriter.WriteAsync(plan, cancellationToken);
        using var subGroups = await SubGroups.WriteAsync(session, plan, _revision, cancellationToken);
        var steps = plan.Users.Length + plan.Groups.Length;
        progress?.Report(steps);
        await grounds.CheckConnectionAsync(cancellationToken);
        var losses = new WrittenLosses(session, plan, run.Connection ?? 0, context.At) { Read = grounds.Stored };
        if (context.Guards is not null)
            await losses.BeforeAsync(cancellationToken);
        var memberships = new MembershipWriter(session, _revision, progress is null ? null : new Offset(progress, steps));
        await memberships.WriteAsync(plan, cancellationToken);
        await size.CheckAsync(cancellationToken);
        PlanItems.Check(plan, memberships.Work);
        await WrittenMemberships.CheckAsync(session, memberships.Work, cancellationToken);
        if (context.Guards is { } guards && await losses.TripAsync(guards, memberships.Work, cancellationToken) is { } trip)
            return new ApplyOutcome.Stale($"what was about to be written would now be held by {trip} Run muster sync for a new plan.");
        MembershipRows = memberships.Added + memberships.Closed;
        using var exceptions = await new ExceptionStepWriter(session, _revision, at, run.DecidedBy ?? run.Actor).WriteAsync(
            plan,
            cancellationToken
        );
        progress?.Report(plan.Counts.Total);
        await SettleAsync(cancellationToken);
        if (plan.NewImportRule is { } rule && run.Connection is { } ruled)
            await ConnectionStore.KeepRuleAsync(session, ruled, rule, run.DecidedBy ?? run.Actor, at, cancellationToken);
        if (context.Configuration is { } configuration)
        {
            var writer = new ConfigurationWriter(session, run.DecidedBy ?? run.Actor, run.DecisionReason, at);
            if (await writer.WriteAsync(configuration, cancellationToken) is { } overtaken)
                return new ApplyOutcome.Stale(overtaken);
        }
        var applied = await StoreRunAsync(cancellationToken);
        var seal = await RunSeal.OfAsync(session, run.Id, cancellationToken);
        var audit = new ApplyAudit(session, plan, applied, seal, at, _revision, _planDigest);
        var entry = await audit.WriteAsync(users, groups, subGroups, exceptions, memberships.Work, groupWriter, cancellationToken);
        await StoreRevisionAsync(at, entry, cancellationToken);
        await Fence.CheckAsync(session, context.Lease, cancellationToken);
        await session.CommitAsync(cancellationToken);
        return new ApplyOutcome.Applied(_revision);
    }

    /// <summary>
    /// When the revision takes effect. A clock that was set back must not date it before anything that is recorded: somebody may have asked about those moments, and
    /// the answer stands (INV-21, INV-25).
    /// </summary>
    private async Task<DateTimeOffset> InstantAsync(CancellationToken cancellationToken)
    {
        var before = await session.NumberAsync(
            $"SELECT at FROM revision WHERE workspace = {Database.Workspace} AND number = {plan.Basis.Revision}",
            cancellationToken
        );
        var seen = await session.NumberAsync($"SELECT max(started_at) FROM run WHERE workspace = {Database.Workspace}", cancellationToken);
        var earliest = Math.Max((before ?? 0) + 1, seen ?? 0);
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(context.At.ToUnixTimeMilliseconds(), earliest));
    }

    /// <summary>What has changed since the plan was made, in words; null when nothing has (INV-5).</summary>
    private async Task<string?> DifferenceAsync(CancellationToken cancellationToken)
    {
        var revision = await session.NumberAsync(
            $"SELECT revision FROM workspace WHERE workspace = {Database.Workspace}",
            cancellationToken
        );
        if (revision != plan.Basis.Revision)
            return Words(
                $"users or groups have changed here since: the plan was made at revision {plan.Basis.Revision}, now it is {revision}"
            );
        if (await RunRows.FindAsync(session, run.Id, cancellationToken) is not { Outcome: RunOutcome.Running or RunOutcome.Held })
            return Words($"run {run.Id} is neither running nor held any more");
        if (run.Plan is { } id && await PlanRows.FindAsync(session, id, context.At, cancellationToken) is not { Waits: true })
            return Words($"plan {id} does not wait to be applied any more");
        if (run.Connection is not { } connection)
            return null;
        var stored = await session.FirstAsync(
            $"""
            SELECT mirror_version, configuration_version FROM connection WHERE workspace = {Database.Workspace} AND key = {connection}
            """,
            row => (long[]?)[row.GetInt64(0), row.GetInt64(1)],
            cancellationToken
        );
        return stored switch
        {
            null => "the connection was removed",
            [var mirror, _] when mirror != plan.Basis.Read.MirrorVersion => Words(
                $"the directory was read again and had changed: the plan was made from version {plan.Basis.Read.MirrorVersion} of the mirror, now it is {mirror}"
            ),
            [_, var configuration] when configuration != plan.Basis.ConfigurationVersion => Words(
                $"the settings of the connection have changed: the plan was made with version {plan.Basis.ConfigurationVersion}, now it is {configuration}"
            ),
            _ => null,
        };
    }

    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        if (run.Connection is not { } connection)
            return;
        if (!context.Settles)
            return;
        await Settlement.WriteAsync(
            session,
            connection,
            plan.Basis.Read.MirrorVersion,
            context.Mark is null ? null : context.Mark with { Revision = _revision },
            cancellationToken
        );
        await ConnectionStore.NoteAppliedAsync(session, connection, plan.Basis.ConfigurationVersion, cancellationToken);
    }

    private async Task<Run> StoreRunAsync(CancellationToken cancellationToken)
    {
        var applied = run with
        {
            Outcome = RunOutcome.Applied,
            Revision = _revision,
            PlanHash = plan.Hash,
            Counts = plan.Counts,
            EndedAt = run.EndedAt ?? context.At,
        };
        applied = applied with { Plan = await StorePlanAsync(applied, cancellationToken) };
        await RunRows.UpdateAsync(session, applied, RunRows.RemovalsOf(plan), cancellationToken);
        return applied;
    }

    private async Task StoreRevisionAsync(DateTimeOffset at, long entry, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            $"INSERT INTO revision (workspace, number, run, at, entry) VALUES ({Database.Workspace}, {_revision}, {run.Id}, {at}, {entry})",
            cancellationToken
        );
        await session.ExecuteAsync(
            $"UPDATE workspace SET revision = {_revision} WHERE workspace = {Database.Workspace}",
            cancellationToken
        );
    }

    /// <summary>Notes that the approved plan is carried out (INV-5); where rows of it were dropped, what is left is a plan of its own.</summary>
    private async Task<long> StorePlanAsync(Run applied, CancellationToken cancellationToken)
    {
        var number = run.Plan;
        if (number is not { } approved || await PlanRows.HashAsync(session, approved, cancellationToken) != plan.Hash)
        {
            var stored = await PlanRows.InsertAsync(session, RunPlan.Applied(applied, plan, run.Plan, context.At), plan, cancellationToken);
            (number, _planDigest) = (stored.Id, PlanDigest.Of(stored));
        }
        if (run.Plan is { } waiting)
            await PlanRows.DecideAsync(
                session,
                waiting,
                waiting == number ? PlanState.Applied : PlanState.Approved,
                run.Id,
                context.At,
                run.DecidedBy ?? run.Actor,
                run.DecisionReason,
                waiting == number ? null : Words($"Carried out as plan {number}, without the rows that no longer held."),
                cancellationToken
            );
        if (context.Settles && run.Connection is { } connection)
        {
            await RunJournal.SupersedeAsync(session, clock, run, cancellationToken);
            await PlanRows.SupersedeAsync(session, connection, number.Value, heldToo: true, cancellationToken);
        }
        return number.Value;
    }

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Counts the steps before the memberships in.</summary>
    private sealed class Offset(IProgress<long> inner, long steps) : IProgress<long>
    {
        public void Report(long value) => inner.Report(steps + value);
    }
}
