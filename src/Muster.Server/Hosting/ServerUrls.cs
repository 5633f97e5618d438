namespace Muster.Server.Hosting;

/// <summary>What the addresses of the server say about cookies and links.</summary>
internal static class ServerUrls
{
    /// <summary>Whether people reach the server by TLS; only then can a cookie be bound to the host.</summary>
    public static bool IsSecure(ServerOptions options) =>
        (options.PublicUrl?.Scheme ?? "") == "https"
        || options.Urls.Split(';').All(url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase));
}
