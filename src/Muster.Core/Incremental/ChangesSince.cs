using Muster.Core.DirectoryObjects;

namespace Muster.Core.Incremental;

/// <summary>What has moved since the last plan that covered everything, was applied and kept nothing back. Changed edges stand on the directory groups themselves.</summary>
/// <remarks>May name too much, never too little: whoever is named is planned for anew.</remarks>
public sealed record ChangesSince
{
    /// <summary>Nothing moved but, perhaps, edges.</summary>
    public static readonly ChangesSince None = new();

    /// <summary>Keys of directory users that are new, or whose state or properties differ.</summary>
    public KeySet Users { get; init; } = KeySet.Empty;

    /// <summary>Keys of platform groups that another plan made, changed or put out of use, or for which something falls due.</summary>
    public KeySet PlatformGroups { get; init; } = KeySet.Empty;

    /// <summary>Keys of platform users whom another plan changed, or whose memberships it began or ended.</summary>
    public KeySet PlatformUsers { get; init; } = KeySet.Empty;

    /// <summary>The same with what falls due.</summary>
    public ChangesSince With(IEnumerable<DueInstant> due)
    {
        var byKind = due.ToLookup(instant => instant.Kind, instant => instant.Key);
        return this with
        {
            Users = Users.Union(KeySet.Of(byKind[DueKind.DirectoryUser])),
            PlatformGroups = PlatformGroups.Union(KeySet.Of(byKind[DueKind.PlatformGroup])),
            PlatformUsers = PlatformUsers.Union(KeySet.Of(byKind[DueKind.PlatformUser])),
        };
    }
}
