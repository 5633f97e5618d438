using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Muster.Core.Configuration;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>Lets nothing be saved that no guard rail judges and that nobody has looked at: the draft comes first, and its hash says that it was seen.</summary>
internal static class Consent
{
    /// <summary>Names what somebody was shown: other changes, or other consequences, have another hash.</summary>
    public static string HashOf<T>(T shown) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(shown, ApiJson.Options)));

    /// <summary>Refuses what is more than cosmetic, unless the caller has seen exactly that.</summary>
    /// <param name="danger">How much harm it can do.</param>
    /// <param name="confirm">The hash that the caller sent; null for none.</param>
    /// <param name="hash">The hash of what would be done now.</param>
    /// <exception cref="ApiException">There is none, or it is of something else.</exception>
    public static void Demand(Danger danger, string? confirm, string hash)
    {
        if (confirm is not null && !string.Equals(confirm, hash, StringComparison.OrdinalIgnoreCase))
            throw Changed("/confirm");
        if (danger != Danger.Cosmetic && confirm is null)
            throw new ApiException(
                StatusCodes.Status409Conflict,
                "confirmationNeeded",
                "This changes what is synchronised. Send it as a draft first, look at what it would do, and send it again with the draft's hash as confirm. Nothing was saved.",
                [new ApiError("/confirm", "missing", "The hash of the draft is needed.")]
            );
    }

    /// <summary>What was looked at is not what would be done now.</summary>
    public static ApiException Changed(string pointer) =>
        new(
            StatusCodes.Status409Conflict,
            "draftChanged",
            "What this would do has changed since you looked. Look at a new draft and confirm that. Nothing was changed.",
            [new ApiError(pointer, "draftChanged", "This hash is of another draft.")]
        );
}
