using Muster.Engine.Plans;
using Muster.Server.Access;
using Muster.Server.Accounts;

namespace Muster.Server.Plans;

/// <summary>Who may decide about a plan.</summary>
internal sealed class PlanApprovers(MusterInstance muster, AccountDesk accounts, GrantDesk grants)
{
    /// <summary>What deciding about a plan takes.</summary>
    public static Right Needed(StoredPlan plan) => plan.State == PlanState.Held ? Right.Approve : Right.Apply;

    /// <summary>Names of the people who may, in order; owners of its groups are not among them.</summary>
    public async Task<IReadOnlyList<string>> OfAsync(StoredPlan plan, CancellationToken cancellationToken)
    {
        var right = Needed(plan);
        var roles = await grants.ListAsync(cancellationToken);
        var another =
            plan is { State: PlanState.Held, Connection: { } connection }
            && await muster.Policies.AsksSecondPersonAsync(connection, plan.MadeAt, cancellationToken);
        return
        [
            .. (await accounts.ListAsync(cancellationToken))
                .Where(account =>
                    !account.Disabled
                    && (
                        AccessRules.Allows(account.Role, account.Approver, right)
                        || roles[account.Id].Any(role => role.Key == plan.Connection && AccessRules.Allows(role.Role, role.Approver, right))
                    )
                )
                .Select(account => account.DisplayName)
                .Where(name => !another || !SecondPerson.IsSame(plan.MadeBy, name)),
        ];
    }
}
