using Muster.Core.Importing;

namespace Muster.Engine.History;

/// <summary>A connection as one change left it, without its settings, which have versions of their own.</summary>
public sealed record ConnectionVersion
{
    /// <summary>Number among the versions of the connection, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>When it was saved.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>By whom.</summary>
    public required string Actor { get; init; }

    /// <summary>Tenant it reads.</summary>
    public string? TenantId { get; init; }

    /// <summary>Application it signs in as.</summary>
    public string? ClientId { get; init; }

    /// <summary>Address of Microsoft Graph.</summary>
    public string? GraphUrl { get; init; }

    /// <summary>Who becomes a user; null while nobody had decided.</summary>
    public ImportRule? ImportRule { get; init; }

    /// <summary>Which credential it signed in by, counted from 1. The credential itself is in no history.</summary>
    public required int Credential { get; init; }
}
