using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;

namespace Muster.Engine.Plans;

/// <summary>Everything a person does with stored plans, wired together.</summary>
public sealed class PlanDesk
{
    /// <summary>Wires it.</summary>
    public PlanDesk(
        IPlanStore plans,
        PlanMaker maker,
        SyncRunner syncs,
        IConnectionStore connections,
        PolicyReader policies,
        IMirrorStore mirror,
        IPlatformStore platform,
        IRunJournal journal,
        ILeaseStore leases,
        TimeProvider clock
    )
    {
        var remaker = new PlanRemaker(connections, maker);
        var currency = new PlanCurrency(remaker, connections, mirror, platform, clock);
        Approvals = new PlanApprovals(plans, currency, maker, connections, policies, platform, journal, leases, clock);
        Cutter = new PlanCutter(plans, maker, connections, platform, leases, clock);
        Comparison = new PlanComparison(plans, remaker, syncs);
    }

    /// <summary>Approve, discard.</summary>
    public PlanApprovals Approvals { get; }

    /// <summary>Take rows out.</summary>
    public PlanCutter Cutter { get; }

    /// <summary>Compare with a fresh plan.</summary>
    public PlanComparison Comparison { get; }
}
