using Muster.Storage;

namespace Muster.Server.Nodes;

/// <summary>Whether this process can take requests. What is said is for anybody: nothing of what is in the database.</summary>
/// <param name="node">This process.</param>
/// <param name="database">The database.</param>
internal sealed class Readiness(ServingNode node, MusterDatabase database)
{
    /// <summary>What whoever asks is told.</summary>
    /// <param name="lack">Why it cannot.</param>
    public static string Words(string lack) => $"not ready: {lack}\n";

    /// <summary>Why it cannot; null when it can.</summary>
    public async Task<string?> LackAsync(CancellationToken cancellationToken)
    {
        if (node.IsDraining)
            return "draining: this process is about to stop";
        try
        {
            await database.CheckSchemaAsync(cancellationToken);
            await database.Platform.RevisionAsync(cancellationToken);
            return database.OpensKeys ? null : "the key file of this process does not open the keys of the installation";
        }
        catch (StorageException fault)
        {
            return fault.Fault switch
            {
                StorageFault.Newer => "the database has a newer schema than this version can work on",
                StorageFault.Older => "the database has an older schema than this version needs",
                _ => "the database does not answer",
            };
        }
    }
}
