using Microsoft.AspNetCore.Http;
using Muster.GraphEmulator.Faults;
using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.Hosting;

/// <summary>Puts an answer on the wire with the headers every Graph answer has.</summary>
internal static class AnswerSender
{
    private const string Diagnostic =
        """{"ServerInfo":{"DataCenter":"Emulator","Slice":"E","Ring":"0","ScaleUnit":"000","RoleInstance":"EMULATOR-0"}}""";

    public static async Task SendAsync(
        HttpContext context,
        GraphAnswer answer,
        GraphRequestId id,
        FaultCut cut,
        CancellationToken cancellationToken
    )
    {
        var body = answer.Body.Written;
        var half = body[..(body.Length / 2)];
        var response = context.Response;
        response.StatusCode = answer.Status;
        if (answer.Status == 204)
        {
            WriteHeaders(response, answer, id);
            return;
        }
        response.ContentType = answer.ContentType;
        response.ContentLength = cut == FaultCut.Body ? half.Length : body.Length;
        WriteHeaders(response, answer, id);
        await response.Body.WriteAsync(cut == FaultCut.None ? body : half, cancellationToken);
        if (cut != FaultCut.Connection)
            return;
        await response.Body.FlushAsync(cancellationToken);
        context.Abort();
    }

    private static void WriteHeaders(HttpResponse response, GraphAnswer answer, GraphRequestId id)
    {
        response.Headers["request-id"] = id.RequestId;
        response.Headers["client-request-id"] = id.ClientRequestId;
        response.Headers["x-ms-ags-diagnostic"] = Diagnostic;
        response.Headers["OData-Version"] = "4.0";
        response.Headers.CacheControl = "no-cache";
        foreach (var (name, value) in answer.Headers)
            response.Headers[name] = value;
    }
}
