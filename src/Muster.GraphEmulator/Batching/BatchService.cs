using System.Text.Json;
using Muster.GraphEmulator.Hosting;
using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.Batching;

/// <summary>Answers <c>POST /$batch</c>: up to twenty requests, each judged on its own.</summary>
internal sealed class BatchService(GraphService graph, TimeProvider clock)
{
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
            return GraphAnswer.Json(writer => Write(writer, steps, answers));
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
            return GraphAnswer.Of(problem, step.RequestId, clock.GetUtcNow());
        var failed = step.DependsOn.Any(id => answers[id].Status >= 400);
        if (failed)
            return GraphAnswer.Of(
                new(424, "FailedDependency", "The request depends on a request that failed."),
                step.RequestId,
                clock.GetUtcNow()
            );
        return await graph.AnswerAsync(step.Request!, cancellationToken);
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<BatchStep> steps, Dictionary<string, GraphAnswer> answers)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("responses");
        // The service promises no order; the last first keeps clients from relying on one.
        foreach (var step in steps.Reverse())
            Write(writer, step, answers[step.Id]);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, BatchStep step, GraphAnswer answer)
    {
        writer.WriteStartObject();
        writer.WriteString("id", step.Id);
        writer.WriteNumber("status", answer.Status);
        writer.WriteStartObject("headers");
        writer.WriteString("Cache-Control", "no-cache");
        writer.WriteString("OData-Version", "4.0");
        var hasBody = answer.Body.Length > 0;
        if (hasBody)
            writer.WriteString("Content-Type", answer.ContentType);
        foreach (var (name, value) in answer.Headers)
            writer.WriteString(name, value);
        writer.WriteEndObject();
        if (hasBody)
        {
            writer.WritePropertyName("body");
            // A bare number is JSON as it stands.
            writer.WriteRawValue(answer.Body.Written.Span, skipInputValidation: true);
        }
        writer.WriteEndObject();
    }
}
