using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.Lookups;

/// <summary>Permissions of lookups that go across kinds.</summary>
internal static class LookupPermissions
{
    /// <summary>GBI, edition of an earlier year.</summary>
    public static readonly Permission ReadDirectory = new(["Directory.Read.All", "Directory.ReadWrite.All"]);
}
