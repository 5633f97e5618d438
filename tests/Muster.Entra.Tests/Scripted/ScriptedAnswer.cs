using System.Text;
using Microsoft.AspNetCore.Http;

namespace Muster.Entra.Tests.Scripted;

/// <summary>One answer of the scripted server.</summary>
internal sealed record ScriptedAnswer(int Status, byte[] Body, string? ContentType = "application/json")
{
    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Runs before anything is sent, for instance to hold the answer back.</summary>
    public Func<HttpContext, Task>? Before { get; init; }

    /// <summary>Closes the connection after so many bytes, whatever the length header said.</summary>
    public int? CutAfter { get; init; }

    public static ScriptedAnswer Json(string body, int status = 200) => new(status, Encoding.UTF8.GetBytes(body));

    public static ScriptedAnswer Error(int status, string code, string message = "It went wrong.") =>
        Json($$$$"""{"error":{"code":"{{{{code}}}}","message":"{{{{message}}}}","innerError":{"request-id":"1"}}}""", status);

    public ScriptedAnswer With(string header, string value)
    {
        Headers[header] = value;
        return this;
    }

    public async Task SendAsync(HttpContext context)
    {
        if (Before is not null)
            await Before(context);
        context.Response.StatusCode = Status;
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = Body.Length;
        foreach (var (name, value) in Headers)
            context.Response.Headers[name] = value;
        await context.Response.Body.WriteAsync(Body.AsMemory(0, CutAfter ?? Body.Length), context.RequestAborted);
        if (CutAfter is null)
            return;
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }
}
