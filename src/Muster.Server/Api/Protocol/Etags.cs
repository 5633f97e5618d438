using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Muster.Server.Api.Protocol;

/// <summary>Marks an endpoint that asks for <c>If-Match</c>.</summary>
internal sealed record NeedsIfMatch;

/// <summary>Says which version of something the caller has seen, so that nobody overwrites what they have not.</summary>
internal sealed class Etags
{
    /// <summary>Check and change of one thing are one step for all callers of this server.</summary>
    private readonly KeyedLock _things = new();

    /// <summary>The tag of a thing: the same as long as nothing of it changes.</summary>
    public static string Of<T>(T shown) =>
        $"\"{Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(shown, ApiJson.Options)))[..24]}\"";

    /// <summary>Sends the tag along and hands the thing back.</summary>
    public static T Send<T>(HttpContext context, T shown)
    {
        context.Response.Headers.ETag = Of(shown);
        return shown;
    }

    /// <summary>The same with a tag that was made of something else.</summary>
    public static T Send<T>(HttpContext context, T shown, string tag)
    {
        context.Response.Headers.ETag = tag;
        return shown;
    }

    /// <summary>Changes a thing if it is still as the caller saw it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="current">The tag of the thing as it is now.</param>
    /// <param name="change">Changes it.</param>
    /// <param name="thing">Names the thing, where several addresses lead to it; null when its address does.</param>
    /// <param name="who">Who changed it last, asked for where somebody did; null when that is not known.</param>
    public async Task<T> ChangeAsync<T>(
        HttpContext context,
        Func<Task<string>> current,
        Func<Task<T>> change,
        string? thing = null,
        Func<Task<string?>>? who = null
    )
    {
        var seen = Seen(context);
        using var held = await _things.HoldAsync(thing ?? context.Request.Path.ToString().ToUpperInvariant(), context.RequestAborted);
        if (!seen.Contains(await current()))
            throw Overtaken(who is null ? null : await who());
        return await change();
    }

    /// <summary>Somebody else was faster.</summary>
    /// <param name="who">Who; null when that is not known.</param>
    public static ApiException Overtaken(string? who = null) =>
        new(
            StatusCodes.Status412PreconditionFailed,
            "overtaken",
            $"{(who is null ? "It was changed" : $"{who} changed it")} since you read it. Nothing of yours was saved; read it again and decide anew."
        );

    private static HashSet<string> Seen(HttpContext context)
    {
        var tags = context
            .Request.Headers.IfMatch.SelectMany(header => (header ?? "").Split(',', StringSplitOptions.TrimEntries))
            .ToHashSet();
        tags.Remove("");
        return tags.Count > 0 && !tags.Contains("*")
            ? tags
            : throw new ApiException(
                StatusCodes.Status428PreconditionRequired,
                "versionNeeded",
                "Say which version you have seen: If-Match with the ETag that reading it gave you.",
                [new ApiError("If-Match", "missing", "If-Match is needed, with an ETag.")]
            );
    }
}

/// <summary>Marks endpoints.</summary>
internal static class EtagEndpoints
{
    /// <summary>Says that the endpoint asks for <c>If-Match</c>.</summary>
    public static RouteHandlerBuilder IfMatch(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new NeedsIfMatch());
}
