using System.Diagnostics.CodeAnalysis;

namespace Muster.Entra.Http;

/// <summary>The one Graph address a connection talks to: scheme, host, port and version. The token goes nowhere else.</summary>
internal sealed class GraphRoot
{
    /// <summary>Real links are below 10,000 characters.</summary>
    public const int MaxLinkLength = 32_768;

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly string _root;
    private readonly Uri _uri;

    public GraphRoot(Uri url)
    {
        _root = url.AbsoluteUri.TrimEnd('/');
        _uri = new Uri(_root);
    }

    /// <summary>What a token is asked for.</summary>
    public string Scope => _uri.GetLeftPart(UriPartial.Authority) + "/.default";

    /// <summary>Root without a slash at its end, for messages and bindings.</summary>
    public override string ToString() => _root;

    /// <summary>Address of a request that Muster words itself.</summary>
    public Uri Address(string relative) => new($"{_root}/{relative}");

    /// <summary>Takes a link as it came, if it leads to this Graph; it is sent on character for character.</summary>
    public bool TryAccept(string link, [NotNullWhen(true)] out Uri? address, [NotNullWhen(false)] out string? why)
    {
        address = null;
        why = Objection(link);
        if (why is null && !Uri.TryCreate(link, in AsWritten, out address))
            why = "is not an address";
        return why is null;
    }

    private string? Objection(string link)
    {
        if (link.Length > MaxLinkLength)
            return $"is {link.Length} characters long";
        if (link.AsSpan().ContainsAnyExceptInRange('!', '~') || link.AsSpan().ContainsAny('\\', '#'))
            return "has characters that no address has";
        if (!Uri.TryCreate(link, UriKind.Absolute, out var uri))
            return "is not an address";
        if (uri.UserInfo.Length > 0 || !SameServer(uri))
            return $"leads to {uri.Scheme}://{uri.Authority} and not to {_uri.GetLeftPart(UriPartial.Authority)}";
        return UnderRoot(link, uri) ? null : $"does not stay under {_uri.AbsolutePath}";
    }

    private bool SameServer(Uri uri) =>
        uri.Scheme == _uri.Scheme && uri.Port == _uri.Port && uri.IdnHost.Equals(_uri.IdnHost, StringComparison.OrdinalIgnoreCase);

    private bool UnderRoot(string link, Uri uri)
    {
        // The text is looked at as well, since servers disagree on what "/../" and "%2e" mean.
        var path = link.AsSpan(0, link.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0 ? mark : link.Length);
        var plain =
            !path.Contains("/.", StringComparison.Ordinal)
            && !path.Contains("%2e", StringComparison.OrdinalIgnoreCase)
            && !path.Contains("%2f", StringComparison.OrdinalIgnoreCase)
            && !path.Contains("%5c", StringComparison.OrdinalIgnoreCase);
        return plain && uri.AbsolutePath.StartsWith(_uri.AbsolutePath.TrimEnd('/') + "/", StringComparison.OrdinalIgnoreCase);
    }
}
