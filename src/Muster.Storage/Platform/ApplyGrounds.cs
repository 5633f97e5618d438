using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Storage.Mirror;
using Muster.Storage.Runs;
using Muster.Storage.Sql;

namespace Muster.Storage.Platform;

/// <summary>Holds a plan that is about to be applied against what it may rest on: the approval, the connection and the reads.</summary>
internal sealed class ApplyGrounds(SqlSession session, SyncPlan plan, Run run)
{
    /// <exception cref="StoredDataException">It does what nobody approved, or what was not read; the transaction must not be committed.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await CheckApprovalAsync(cancellationToken);
        await CheckReadsAsync(cancellationToken);
    }

    /// <summary>Refuses memberships in groups that follow the directory of another connection (INV-1); to be called once the links are written.</summary>
    /// <exception cref="StoredDataException">There is one; the transaction must not be committed.</exception>
    public async Task CheckConnectionAsync(CancellationToken cancellationToken)
    {
        var connections = await session.NumberAsync(
            $"SELECT count(*) FROM connection WHERE workspace = {Database.Workspace}",
            cancellationToken
        );
        if (connections < 2 || run.Connection is not { } connection)
            return;
        var foreign = new HashSet<int>();
        await session.EachAsync(
            $"""
            SELECT v.group_key FROM app_group_version v JOIN directory_group d ON d.workspace = v.workspace AND d.key = v.directory_key
            WHERE v.workspace = {Database.Workspace} AND v.to_revision IS NULL AND d.connection <> {connection}
            """,
            row => foreign.Add(row.GetInt32(0)),
            cancellationToken
        );
        foreach (var change in plan.Memberships)
            if (change.Origin == MembershipOrigin.Directory && foreign.Contains(change.Group))
                throw Invariants.Broken("INV-1", $"Group {change.Group} follows the directory of another connection than {connection}");
    }

    /// <summary>What is carried out by an approval is the approved plan, or less (INV-1).</summary>
    private async Task CheckApprovalAsync(CancellationToken cancellationToken)
    {
        if (run.Plan is not { } id)
            return;
        var connection = await session.FirstAsync(
            $"SELECT connection FROM stored_plan WHERE workspace = {Database.Workspace} AND id = {id}",
            row => (Key: row.IntOrNull(0), Found: true),
            cancellationToken
        );
        if (!connection.Found || connection.Key != run.Connection)
            throw Invariants.Broken("INV-1", $"Plan {id} was approved for another connection than that of run {run.Id}");
        if (await PlanRows.HashAsync(session, id, cancellationToken) == plan.Hash)
            return;
        var approved = await PlanRows.StepsAsync(session, id, cancellationToken);
        if (approved is null || !PlanDifference.Between(approved, plan).IsTolerable)
            throw Invariants.Broken("INV-1", $"Run {run.Id} would do what plan {id}, which was approved, does not say");
    }

    /// <summary>Neither by the plan's own certificate nor by what is stored now may something be taken away that was not read (INV-2).</summary>
    private async Task CheckReadsAsync(CancellationToken cancellationToken)
    {
        if (UnreadGrounds.Of(plan, plan.Basis.Read) is { } unread)
            throw Invariants.Broken("INV-2", Sentence(unread));
        if (run.Connection is not { } connection)
            return;
        Stored = await new MirrorLoader(session, connection).CertificateAsync(cancellationToken);
        if (UnreadGrounds.Of(plan, Stored) is { } lapsed)
            throw Invariants.Broken("INV-2", Sentence(lapsed));
    }

    /// <summary>The reads as they are stored now; null for changes without a connection.</summary>
    public ReadCertificate? Stored { get; private set; }

    private static string Sentence(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
