using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Platform;

namespace Muster.Core.Planning;

/// <summary>Everything a plan is computed from.</summary>
public sealed record PlanRequest
{
    /// <summary>What was read from the directory.</summary>
    public required DirectoryMirror Mirror { get; init; }

    /// <summary>The platform as it is.</summary>
    public required PlatformState Actual { get; init; }

    /// <summary>Directory users whose facts are compared: all of them, or at least those that changed and those no platform user follows.</summary>
    public required IReadOnlyList<DirectoryUser> Users { get; init; }

    /// <summary>The platform users that follow <see cref="Users"/>, by their own key.</summary>
    public required IReadOnlyDictionary<int, PlatformUser> PlatformUsers { get; init; }

    /// <summary>
    /// Users here who may turn out to be somebody the directory has: local users, and users whose directory user is gone. Empty where nobody new is imported.
    /// </summary>
    public IReadOnlyList<PlatformUser> Adoptable { get; init; } = [];

    /// <summary>Directory users beside <see cref="Users"/> who share a UPN, mail address or employee id with one of <see cref="Adoptable"/>.</summary>
    public IReadOnlyList<DirectoryUser> Namesakes { get; init; } = [];

    /// <summary>Who is imported; null before a person has said so.</summary>
    public ImportRule? ImportRule { get; init; }

    /// <summary>Whether <see cref="ImportRule"/> is a new one, to be kept once the plan is applied.</summary>
    public bool ImportRuleIsNew { get; init; }

    /// <summary>How the connection is followed.</summary>
    public ConnectionPolicies Policies { get; init; } = ConnectionPolicies.Default;

    /// <summary>The instant the plan is made for; rules that speak of time are decided by it.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The people whom no plan removes or suspends: platform users by key, with the words the setting has for them.</summary>
    public IReadOnlyDictionary<int, string> ProtectedUsers { get; init; } = new Dictionary<int, string>();

    /// <summary>What the setting names and no platform user is called.</summary>
    public IReadOnlyList<string> ProtectedUnknown { get; init; } = [];

    /// <summary>Version of the connection's settings and rules.</summary>
    public required long ConfigurationVersion { get; init; }

    /// <summary>Plan users only, as an import does.</summary>
    public bool UsersOnly { get; init; }

    /// <summary>Keys of the platform groups to plan for; null for all.</summary>
    public IReadOnlySet<int>? OnlyGroups { get; init; }

    /// <summary>Whether what was given and taken by hand is put back also in groups whose policy is to report it only.</summary>
    public bool HealsReported { get; init; }

    /// <summary>Whether the plan covers everything of its connection.</summary>
    public bool CoversAll => !UsersOnly && OnlyGroups is null;

    /// <summary>Whether what was given and taken by hand in a group is put back.</summary>
    public bool Heals(PlatformGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return HealsReported || (group.Settings.OnDrift ?? Policies.OnDrift) != DriftPolicy.Report;
    }

    /// <summary>Whether a platform group is planned for.</summary>
    public bool Includes(PlatformGroup group) => OnlyGroups is null || OnlyGroups.Contains(group.Key);
}
