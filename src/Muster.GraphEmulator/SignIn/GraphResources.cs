namespace Muster.GraphEmulator.SignIn;

/// <summary>The names under which a token for Graph can be asked: the clouds' hosts, its application id, this emulator.</summary>
internal static class GraphResources
{
    public const string ApplicationId = "00000003-0000-0000-c000-000000000000";
    private const string DefaultScope = "/.default";

    private static readonly HashSet<string> Hosts = new(StringComparer.OrdinalIgnoreCase)
    {
        "graph.microsoft.com",
        "graph.microsoft.us",
        "dod-graph.microsoft.us",
        "microsoftgraph.chinacloudapi.cn",
        "127.0.0.1",
        "localhost",
    };

    public static bool IsGraph(string? resource) =>
        resource == ApplicationId
        || (Uri.TryCreate(resource, UriKind.Absolute, out var uri) && uri.Scheme == "https" && Hosts.Contains(uri.Host));

    /// <summary>The resource of a <c>…/.default</c> scope, or null for any other scope.</summary>
    public static string? OfScope(string scope) =>
        scope.EndsWith(DefaultScope, StringComparison.OrdinalIgnoreCase) ? scope[..^DefaultScope.Length].TrimEnd('/') : null;
}
