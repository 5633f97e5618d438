using Muster.Engine.Notifications;
using Muster.Server.Demo;
using Muster.Server.Runs;
using Muster.Server.SignIn.Entra;
using Muster.Server.Telemetry;
using Muster.Storage.Postgres;

namespace Muster.Server;

/// <summary>How the server is started.</summary>
internal sealed record ServerOptions
{
    /// <summary>Folder with the database, the accounts and the keys.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The database on a server; null for files in the data folder. The keys that encrypt other keys stay in the data folder.</summary>
    public PostgresAddress? Database { get; init; }

    /// <summary>Name of the workspace that is served; null for the first one.</summary>
    public string? Workspace { get; init; }

    /// <summary>Addresses to listen on, separated by semicolons.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:5080";

    /// <summary>Where people reach it, when that is not where it listens (behind a proxy); null for the same.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Proxies whose forwarded headers are believed; nobody's by default.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>Sign-in with Microsoft Entra beside local accounts; null for local accounts only.</summary>
    public EntraSignInOptions? SignIn { get; init; }

    /// <summary>Folder outside the data, best where files can be added and not changed, in which the audit log is anchored; null for nowhere.</summary>
    public string? AuditAnchors { get; init; }

    /// <summary>Folder that has <see cref="AuditAnchors"/> of each workspace, which are made in it; null where there is one, and whoever starts the server has made it.</summary>
    public string? AuditAnchorsOfAll { get; init; }

    /// <summary>Rounds of PBKDF2 that a guess at a password costs; null for as many as Identity holds right. For tests, which check the same password thousands of times: no command and no setting sets it.</summary>
    public int? PasswordRounds { get; init; }

    /// <summary>A made-up tenant to play with; every page says so. Null in earnest.</summary>
    public IDemoTenant? Demo { get; init; }

    /// <summary>Opens the door of a demo, see <see cref="DemoDoor"/>; null for none.</summary>
    public string? DemoKey { get; init; }

    /// <summary>Who stays signed in to a demo that takes the place of another; null for nobody.</summary>
    public DemoSessions? DemoSessions { get; init; }

    /// <summary>How much that begins by itself is at work at once; one for all workspaces that the process serves.</summary>
    public WorkPlaces Places { get; init; } = new(WorkPlaces.Usual);

    /// <summary>How change notifications are gathered.</summary>
    public NotificationOptions Notifications { get; init; } = new();

    /// <summary>Whether and where the server tells of itself.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>Where structured logs go; null for nowhere.</summary>
    public TextWriter? Log { get; init; }
}
