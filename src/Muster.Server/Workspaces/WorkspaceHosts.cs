namespace Muster.Server.Workspaces;

/// <summary>Which host name is whose: each workspace has one of its own, so that a browser keeps their sessions, and all else it keeps for a site, apart.</summary>
/// <param name="Scheme"><c>https</c> or <c>http</c>.</param>
/// <param name="Domain">What follows the name of the workspace and its dot.</param>
/// <param name="Port">The port; -1 for the scheme's own.</param>
internal sealed record WorkspaceHosts(string Scheme, string Domain, int Port)
{
    /// <summary>What stands for the name of the workspace in an address.</summary>
    public const string Placeholder = "*";

    /// <summary>By an address with <see cref="Placeholder"/> in front of its host, such as <c>https://*.muster.example.com</c>; null when it is none.</summary>
    public static WorkspaceHosts? Parse(string text)
    {
        var at = text.IndexOf("://" + Placeholder + ".", StringComparison.Ordinal);
        return
            at > 0
            && Uri.TryCreate(text.Remove(at + 3, Placeholder.Length + 1), UriKind.Absolute, out var domain)
            && domain is { Scheme: "https" or "http", AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }
            && domain.HostNameType == UriHostNameType.Dns
            ? new(domain.Scheme, domain.IdnHost, domain.IsDefaultPort ? -1 : domain.Port)
            : null;
    }

    /// <summary>On the machine itself, where every name below <c>localhost</c> leads (RFC 6761, 6.3).</summary>
    /// <param name="listening">Where the server listens.</param>
    public static WorkspaceHosts OnThisMachine(Uri listening) =>
        new(listening.Scheme, "localhost", listening.IsDefaultPort ? -1 : listening.Port);

    /// <summary>Where people reach a workspace.</summary>
    /// <param name="workspace">Its name.</param>
    public Uri AddressOf(string workspace) => new UriBuilder(Scheme, $"{workspace.ToLowerInvariant()}.{Domain}", Port).Uri;

    /// <summary>The name that a request's host gives; null when it is not below the domain.</summary>
    /// <param name="host">A host without its port.</param>
    public string? NameOf(string host) =>
        host.Length > Domain.Length + 1 && host.EndsWith("." + Domain, StringComparison.OrdinalIgnoreCase)
            ? host[..^(Domain.Length + 1)]
            : null;

    /// <inheritdoc />
    public override string ToString() => $"{Scheme}://NAME.{Domain}{(Port < 0 ? "" : $":{Port}")}";
}
