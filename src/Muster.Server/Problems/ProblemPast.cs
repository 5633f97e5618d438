using System.Text.Json;
using Muster.Engine.Auditing;
using Muster.Engine.Inbox;

namespace Muster.Server.Problems;

/// <summary>What happened to a problem: what the inbox keeps of it, and from the audit log who was to see to it.</summary>
internal sealed class ProblemPast(MusterInstance muster)
{
    private const int MostAssignments = 500;

    /// <summary>Everything, the oldest first.</summary>
    public async Task<IReadOnlyList<ProblemEvent>> OfAsync(long problem, CancellationToken cancellationToken)
    {
        var events = (await muster.Database.Problems.HistoryAsync(problem, cancellationToken)).ToList();
        var subject = ProblemOwners.Subject(problem);
        var given = await muster.Database.Reviews.EntriesAsync("assignment.changed", subject, 0, MostAssignments, cancellationToken);
        events.AddRange(given.Select(Event));
        return [.. events.OrderBy(happened => happened.At)];
    }

    private static ProblemEvent Event(AuditEntry entry)
    {
        using var detail = JsonDocument.Parse(entry.Detail);
        var to = detail.RootElement.TryGetProperty("after", out var after) ? after.GetString() : null;
        return new ProblemEvent(entry.At, to is null ? "unassigned" : "assigned", null, entry.Actor, to);
    }
}
