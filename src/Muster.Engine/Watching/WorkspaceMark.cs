namespace Muster.Engine.Watching;

/// <summary>How far a workspace has come. Another one means that somebody, in whatever process, has changed something that a page may show.</summary>
/// <param name="Revision">Number of the newest revision.</param>
/// <param name="Entries">How many entries the audit log has.</param>
/// <param name="Run">Number of the newest run; null for none.</param>
/// <param name="Outcome">How that run stands, as it is stored: a run that ends without a change leaves nothing else behind.</param>
/// <param name="Plan">Number of the newest plan; null for none.</param>
public sealed record WorkspaceMark(long Revision, long Entries, long? Run, long? Outcome, long? Plan);

/// <summary>Says how far the workspace has come, at the cost of one statement.</summary>
public interface IWorkspaceMarks
{
    /// <summary>The mark of this moment.</summary>
    Task<WorkspaceMark> NowAsync(CancellationToken cancellationToken);
}
