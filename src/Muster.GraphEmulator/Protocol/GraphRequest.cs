using System.Text.Json;

namespace Muster.GraphEmulator.Protocol;

/// <summary>One Graph request, from the wire or out of a batch, after the version.</summary>
internal sealed record GraphRequest(string Method, IReadOnlyList<string> Path, QueryOptions Query)
{
    /// <summary>The path as it was sent, for the links of an answer; begins with a slash.</summary>
    public required string RawPath { get; init; }

    /// <summary>Address of the Graph root including the version, without a slash at its end; links begin with it.</summary>
    public required string Root { get; init; }

    /// <summary>Permissions granted to the caller.</summary>
    public required IReadOnlySet<string> Roles { get; init; }

    /// <summary>Application that asks.</summary>
    public string ClientId { get; init; } = "";

    public required GraphRequestId Id { get; init; }

    /// <summary><c>ConsistencyLevel: eventual</c> was sent.</summary>
    public bool Eventual { get; init; }

    /// <summary><c>Prefer: return=minimal</c> was sent.</summary>
    public bool Minimal { get; init; }

    public JsonElement? Body { get; init; }

    /// <summary>Advanced queries need the header together with <c>$count=true</c> or the segment <c>$count</c>.</summary>
    public bool IsAdvanced => Eventual && (Query.Count || Path is [.., "$count"]);
}
