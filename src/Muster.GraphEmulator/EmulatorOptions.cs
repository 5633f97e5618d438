using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Subscriptions;

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

    /// <summary>Key that signs access tokens, PKCS#1; null makes a new one, which takes a good part of a start.</summary>
    internal byte[]? SigningKey { get; init; }

    /// <summary>Tells the first value that makes no sense.</summary>
    internal string? FindProblem() =>
        this switch
        {
            { Port: < 0 or > ushort.MaxValue } => "The port is a number from 0 to 65535.",
            { StartAt: < 0 } => "A tenant starts at a change set, or at 0, before the first one.",
            { UsersPerDeltaPage: < 1 } or { GroupsPerDeltaPage: < 1 } or { MembersPerSlice: < 1 } => "A page holds at least one row.",
            { ListPageSize: < 1 or > QueryOptions.LargestPageSize } => "The page size of a list is from 1 to 999.",
            { PageTokenLife.Ticks: <= 0 } => "The link to the next page lives for some time.",
            { Latency.Ticks: < 0 } => "The latency cannot be negative.",
            _ => Notifications.FindProblem(),
        };
}
