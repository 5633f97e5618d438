using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Muster.GraphEmulator.Control;
using Muster.GraphEmulator.Faults;
using Muster.GraphEmulator.Page;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.SignIn;
using Muster.GraphEmulator.Throttling;

namespace Muster.GraphEmulator.Hosting;

/// <summary>Takes every request and hands it to Graph, the login host or the control endpoints.</summary>
internal sealed class FrontDoor(Func<Services> services, ControlEndpoint control, FaultRules faults, Latency latency, TimeProvider clock)
{
    private const string ControlRoot = "_emulator";

    public async Task AnswerAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; there is nobody to answer.
        }
        catch (BadHttpRequestException problem) when (!context.Response.HasStarted)
        {
            // A body that is too long, or not sent as HTTP has it.
            await RefuseAsync(context, new(problem.StatusCode, "BadRequest", problem.Message));
        }
        catch (Exception problem) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, new(500, "generalException", $"The emulator failed: {problem.Message}"));
        }
    }

    private async Task RefuseAsync(HttpContext context, GraphError error)
    {
        var id = GraphRequestId.New(context.Request.Headers["client-request-id"]);
        using var answer = GraphAnswer.Of(error, id, clock.GetUtcNow());
        await AnswerSender.SendAsync(context, answer, id, FaultSending.Whole, clock, context.RequestAborted);
    }

    private async Task RouteAsync(HttpContext context)
    {
        var cancellationToken = context.RequestAborted;
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var rawPath = target.Split('?', 2)[0];
        var path = GraphPath.Split(rawPath);
        if (PageFiles.Find(context.Request, path) is { } file)
            await PageFiles.SendAsync(context, file, cancellationToken);
        else if (ConsentPage.IsAt(path))
            await services().Consent.AnswerAsync(context, path[0], cancellationToken);
        else if (path is [ControlRoot, ..])
            await control.AnswerAsync(context, path, cancellationToken);
        else
            await AnswerAsync(context, rawPath, path, Uri.UnescapeDataString(target), cancellationToken);
    }

    private async Task AnswerAsync(
        HttpContext context,
        string rawPath,
        IReadOnlyList<string> path,
        string target,
        CancellationToken cancellationToken
    )
    {
        var id = GraphRequestId.New(context.Request.Headers["client-request-id"]);
        var rule = faults.Hit(context.Request.Method, target);
        context.Features.Set(rule);
        var isGraph = path is [GraphEndpoint.Version, ..];
        await DelayAsync(rule, isGraph, cancellationToken);
        var sending = rule is null ? FaultSending.Whole : FaultAnswer.SendingOf(rule);
        if (sending.Cut == FaultCut.BeforeAnswer)
        {
            context.Abort();
            return;
        }
        var planned = rule is null ? null : FaultAnswer.Of(rule, id, clock.GetUtcNow());
        var real = planned ?? await AnswerAsync(context, rawPath, path, id, cancellationToken);
        using var answer = planned is null ? Change(rule, real, context, rawPath) : real;
        await AnswerSender.SendAsync(context, answer, id, sending, clock, cancellationToken);
    }

    private async Task<GraphAnswer> AnswerAsync(
        HttpContext context,
        string rawPath,
        IReadOnlyList<string> path,
        GraphRequestId id,
        CancellationToken cancellationToken
    )
    {
        var (graph, signIn, _) = services();
        return path is [GraphEndpoint.Version, ..]
            ? await graph.AnswerAsync(context, rawPath, id, cancellationToken)
            : await signIn.AnswerAsync(context, path, id, cancellationToken) ?? NoSuchPath(path, id);
    }

    /// <summary>The real answer, changed if the rule says so, and remembered for rules that send something old.</summary>
    private GraphAnswer Change(FaultRule? rule, GraphAnswer real, HttpContext context, string rawPath)
    {
        if (!faults.Any)
            return real;
        var earlier = faults.Memory.Earlier(rawPath).ToArray();
        if (real.Status == 200)
            faults.Memory.Remember(rawPath, real.Body.Written);
        var url = $"https://{context.Request.Host}{rawPath}{context.Request.QueryString.Value}";
        return rule is null ? real : FaultAnswer.Change(rule, real, url, earlier);
    }

    private async Task DelayAsync(FaultRule? rule, bool isGraph, CancellationToken cancellationToken)
    {
        var delay = TimeSpan.FromMilliseconds(rule?.DelayMs ?? 0) + (isGraph ? latency.Next() : TimeSpan.Zero);
        if (delay > TimeSpan.Zero)
            await Task.Delay(delay, clock, cancellationToken);
    }

    private GraphAnswer NoSuchPath(IReadOnlyList<string> path, GraphRequestId id)
    {
        var first = path.Count == 0 ? "" : path[0];
        return GraphAnswer.Of(GraphError.BadRequest($"Invalid version: {first}"), id, clock.GetUtcNow());
    }
}

/// <summary>What answers requests, as the quirks in force have it.</summary>
/// <param name="Graph">Graph.</param>
/// <param name="SignIn">The login host.</param>
/// <param name="Consent">Its page for administrators.</param>
internal sealed record Services(GraphEndpoint Graph, SignInService SignIn, ConsentPage Consent);
