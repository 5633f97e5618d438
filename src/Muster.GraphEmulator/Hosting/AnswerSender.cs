using Microsoft.AspNetCore.Http;
using Muster.GraphEmulator.Faults;
using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.Hosting;

/// <summary>Puts an answer on the wire with the headers every Graph answer has.</summary>
internal static class AnswerSender
{
    private const int SlowChunk = 1024;

    private const string Diagnostic =
        """{"ServerInfo":{"DataCenter":"Emulator","Slice":"E","Ring":"0","ScaleUnit":"000","RoleInstance":"EMULATOR-0"}}""";

    public static async Task SendAsync(
        HttpContext context,
        GraphAnswer answer,
        GraphRequestId id,
        FaultSending sending,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var body = answer.Body.Written;
        var cut = sending.Cut;
        var half = body[..Math.Min(body.Length, sending.CutAt ?? (body.Length / 2))];
        var response = context.Response;
        response.StatusCode = answer.Status;
        if (answer.Status == 204)
        {
            WriteHeaders(response, answer, id);
            return;
        }
        response.ContentType = answer.ContentType;
        // What a fault calls packed already is sent as it is: packing it would make it sound.
        var saysPacked = answer.Headers.Exists(header => header.Name == "Content-Encoding");
        if (sending == FaultSending.Whole && !saysPacked && Compression.IsAsked(context.Request))
        {
            WriteHeaders(response, answer, id);
            await Compression.WriteAsync(response, body, cancellationToken);
            return;
        }
        response.ContentLength = cut == FaultCut.Body ? half.Length : body.Length;
        WriteHeaders(response, answer, id);
        await WriteAsync(response, cut is FaultCut.None or FaultCut.AfterAnswer ? body : half, sending.Pause, clock, cancellationToken);
        if (cut is not (FaultCut.Connection or FaultCut.AfterAnswer))
            return;
        await response.Body.FlushAsync(cancellationToken);
        context.Abort();
    }

    private static async Task WriteAsync(
        HttpResponse response,
        ReadOnlyMemory<byte> body,
        TimeSpan pause,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (pause == TimeSpan.Zero)
        {
            await response.Body.WriteAsync(body, cancellationToken);
            return;
        }
        for (var at = 0; at < body.Length; at += SlowChunk)
        {
            await Task.Delay(pause, clock, cancellationToken);
            await response.Body.WriteAsync(body.Slice(at, Math.Min(SlowChunk, body.Length - at)), cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
        }
    }

    private static void WriteHeaders(HttpResponse response, GraphAnswer answer, GraphRequestId id)
    {
        response.Headers["client-request-id"] = id.ClientRequestId;
        if (answer.IsOfLoginHost)
        {
            response.Headers["x-ms-request-id"] = id.RequestId;
        }
        else
        {
            response.Headers["request-id"] = id.RequestId;
            response.Headers["x-ms-ags-diagnostic"] = Diagnostic;
            response.Headers["OData-Version"] = "4.0";
        }
        response.Headers.CacheControl = "no-cache";
        foreach (var (name, value) in answer.Headers)
            response.Headers[name] = value;
    }
}
