using System.Globalization;
using Muster.GraphEmulator.Lookups;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Subscriptions;
using Muster.GraphEmulator.Tenants;
using Muster.GraphEmulator.Throttling;
using Muster.GraphEmulator.Writing;

namespace Muster.GraphEmulator.Hosting;

/// <summary>Answers any Graph request: counts it, charges it, and turns a failure into Graph's error body.</summary>
internal sealed class GraphService(
    EmulatorOptions options,
    SubscriptionService subscriptions,
    WriteRouter writes,
    LookupRouter lookups,
    GraphRouter router,
    ResourceBudget budget,
    ServiceEffects effects,
    RequestTally tally,
    TenantTimeline timeline,
    TimeProvider clock
)
{
    public async Task<GraphAnswer> AnswerAsync(GraphRequest request, CancellationToken cancellationToken)
    {
        var cost = ResourceUnits.Of(request, options.Quirks.Service.DeltaCost);
        tally.CountRequest();
        try
        {
            var warnings = options.Throttle ? Take(cost, request) : [];
            var answer =
                await subscriptions.AnswerAsync(request, cancellationToken)
                ?? effects.Answer(request, () => writes.Answer(request) ?? lookups.Answer(request) ?? router.Answer(request));
            answer.Headers.AddRange(warnings);
            return Charged(answer, cost.Units);
        }
        catch (GraphErrorException problem)
        {
            var answer = GraphAnswer.Of(problem.Error, request.Id, clock.GetUtcNow());
            return problem.Error.Status == 429 ? answer : Charged(answer, cost.Units);
        }
    }

    private IReadOnlyList<(string Name, string Value)> Take(RequestCost cost, GraphRequest request) =>
        budget.Take(cost, request.ClientId, timeline.Read(tenant => tenant.AliveUsers), options.Quirks.Service.RetryAfter);

    private GraphAnswer Charged(GraphAnswer answer, int cost)
    {
        tally.Charge(cost);
        answer.Headers.Add(("x-ms-resource-unit", cost.ToString(CultureInfo.InvariantCulture)));
        return answer;
    }
}
