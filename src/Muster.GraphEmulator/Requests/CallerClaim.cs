using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Muster.GraphEmulator.Requests;

/// <summary>Which application a caller says it is. Nothing is checked: a refused request says it, too.</summary>
internal static class CallerClaim
{
    private const string Bearer = "Bearer ";
    private const int LongestToken = 16_384;

    public static string? Of(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? OfToken(authorization[Bearer.Length..])
            : OfForm(context.Features.Get<IFormFeature>()?.Form, authorization);
    }

    private static string? OfToken(string token)
    {
        if (token.Length > LongestToken || token.Split('.') is not [_, var claims, _])
            return null;
        try
        {
            using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(claims));
            return document.RootElement.TryGetProperty("appid", out var app) ? app.GetString() : null;
        }
        catch (Exception problem) when (problem is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <param name="form">The form, if somebody read it; never read for the log's sake.</param>
    /// <param name="authorization">The header, which may be HTTP Basic.</param>
    private static string? OfForm(IFormCollection? form, string authorization)
    {
        if (form?["client_id"] is [{ Length: > 0 } named])
            return named;
        if (!authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return null;
        var bytes = new byte[authorization.Length];
        return Convert.TryFromBase64String(authorization[6..].Trim(), bytes, out var length)
            ? Uri.UnescapeDataString(Encoding.UTF8.GetString(bytes, 0, length).Split(':')[0])
            : null;
    }
}
