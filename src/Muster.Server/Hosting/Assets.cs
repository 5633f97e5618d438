using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Muster.Server.Hosting;

/// <summary>Styles, scripts and pictures, all from this assembly: nothing is asked of another host. Each address holds the hash of its content, so it may be cached for ever.</summary>
internal sealed class Assets
{
    private const string Prefix = "Assets/";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    private readonly Dictionary<string, Asset> _byPath = new(StringComparer.Ordinal);

    /// <summary>Reads all of them.</summary>
    public Assets()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var names = assembly
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToList();
        // One style sheet: its parts are written a feature a file and put together in the order of their names.
        Add("app.css", [.. names.Where(name => name.EndsWith(".css", StringComparison.Ordinal)).SelectMany(name => Read(assembly, name))]);
        foreach (var name in names.Where(name => !name.EndsWith(".css", StringComparison.Ordinal)))
            Add(Path.GetFileName(name), Read(assembly, name));
    }

    /// <summary>The address of an asset, with its version.</summary>
    public string this[string name] => _byPath[name].Address;

    /// <summary>Serves them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assets/{name}", (HttpContext context, string name) => SendAsync(context, name)).AllowAnonymous();
        routes.MapGet("/_framework/blazor.web.js", context => SendAsync(context, "blazor.web.js")).AllowAnonymous();
    }

    private async Task SendAsync(HttpContext context, string name)
    {
        if (!_byPath.TryGetValue(name, out var asset))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var response = context.Response;
        response.ContentType = asset.Type;
        response.Headers.ETag = asset.Tag;
        response.Headers.Vary = "Accept-Encoding";
        response.Headers.CacheControl = context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "no-cache";
        if (context.Request.Headers.IfNoneMatch == asset.Tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        var packed = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (packed)
            response.Headers.ContentEncoding = "gzip";
        var body = packed ? asset.Packed : asset.Content;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private void Add(string name, byte[] content)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..16];
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
            gzip.Write(content);
        _byPath[name] = new(
            content,
            packed.ToArray(),
            Types.GetValueOrDefault(Path.GetExtension(name), "application/octet-stream"),
            $"\"{hash}\"",
            $"/assets/{name}?v={hash}"
        );
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private sealed record Asset(byte[] Content, byte[] Packed, string Type, string Tag, string Address);
}
