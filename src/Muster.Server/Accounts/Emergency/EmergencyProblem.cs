using Microsoft.Extensions.Hosting;
using Muster.Engine.Inbox;

namespace Muster.Server.Accounts.Emergency;

/// <summary>Has emergency access in the inbox of problems while it is open or somebody is in by it, and no longer.</summary>
internal sealed class EmergencyProblem(EmergencyDoor door, MusterInstance muster, TimeProvider clock) : BackgroundService
{
    /// <summary>Stable word for it.</summary>
    public const string Code = "emergencyAccess";

    /// <summary>So often it is looked whether an hour is over, or another process opened or shut it.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);

    /// <summary>Brings the inbox up to date.</summary>
    /// <param name="actor">Who or what noticed.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task UpdateAsync(string actor, CancellationToken cancellationToken)
    {
        var (isOpen, isInUse) = await door.StandingAsync(cancellationToken);
        var effect = isInUse
            ? "Somebody is in by one of its codes, with the rights of an Owner. What they do is flagged in the audit log."
            : "It is open: whoever has one of its codes comes in with the rights of an Owner.";
        await muster.Database.Problems.NoteAsync(
            new ProblemCause(Code, Code, EmergencyDoor.Name, 1, effect, "muster emergency close"),
            isOpen || isInUse,
            actor,
            cancellationToken
        );
    }

    /// <summary>The same where it is not what counts: a database that is busy or full is told of elsewhere, and the next look brings the inbox up to date.</summary>
    public async Task TryUpdateAsync(string actor, CancellationToken cancellationToken)
    {
        try
        {
            await UpdateAsync(actor, cancellationToken);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or OutOfMemoryException))
        {
            // Deliberately nothing: see above.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        do await TryUpdateAsync("server", stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
