using Muster.GraphEmulator.Company;
using Muster.GraphEmulator.Faults;
using Muster.GraphEmulator.Hosting;
using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.Batching;

/// <summary>Answers <c>POST /$batch</c>: up to twenty requests, each judged, throttled and disturbed on its own.</summary>
internal sealed class BatchService(GraphService graph, FaultRules faults, BatchHabits habits, TimeProvider clock)
{
    private readonly SeededRandom _random = new(1, "batch");
    private readonly Lock _lock = new();

    /// <exception cref="GraphErrorException">The batch itself is malformed.</exception>
    public async Task<GraphAnswer> AnswerAsync(GraphRequest batch, CancellationToken cancellationToken)
    {
        if (batch.Method != "POST")
            throw new GraphErrorException(GraphError.MethodNotAllowed);
        var steps = BatchReader.Read(batch);
        var answers = new Dictionary<string, GraphAnswer>(StringComparer.OrdinalIgnoreCase);
        try
        {
            foreach (var step in steps)
                answers.Add(step.Id, await AnswerAsync(step, answers, cancellationToken));
            var status = habits.ThrottledIs424 && answers.Values.Any(answer => answer.Status == 429) ? 424 : 200;
            var ordered = Ordered(steps);
            return GraphAnswer.Json(writer => BatchWriter.Write(writer, ordered, answers), status);
        }
        finally
        {
            foreach (var answer in answers.Values)
                answer.Dispose();
        }
    }

    private async Task<GraphAnswer> AnswerAsync(
        BatchStep step,
        Dictionary<string, GraphAnswer> answers,
        CancellationToken cancellationToken
    )
    {
        if (step.Problem is { } problem)
            return Failure(step, problem);
        if (step.DependsOn.Any(id => answers[id].Status >= 400))
            return Failure(step, new(424, "FailedDependency", "The request depends on a request that failed."));
        var request = step.Request!;
        var path = $"/{GraphEndpoint.Version}{request.RawPath}";
        var rule = faults.Hit(request.Method, Uri.UnescapeDataString(request.Query.Raw.Length > 0 ? $"{path}?{request.Query.Raw}" : path));
        if (rule is { DelayMs: > 0 })
            await Task.Delay(TimeSpan.FromMilliseconds(rule.DelayMs), clock, cancellationToken);
        if (rule is null)
            return Remembered(await graph.AnswerAsync(request, cancellationToken), path);
        // A step has no connection of its own that could break, and no bytes that could come too late: its gateway gives up.
        if (FaultAnswer.SendingOf(rule).Cut != FaultCut.None)
            return Failure(step, new(504, "UnknownError", "The gateway did not receive an answer in time."));
        return FaultAnswer.Of(rule, step.RequestId, clock.GetUtcNow())
            ?? Changed(rule, await graph.AnswerAsync(request, cancellationToken), request, path);
    }

    private GraphAnswer Changed(FaultRule rule, GraphAnswer real, GraphRequest request, string path)
    {
        var earlier = faults.Memory.Earlier(path).ToArray();
        var query = request.Query.Raw.Length > 0 ? $"?{request.Query.Raw}" : "";
        return FaultAnswer.Change(rule, Remembered(real, path), $"{request.Root}{request.RawPath}{query}", earlier);
    }

    private GraphAnswer Remembered(GraphAnswer real, string path)
    {
        if (real.Status == 200 && faults.Any)
            faults.Memory.Remember(path, real.Body.Written);
        return real;
    }

    private GraphAnswer Failure(BatchStep step, GraphError error) => GraphAnswer.Of(error, step.RequestId, clock.GetUtcNow());

    /// <summary>The service promises no order; the last first keeps clients from relying on one.</summary>
    private IEnumerable<BatchStep> Ordered(IReadOnlyList<BatchStep> steps)
    {
        if (habits.Order == BatchOrder.FirstFirst)
            return steps;
        if (habits.Order == BatchOrder.LastFirst)
            return steps.Reverse();
        lock (_lock)
            return [.. steps.OrderBy(_ => _random.Fraction())];
    }
}
