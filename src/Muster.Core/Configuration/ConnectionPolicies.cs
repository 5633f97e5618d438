using Muster.Core.Attributes;
using Muster.Core.Guarding;
using Muster.Core.Scheduling;

namespace Muster.Core.Configuration;

/// <summary>How one connection is followed: everything an administrator may decide about it beside its credential and its import rule.</summary>
public sealed record ConnectionPolicies
{
    /// <summary>What holds where nobody has decided otherwise.</summary>
    public static readonly ConnectionPolicies Default = new();

    /// <summary>Whether members and owners of linked groups are imported with their group.</summary>
    public bool AutoImportMembers { get; init; } = true;

    /// <summary>What counts as a member, unless a group says otherwise.</summary>
    public NestingPolicy Nesting { get; init; }

    /// <summary>What a rename in the directory does, unless a group says otherwise.</summary>
    public RenamePolicy OnRename { get; init; }

    /// <summary>What a deletion in the directory does, unless a group says otherwise.</summary>
    public SourceDeletedPolicy OnSourceDeleted { get; init; }

    /// <summary>By what users who exist here are adopted, in this order.</summary>
    public ValueList<AdoptionKey> AdoptBy { get; init; } =
        ValueList.Of<AdoptionKey>([AdoptionKey.UserPrincipalName, AdoptionKey.Mail, AdoptionKey.EmployeeId]);

    /// <summary>What happens when somebody comes back with a new object id.</summary>
    public RehirePolicy Rehire { get; init; }

    /// <summary>How attributes of users are filled where they do not follow the property of their own name; by name of the attribute.</summary>
    public ValueList<AttributeRule> UserAttributes { get; init; } = ValueList.Empty<AttributeRule>();

    /// <summary>What happens where a part of a template is missing; for attributes not named here the attribute is left as it is and a person is told.</summary>
    public ValueList<MissingRule> WhenMissing { get; init; } = ValueList.Empty<MissingRule>();

    /// <summary>How attributes of linked groups are filled; by name of the attribute. A group has no others.</summary>
    public ValueList<AttributeRule> GroupAttributes { get; init; } = ValueList.Empty<AttributeRule>();

    /// <summary>The same as <see cref="WhenMissing"/> for attributes of groups.</summary>
    public ValueList<MissingRule> WhenGroupMissing { get; init; } = ValueList.Empty<MissingRule>();

    /// <summary>Whether plans are made and nothing of them is applied, whoever asks for it.</summary>
    public bool ObserveOnly { get; init; }

    /// <summary>Why nothing is applied whatever the settings say, since the data is of a time before; null as it usually is. No setting.</summary>
    public string? Restored { get; init; }

    /// <summary>Whether nothing is applied, for either reason.</summary>
    public bool Observes => ObserveOnly || Restored is not null;

    /// <summary>What syncs do about what was given and taken by hand, unless a group says otherwise.</summary>
    public DriftPolicy OnDrift { get; init; }

    /// <summary>Limits on what a plan may take away without a person.</summary>
    public GuardRails Guards { get; init; } = GuardRails.Default;

    /// <summary>Names of groups here that no plan takes members from without a person.</summary>
    public ValueList<string> ProtectedGroups { get; init; } = ValueList.Empty<string>();

    /// <summary>UPNs or object ids of people whom no plan removes or suspends (INV-11).</summary>
    public ValueList<string> ProtectedUsers { get; init; } = ValueList.Empty<string>();

    /// <summary>Whether a held plan is released only by somebody other than who started it.</summary>
    public bool SecondPerson { get; init; }

    /// <summary>After so many hours the next plan is computed from everything, whatever was touched.</summary>
    public int FullPlanEveryHours { get; init; } = 24;

    /// <summary>Patterns of names: a directory group whose name fits one, and that nothing here follows, is created and linked by the next sync.</summary>
    public ValueList<string> CreateGroupsLike { get; init; } = ValueList.Empty<string>();

    /// <summary>Permissions that owners of linked groups have here.</summary>
    public ValueList<string> OwnerPermissions { get; init; } = ValueList.Of<string>(["groupManager"]);

    /// <summary>When the server synchronises by itself.</summary>
    public SchedulePolicy Schedule { get; init; } = SchedulePolicy.None;
}

/// <summary>What holds for a whole workspace.</summary>
public sealed record WorkspacePolicies
{
    /// <summary>What holds where nobody has decided otherwise.</summary>
    public static readonly WorkspacePolicies Default = new();

    /// <summary>Limits that no connection may exceed; a limit without a ceiling is free.</summary>
    public GuardCeiling GuardCeiling { get; init; } = GuardCeiling.None;

    /// <summary>Patterns of which a group's name must meet one; none means that every name will do.</summary>
    public ValueList<string> GroupNamePatterns { get; init; } = ValueList.Empty<string>();
}

/// <summary>What a person has said about one group beside its name and its link. Part of the group: changed by plans, kept in its history.</summary>
public sealed record GroupSettings
{
    /// <summary>Nothing said.</summary>
    public static readonly GroupSettings None = new();

    /// <summary>Why the group exists, in a person's words; null when nobody has said.</summary>
    public string? Purpose { get; init; }

    /// <summary>Who answers for the group, by UPN or name; null when nobody has said.</summary>
    public string? Accountable { get; init; }

    /// <summary>Day on which somebody should look whether the group is still needed; null when nobody has said.</summary>
    public DateOnly? ReviewOn { get; init; }

    /// <summary>What counts as a member of this group; null for the connection's policy.</summary>
    public NestingPolicy? Nesting { get; init; }

    /// <summary>What a rename in the directory does to this group; null for the connection's policy.</summary>
    public RenamePolicy? OnRename { get; init; }

    /// <summary>What a deletion in the directory does to this group; null for the connection's policy.</summary>
    public SourceDeletedPolicy? OnSourceDeleted { get; init; }

    /// <summary>What becomes of members given here while the group follows the directory; null for replace.</summary>
    public LocalMembersPolicy? LocalMembers { get; init; }

    /// <summary>Whether members and owners may be given and taken by hand while the group follows the directory; null for refuse.</summary>
    public HandEditsPolicy? HandEdits { get; init; }

    /// <summary>What syncs do about what was given and taken by hand; null for the connection's policy.</summary>
    public DriftPolicy? OnDrift { get; init; }

    /// <summary>Whether no plan takes members from the group without a person.</summary>
    public bool Protected { get; init; }
}
