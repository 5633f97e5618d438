using Muster.GraphEmulator.Batching;
using Muster.GraphEmulator.Control;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.SignIn;
using Muster.GraphEmulator.Subscriptions;
using Muster.GraphEmulator.Throttling;

namespace Muster.GraphEmulator;

/// <summary>How an emulator starts and answers; the defaults are Graph's own habits.</summary>
public sealed record EmulatorOptions
{
    /// <summary>TCP port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Change set the tenant stands at when the emulator begins to listen; 0 is an empty tenant.</summary>
    public long StartAt { get; init; } = 1;

    /// <summary>Users on one page of <c>users/delta</c>.</summary>
    public int UsersPerDeltaPage { get; init; } = 200;

    /// <summary>Groups on one page of <c>groups/delta</c>.</summary>
    public int GroupsPerDeltaPage { get; init; } = 100;

    /// <summary>Members and owners that one page of <c>groups/delta</c> tells of one group; the rest follows on the next pages.</summary>
    public int MembersPerSlice { get; init; } = 1000;

    /// <summary>Rows on a page of any other list when the request has no <c>$top</c>; 1 to 999.</summary>
    public int ListPageSize { get; init; } = QueryOptions.DefaultPageSize;

    /// <summary>Time added to every Graph answer.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Time added besides, another one for each answer; null for none.</summary>
    public LatencyProfile? LatencyProfile { get; init; }

    /// <summary>Refuse with 429 what goes beyond Graph's resource unit budget of an app in a tenant of this size.</summary>
    public bool Throttle { get; init; }

    /// <summary>File that is written, at once and whole, when the emulator listens; null for none.</summary>
    public string? ReadyFile { get; init; }

    /// <summary>Folder for the certificate; null makes a private one that goes when the emulator stops.</summary>
    public string? CertificateFolder { get; init; }

    /// <summary>Seed of the ids that are not given.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Tenant id; null makes one from the seed.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>Application (client) id of the one registered app; null makes one from the seed.</summary>
    public Guid? ClientId { get; init; }

    /// <summary>Secret of that app; null makes one from the seed.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Application permissions granted to the app; null grants what a reader of users and groups needs.</summary>
    public IReadOnlyList<string>? Permissions { get; init; }

    /// <summary>When the secret stops working; null for never.</summary>
    public DateTimeOffset? ClientSecretExpires { get; init; }

    /// <summary>Certificates in PEM form, with RSA keys, that may sign the app's assertions.</summary>
    public IReadOnlyList<string> AppCertificates { get; init; } = [];

    /// <summary>Identities of other providers that may sign in as the app.</summary>
    public IReadOnlyList<FederatedTrust> FederatedTrusts { get; init; } = [];

    /// <summary>More registered apps, each with credentials and permissions of its own.</summary>
    public IReadOnlyList<EmulatedApp> MoreApps { get; init; } = [];

    /// <summary>Domain names that stand for the tenant in login addresses; null takes those of its users' names.</summary>
    public IReadOnlyList<string>? VerifiedDomains { get; init; }

    /// <summary>Draws the life of each access token between 60 and 90 minutes, as the service does, from this seed; null takes <see cref="AccessTokenLife"/>.</summary>
    public int? TokenLifeSeed { get; init; }

    /// <summary>Life of an access token; the service's own varies between 60 and 90 minutes.</summary>
    public TimeSpan AccessTokenLife { get; init; } = TimeSpan.FromSeconds(3599);

    /// <summary>How long a delta link can be followed, counted from when it was given.</summary>
    public TimeSpan DeltaTokenLife { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long the link to the next page of a list can be followed; Graph's are good for minutes (OBS 5).</summary>
    public TimeSpan PageTokenLife { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How subscriptions are taken and notifications delivered.</summary>
    public NotificationOptions Notifications { get; init; } = new();

    /// <summary>Behaviour beside the documented one.</summary>
    public QuirkSet Quirks { get; init; } = QuirkSet.None;

    /// <summary>Fault rules in force from the start: JSON as <c>POST /_emulator/faults</c> takes it, or the rules alone as an array; null for none.</summary>
    public string? FaultRules { get; init; }

    /// <summary>How batches are answered, where the service promises nothing.</summary>
    public BatchHabits Batches { get; init; } = new();

    /// <summary>Key that signs access tokens, PKCS#1; null makes a new one, which takes a good part of a start.</summary>
    internal byte[]? SigningKey { get; init; }

    /// <returns>What makes no sense about the first value that does not, or null.</returns>
    public string? FindProblem() =>
        this switch
        {
            { Port: < 0 or > ushort.MaxValue } => "The port is a number from 0 to 65535.",
            { StartAt: < 0 } => "A tenant starts at a change set, or at 0, before the first one.",
            { UsersPerDeltaPage: < 1 } or { GroupsPerDeltaPage: < 1 } or { MembersPerSlice: < 1 } => "A page holds at least one row.",
            { ListPageSize: < 1 or > QueryOptions.LargestPageSize } => "The page size of a list is from 1 to 999.",
            { PageTokenLife.Ticks: <= 0 } => "The link to the next page lives for some time.",
            { Latency.Ticks: < 0 } or { LatencyProfile: { Median.Ticks: < 0 } or { Sigma: not (>= 0 and <= 5) } } =>
                "A latency cannot be negative; its sigma is from 0 to 5.",
            { AccessTokenLife.TotalSeconds: < 1 } => "An access token lives for at least a second.",
            { FaultRules: { } rules } when ProblemOf(() => FaultOrder.Parse(rules)) is { } problem =>
                $"The fault rules make no sense. {problem}",
            _ when ProblemOf(() => _ = new AppRegistrations(this)) is { } problem => problem,
            _ => MoreApps
                .SelectMany(app => app.FederatedTrusts)
                .Concat(FederatedTrusts)
                .Select(trust => trust.FindProblem())
                .OfType<string>()
                .FirstOrDefault()
                ?? Notifications.FindProblem(),
        };

    private static string? ProblemOf(Action attempt)
    {
        try
        {
            attempt();
            return null;
        }
        catch (FormatException problem)
        {
            return problem.Message;
        }
    }
}
