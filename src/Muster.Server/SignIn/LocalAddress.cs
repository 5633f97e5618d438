using Microsoft.AspNetCore.Http;

namespace Muster.Server.SignIn;

/// <summary>Where somebody goes after a detour: never to another host, whatever the address says.</summary>
internal static class LocalAddress
{
    /// <summary>The address if it is one of ours; otherwise home.</summary>
    public static string Of(string? address) =>
        address is ['/', ..]
        && !address.StartsWith("//", StringComparison.Ordinal)
        && !address.Contains('\\', StringComparison.Ordinal)
        && !address.Any(char.IsControl)
            ? address
            : "/";

    /// <summary>The page at which somebody proves who they are, before they come back to what they asked for.</summary>
    public static string ToConfirm(HttpRequest request) => $"/confirm?to={Uri.EscapeDataString(request.Path + request.QueryString)}";
}
