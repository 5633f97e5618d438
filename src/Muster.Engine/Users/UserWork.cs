using Muster.Core.DirectoryObjects;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;

namespace Muster.Engine.Users;

/// <summary>Loads what a decision about users is made on, and applies its small plan as a run of its own.</summary>
public sealed class UserWork(IMirrorStore mirrorStore, IPlatformStore platform, IRunJournal journal, ILeaseStore leases, TimeProvider clock)
{
    private static readonly ReadCertificate NothingRead = new(StreamCertificate.NotRead, StreamCertificate.NotRead, 0);

    /// <summary>Where users are kept.</summary>
    public IPlatformStore Platform => platform;

    /// <summary>Where the directory's users are kept.</summary>
    public IMirrorStore Mirror => mirrorStore;

    /// <summary>Takes the lease.</summary>
    /// <exception cref="LeaseTakenException">Another process is at work.</exception>
    public Task<LeaseKeeper> BeginAsync(string verb, CancellationToken cancellationToken) =>
        LeaseKeeper.AcquireAsync(leases, verb, clock, cancellationToken);

    /// <summary>The platform as it is, with what a plan on it is bound to.</summary>
    public async Task<(PlatformState Actual, PlanBasis Basis)> LoadAsync(Connection? connection, CancellationToken cancellationToken)
    {
        var actual = await platform.LoadAsync(connection?.Key ?? 0, cancellationToken);
        var certificate = connection is null ? NothingRead : await mirrorStore.CertificateAsync(connection.Key, cancellationToken);
        return (actual, new PlanBasis(actual.Revision, certificate, connection?.ConfigurationVersion ?? 0));
    }

    /// <summary>The user with this key.</summary>
    public async Task<PlatformUser> UserAsync(int key, CancellationToken cancellationToken) =>
        (await platform.UsersAsync(KeySet.Of(key), cancellationToken))[key];

    /// <summary>Applies a plan, or holds it when guard rails are given and one trips.</summary>
    public async Task<Run> ApplyAsync(
        UserDecision decision,
        SyncPlan plan,
        LeaseKeeper lease,
        GuardRails? guards = null,
        PlatformState? actual = null
    )
    {
        var begun = await journal.BeginAsync(decision.Connection?.Key, decision.Verb, decision.Actor, lease.Lease, lease.Token);
        return await new RunEnding(journal, clock).GuardAsync(begun, lease, () => ApplyAsync(begun, decision, plan, lease, guards, actual));
    }

    private async Task<Run> ApplyAsync(
        Run begun,
        UserDecision decision,
        SyncPlan plan,
        LeaseKeeper lease,
        GuardRails? guards,
        PlatformState? actual
    )
    {
        var at = clock.GetUtcNow();
        // Not "decided by": that is about held plans, and would begin the sums of the last 24 hours anew.
        var run = begun with
        {
            PlanHash = plan.Hash,
            Counts = plan.Counts,
            EndedAt = at,
            DecisionReason = decision.Reason,
        };
        if (guards is not null && actual is not null && guards.Judge(plan, actual) is PlanVerdict.Held(var trips))
        {
            var held = run with { Outcome = RunOutcome.Held, Held = trips };
            return await journal.HoldAsync(held, plan, lease.Lease, lease.Token);
        }
        var context = new ApplyContext(lease.Lease, at, Settles: false);
        return await new DecidedPlan(platform, journal, clock).WriteAsync(plan, run, context, lease);
    }
}

/// <summary>A person's decision.</summary>
/// <param name="Verb">What was typed, for the journal.</param>
/// <param name="Actor">Who decided.</param>
/// <param name="Reason">Why, or null.</param>
/// <param name="Connection">The connection it is about; null when it is about local users.</param>
public sealed record UserDecision(string Verb, string Actor, string? Reason = null, Connection? Connection = null);
