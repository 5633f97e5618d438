using Muster.Cli.Configuring;
using Muster.Core.Planning;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Server;

namespace Muster.Cli.Groups;

/// <summary>Shows what a decision about a group does at once and what the next sync does because of it, then asks.</summary>
internal sealed class GroupConsent(Invocation call, MusterInstance muster, Connection? connection, Consent consent)
{
    /// <exception cref="UserErrorException">The person declined, or nobody can be asked.</exception>
    public async Task<bool> GivenAsync(SyncPlan plan, string question, string command, CancellationToken cancellationToken)
    {
        if (consent.LooksOnly(call) || call.Terminal.CanAsk)
            await ShowAsync(plan, cancellationToken);
        return await consent.GivenAsync(call, question, command, cancellationToken);
    }

    private async Task ShowAsync(SyncPlan plan, CancellationToken cancellationToken)
    {
        if (call.Terminal.Json || call.Terminal.Options.Quiet)
            return;
        if (!consent.LooksOnly(call))
            GroupsReport.Preview(call.Terminal, plan);
        if (connection is null)
            return;
        var policies = await muster.Policies.OfConnectionAsync(connection.Key, cancellationToken);
        var plans = await muster.Drafts.CompareAsync(
            connection,
            new DraftBasis(policies, connection.ImportRule, []),
            new DraftBasis(policies, connection.ImportRule, plan.Groups, plan.Exceptions),
            cancellationToken
        );
        await new EffectPrinter(call.Terminal, muster).PrintAsync(connection.Name, plans, cancellationToken);
    }
}
