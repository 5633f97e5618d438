using Muster.Server.Ui;

namespace Muster.Server.FirstRun;

/// <summary>What the fields of the set-up may hold, and what is wrong with what was typed.</summary>
internal static class ServerFields
{
    /// <summary>The zones that a schedule may be in.</summary>
    public static readonly IReadOnlyList<string> Zones =
    [
        .. TimeZoneInfo.GetSystemTimeZones().Where(zone => zone.HasIanaId).Select(zone => zone.Id).Order(StringComparer.Ordinal),
    ];

    /// <summary>The zone of this machine, by its IANA name.</summary>
    public static string OwnZone => TimeZoneInfo.Local is { HasIanaId: true } own ? Plain(own.Id) : "UTC";

    /// <summary>Where people reach the server, or what is wrong and how to mend it; neither where the field is empty.</summary>
    public static (Uri? Address, string? Fault) Address(Texts T, string typed)
    {
        var text = typed.Trim();
        if (text.Length == 0)
            return (null, null);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0)
            return (null, T["“{0}” is not an address. Type it as people type it, such as https://muster.example.com.", Short(text)]);
        if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback)
            return (
                null,
                T[
                    "{0} begins with http, so passwords would travel readably, and Entra sends nobody back to it. Put a proxy with TLS before Muster, start it with --public-url {1} --trusted-proxy ADDRESS, and type {1} here; or leave the field empty for now.",
                    Short(text),
                    $"https://{url.Host}"
                ]
            );
        if (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp)
            return (null, T["{0} begins with {1}. A browser needs https: type {2}.", Short(text), url.Scheme, $"https://{url.Host}"]);
        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0 || url.AbsolutePath != "/")
            return (
                null,
                T[
                    "Only the server's own address is meant: type {0}.",
                    url.GetLeftPart(UriPartial.Authority).Replace($"{url.UserInfo}@", "", StringComparison.Ordinal)
                ]
            );
        return (new Uri(url.GetLeftPart(UriPartial.Authority) + "/"), null);
    }

    /// <summary>A time zone by its IANA name, or what is wrong.</summary>
    public static (string? Zone, string? Fault) Zone(Texts T, string typed) =>
        typed.Trim() is { Length: > 0 and <= 64 } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId
            ? (Plain(zone.Id), null)
            : (
                null,
                T[
                    "“{0}” is no time zone that this machine knows. Choose one from the list, such as Europe/Vienna or UTC.",
                    Short(typed.Trim())
                ]
            );

    /// <summary>What the field begins with: the address of the request, where that is one that may be kept.</summary>
    public static string Proposed(Texts T, Uri? stated, string request) =>
        stated?.ToString() ?? (Address(T, request) is { Address: { IsLoopback: false } address } ? address.ToString() : "");

    private static string Plain(string zone) => zone == "Etc/UTC" ? "UTC" : zone;

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
