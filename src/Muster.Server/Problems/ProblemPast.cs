using System.Text.Json;
using Muster.Engine.Auditing;
using Muster.Engine.Inbox;

namespace Muster.Server.Problems;

/// <summary>What happened to a problem: what the inbox keeps of it, and from the audit log who was to see to it.</summary>
internal sealed class ProblemPast(MusterInstance muster, IAuditLog audit)
{
    /// <summary>Everything, the oldest first.</summary>
    public async Task<IReadOnlyList<ProblemEvent>> OfAsync(long problem, CancellationToken cancellationToken)
    {
        var events = (await muster.Database.Problems.HistoryAsync(problem, cancellationToken)).ToList();
        var subject = ProblemOwners.Subject(problem);
        var filter = new AuditFilter { Action = "assignment.changed", Subject = subject };
        await foreach (var entry in audit.EntriesAsync(filter, cancellationToken))
            if (entry.Subject == subject)
                events.Add(Event(entry));
        return [.. events.OrderBy(happened => happened.At)];
    }

    private static ProblemEvent Event(AuditEntry entry)
    {
        using var detail = JsonDocument.Parse(entry.Detail);
        var to = detail.RootElement.TryGetProperty("after", out var after) ? after.GetString() : null;
        return new ProblemEvent(entry.At, to is null ? "unassigned" : "assigned", null, entry.Actor, to);
    }
}
