using Microsoft.AspNetCore.Http;

namespace Muster.GraphEmulator.Page;

/// <summary>Hands out the page at <c>/</c> and what it is made of: files inside the program, nothing from elsewhere.</summary>
internal static class PageFiles
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Dictionary<string, Lazy<PageFile>> Files = new(StringComparer.Ordinal)
    {
        ["index.html"] = new(() => PageFile.Load("index.html", "text/html; charset=utf-8")),
        ["page.css"] = new(() => PageFile.Load("page.css", "text/css; charset=utf-8")),
        ["page.js"] = new(() => PageFile.Load("page.js", "text/javascript; charset=utf-8")),
        ["icon.svg"] = new(() => PageFile.Load("icon.svg", "image/svg+xml")),
    };

    /// <summary>The file that a request is for; null when it is for something else.</summary>
    public static PageFile? Find(HttpRequest request, IReadOnlyList<string> path)
    {
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
            return null;
        var name = path switch
        {
            [] => "index.html",
            ["_emulator", "page", var file] => file,
            _ => "",
        };
        return Files.GetValueOrDefault(name)?.Value;
    }

    public static async Task SendAsync(HttpContext context, PageFile file, CancellationToken cancellationToken)
    {
        var response = context.Response;
        response.ContentType = file.Type;
        response.ContentLength = file.Bytes.Length;
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers.CacheControl = "no-cache";
        if (HttpMethods.IsGet(context.Request.Method))
            await response.Body.WriteAsync(file.Bytes, cancellationToken);
    }
}

/// <param name="Type">Its content type.</param>
/// <param name="Bytes">Its content.</param>
internal sealed record PageFile(string Type, byte[] Bytes)
{
    public static PageFile Load(string name, string type)
    {
        using var stream =
            typeof(PageFile).Assembly.GetManifestResourceStream($"Page/{name}")
            ?? throw new InvalidOperationException($"The program was built without {name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new(type, bytes);
    }
}
