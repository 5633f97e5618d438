using Muster.Engine.Auditing;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>What the audit log of a server has.</summary>
internal static class AuditReading
{
    /// <summary>All entries, oldest first.</summary>
    public static async Task<IReadOnlyList<AuditEntry>> EntriesAsync(this ServerRig rig)
    {
        var entries = new List<AuditEntry>();
        await foreach (var entry in rig.Server.Muster.Database.Audit.EntriesAsync(0, Tests.Token))
            entries.Add(entry);
        return entries;
    }

    /// <summary>The words of all entries, oldest first.</summary>
    public static async Task<IReadOnlyList<string>> ActionsAsync(this ServerRig rig) =>
        [.. (await rig.EntriesAsync()).Select(entry => entry.Action)];
}
