using Microsoft.EntityFrameworkCore;
using Muster.Core.Platform;
using Muster.Engine.Exceptions;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Access;
using Muster.Server.Runs;

namespace Muster.Server.Accounts;

/// <summary>Takes what an owner of a group asked for: it becomes an exception like any other, with both names on record.</summary>
internal sealed class RequestTaking(
    OwnerRequests requests,
    IDbContextFactory<AccountsContext> contexts,
    MusterInstance muster,
    TimeProvider clock
)
{
    /// <summary>Makes the exception that was asked for: a small plan as a run of its own, which a guard rail may hold.</summary>
    /// <exception cref="WorkFailedException">It does not wait any more, or cannot be made.</exception>
    public async Task<ExceptionOutcome.Done> TakeAsync(Caller caller, long id, IRunObserver observer, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await requests.LapseAsync(context, cancellationToken);
        var request = await requests.FindAsync(id, cancellationToken) ?? throw new WorkFailedException(OwnerRequests.Missing(id));
        var now = clock.GetUtcNow();
        var taken = await context
            .Requests.Where(row => row.Id == id && row.State == RequestState.Waiting)
            .ExecuteUpdateAsync(
                row => row.SetProperty(it => it.State, RequestState.Taking).SetProperty(it => it.DecidedAt, now),
                cancellationToken
            );
        if (taken == 0)
            throw await requests.ClosedAsync(id, cancellationToken);
        // Until a run is bound to it, the instant says whose turn it is: one that was reopened meanwhile is somebody else's, or nobody's.
        var own = context.Requests.Where(row =>
            row.Id == id && row.State == RequestState.Taking && row.DecidedAt == now && row.Run == null
        );
        try
        {
            return await MakeAsync(request, caller, observer, BindAsync, cancellationToken);
        }
        finally
        {
            await own.ExecuteUpdateAsync(
                row => row.SetProperty(it => it.State, RequestState.Waiting).SetProperty(it => it.DecidedAt, (DateTimeOffset?)null),
                CancellationToken.None
            );
            await requests.SettleAsync(context, CancellationToken.None);
        }

        // From here on its run decides what becomes of the request, whatever becomes of this process.
        async Task BindAsync(Run run)
        {
            var bound = await own.ExecuteUpdateAsync(
                row => row.SetProperty(it => it.DecidedBy, caller.Name).SetProperty(it => it.Run, run.Id),
                CancellationToken.None
            );
            if (bound == 0)
                throw new WorkFailedException(
                    "It took so long until this began that the request waits for a decision again. Nothing was changed."
                );
        }
    }

    private async Task<ExceptionOutcome.Done> MakeAsync(
        OwnerRequest request,
        Caller caller,
        IRunObserver observer,
        Func<Run, Task> begun,
        CancellationToken cancellationToken
    )
    {
        var connection =
            (await muster.Connections.ListAsync(cancellationToken)).FirstOrDefault(it => it.Key == request.Connection)
            ?? throw new WorkFailedException("The connection was removed. Nothing was changed.");
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var groups = await muster.Database.History.GroupsByKeyAsync([request.Group], revision, cancellationToken);
        var users = await muster.Database.History.UsersByKeyAsync([request.User], revision, cancellationToken);
        if (!groups.TryGetValue(request.Group, out var group) || !users.TryGetValue(request.User, out var user))
            throw new WorkFailedException("The group or the person is gone. Nothing was changed.");
        var wish = new ExceptionWish(
            group.Name,
            user.Key,
            user.Attributes.UserPrincipalName ?? user.Attributes.DisplayName ?? user.Handle,
            MembershipRelation.Member,
            request.Kind,
            $"{request.Reason} (asked for by {request.Asker}, an owner of the group)",
            request.Until
        );
        return await muster.Exceptions.AddAsync(connection, wish, caller.Name, observer, begun, cancellationToken) switch
        {
            ExceptionOutcome.Done { Run: { Outcome: RunOutcome.Failed or RunOutcome.Cancelled } run } => throw new WorkFailedException(
                run.Message ?? "Nothing was changed."
            ),
            ExceptionOutcome.Done done => done,
            ExceptionOutcome.Refused(var problem) => throw new WorkFailedException($"{problem.Message} Nothing was changed."),
            _ => throw new InvalidOperationException("Unknown outcome."),
        };
    }
}
