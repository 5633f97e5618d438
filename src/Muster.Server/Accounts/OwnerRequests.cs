using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Muster.Core.Platform;
using Muster.Engine.Auditing;
using Muster.Engine.Runs;
using Muster.Server.Access;
using Muster.Server.Runs;

namespace Muster.Server.Accounts;

/// <summary>Exceptions that owners of groups ask for. Somebody who may work on the connection takes them, and they become exceptions like any other, or refuses them with a reason.</summary>
internal sealed class OwnerRequests(
    IDbContextFactory<AccountsContext> contexts,
    MusterInstance muster,
    Ownership ownership,
    IAuditLog audit,
    TimeProvider clock
)
{
    /// <summary>Longest reason of a request; it becomes the reason of the exception, with the asker's name.</summary>
    public const int LongestReason = 1500;

    /// <summary>Most requests of one account that wait at once.</summary>
    public const int Most = 100;

    /// <summary>A request that somebody takes waits again after this where no run came of it: the server stopped meanwhile, or it takes too long.</summary>
    private static readonly TimeSpan Stuck = TimeSpan.FromMinutes(15);

    /// <summary>What to say of a request that there is not.</summary>
    public static string Missing(long id) => string.Create(CultureInfo.InvariantCulture, $"There is no request {id}.");

    /// <summary>A request by number; null for none.</summary>
    public async Task<OwnerRequest?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Requests.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellationToken);
    }

    /// <summary>Requests, the newest first.</summary>
    public async Task<IReadOnlyList<OwnerRequest>> ListAsync(RequestFilter filter, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await LapseAsync(context, cancellationToken);
        var rows = filter.On(context.Requests.AsNoTracking()).OrderByDescending(row => row.Id);
        return await (filter.Before is { } before ? rows.Where(row => row.Id < before) : rows)
            .Take(filter.Limit)
            .ToListAsync(cancellationToken);
    }

    /// <summary>How many requests fit.</summary>
    public async Task<long> CountAsync(RequestFilter filter, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await LapseAsync(context, cancellationToken);
        return await filter.On(context.Requests).LongCountAsync(cancellationToken);
    }

    /// <summary>Asks for an exception in a group that the caller owns.</summary>
    /// <returns>The request; or what is wrong, by field: <c>group</c>, <c>reason</c>, <c>until</c>, <c>user</c>.</returns>
    public async Task<(OwnerRequest? Request, IReadOnlyDictionary<string, string> Faults)> AskAsync(
        Caller caller,
        int group,
        int user,
        ExceptionKind kind,
        string reason,
        DateTimeOffset? until,
        CancellationToken cancellationToken
    )
    {
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        var now = clock.GetUtcNow();
        reason = reason.Trim();
        if (reason.Length is 0 or > LongestReason)
            faults["reason"] = $"Say why, in 1 to {LongestReason} characters; whoever decides reads it.";
        if (until is not { } ends || ends <= now || ends > now.AddYears(1))
            faults["until"] = "Give a day within a year on which the exception ends.";
        if (caller.PlatformUser is not { } owner || !caller.OwnGroups.TryGetValue(group, out var connection))
            throw new AccessDeniedException(Right.Ask, "You do not own this group any more. Nothing was asked for.");
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await LapseAsync(context, cancellationToken);
        var waiting = context.Requests.Where(row => row.State == RequestState.Waiting || row.State == RequestState.Taking);
        if (await waiting.AnyAsync(row => row.Group == group && row.User == user && row.Kind == kind, cancellationToken))
            faults["user"] = "The same is asked for already and waits for a decision.";
        if (await waiting.CountAsync(row => row.Account == caller.Account, cancellationToken) >= Most)
            faults["reason"] = $"You have {Most} requests that wait, which is the most. Wait for decisions, or take some back.";
        if (faults.Count > 0)
            return (null, faults);
        var request = new OwnerRequest
        {
            Account = caller.Account,
            Asker = caller.Name,
            Owner = owner,
            Group = group,
            Connection = connection,
            User = user,
            Kind = kind,
            Reason = reason,
            Until = until!.Value,
            AskedAt = now,
        };
        await using var turn = await audit.TurnAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        context.Requests.Add(request);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            return (null, new Dictionary<string, string> { ["user"] = "The same is asked for already and waits for a decision." });
        }
        await NoteAsync(
            turn,
            caller.Name,
            "request.asked",
            request,
            [("reason", reason), ("until", request.Until.ToString("O"))],
            cancellationToken
        );
        await turn.CommitAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return (request, faults);
    }

    /// <summary>Takes back what one asked for, while it waits.</summary>
    /// <exception cref="WorkFailedException">It does not wait any more.</exception>
    public Task WithdrawAsync(Caller caller, long id, CancellationToken cancellationToken) =>
        CloseAsync(caller.Name, id, RequestState.Withdrawn, "request.withdrawn", null, cancellationToken);

    /// <summary>Refuses a request.</summary>
    /// <exception cref="WorkFailedException">It does not wait any more.</exception>
    public Task RefuseAsync(Caller caller, long id, string reason, CancellationToken cancellationToken) =>
        CloseAsync(caller.Name, id, RequestState.Refused, "request.refused", reason, cancellationToken);

    private async Task CloseAsync(
        string actor,
        long id,
        RequestState state,
        string action,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var request = await FindAsync(id, cancellationToken) ?? throw new WorkFailedException(Missing(id));
        await using var turn = await audit.TurnAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var closed = await context
            .Requests.Where(row => row.Id == id && row.State == RequestState.Waiting)
            .ExecuteUpdateAsync(
                row =>
                    row.SetProperty(it => it.State, state)
                        .SetProperty(it => it.DecidedBy, state == RequestState.Lapsed ? null : actor)
                        .SetProperty(it => it.DecidedAt, clock.GetUtcNow())
                        .SetProperty(it => it.Answer, reason),
                cancellationToken
            );
        if (closed == 0)
            throw await ClosedAsync(id, cancellationToken);
        await NoteAsync(turn, actor, action, request, [("asker", request.Asker), ("reason", reason)], cancellationToken);
        await turn.CommitAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>Why a request cannot be decided about any more.</summary>
    internal async Task<WorkFailedException> ClosedAsync(long id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) switch
        {
            null => new WorkFailedException(Missing(id)),
            { State: RequestState.Taking, Run: { } run } when await OutcomeAsync(run, cancellationToken) == RunOutcome.Held =>
                new WorkFailedException(
                    $"A guard rail holds run {run}, which would make this exception: decide about that run. Nothing was changed."
                ),
            { State: RequestState.Taking } => new WorkFailedException(
                "Somebody is taking this request at this moment. Nothing was changed."
            ),
            { State: RequestState.Lapsed } gone => new WorkFailedException($"This request has lapsed: {gone.Answer} Nothing was changed."),
            { DecidedBy: var by } => new WorkFailedException(
                $"{by ?? "Somebody"} has decided about this request already. Nothing was changed."
            ),
        };

    /// <summary>Ends what waits for nothing any more: the asker owns the group no more, the group is out of use, or the end date has passed.</summary>
    internal async Task LapseAsync(AccountsContext context, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await SettleAsync(context, cancellationToken);
        var waiting = await context.Requests.AsNoTracking().Where(row => row.State == RequestState.Waiting).ToListAsync(cancellationToken);
        foreach (var asked in waiting.GroupBy(row => (row.Account, row.Owner)))
        {
            var account = await context.Users.AsNoTracking().FirstOrDefaultAsync(row => row.Id == asked.Key.Account, cancellationToken);
            var isOwner = account is { Disabled: false } && await ownership.UserOfAsync(account, cancellationToken) == asked.Key.Owner;
            var owned = isOwner ? await ownership.GroupsAsync(asked.Key.Owner, cancellationToken) : null;
            foreach (var request in asked)
                if (owned?.ContainsKey(request.Group) != true)
                    await LapseAsync(
                        request.Id,
                        "Who asked does not own the group any more, or the group is out of use.",
                        cancellationToken
                    );
                else if (request.Until <= now)
                    await LapseAsync(request.Id, "Its end date passed before anybody decided.", cancellationToken);
        }
    }

    /// <summary>Ends what was being taken once its run has ended: the exception stands, or the request waits as before. It waits again too where no run came of it for so long.</summary>
    internal async Task SettleAsync(AccountsContext context, CancellationToken cancellationToken)
    {
        var stuck = clock.GetUtcNow() - Stuck;
        var taking = await context
            .Requests.AsNoTracking()
            .Where(row => row.State == RequestState.Taking && (row.Run != null || row.DecidedAt < stuck))
            .ToListAsync(cancellationToken);
        foreach (var request in taking)
        {
            var outcome = request.Run is { } run ? await OutcomeAsync(run, cancellationToken) : null;
            if (outcome is not (RunOutcome.Held or RunOutcome.Running))
                await SettleAsync(context, request, outcome is RunOutcome.Applied or RunOutcome.NoChanges, cancellationToken);
        }
    }

    private async Task SettleAsync(AccountsContext context, OwnerRequest request, bool isTaken, CancellationToken cancellationToken)
    {
        await using var turn = await audit.TurnAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var settled = await context
            .Requests.Where(row =>
                row.Id == request.Id && row.State == RequestState.Taking && row.Run == request.Run && row.DecidedAt == request.DecidedAt
            )
            .ExecuteUpdateAsync(
                row =>
                    row.SetProperty(it => it.State, isTaken ? RequestState.Taken : RequestState.Waiting)
                        .SetProperty(it => it.DecidedBy, isTaken ? request.DecidedBy : null)
                        .SetProperty(it => it.DecidedAt, isTaken ? clock.GetUtcNow() : null)
                        .SetProperty(it => it.Run, isTaken ? request.Run : null),
                cancellationToken
            );
        if (settled == 0)
            return;
        await NoteAsync(
            turn,
            isTaken ? request.DecidedBy! : "muster",
            isTaken ? "request.taken" : "request.reopened",
            request,
            [("asker", request.Asker), ("run", request.Run)],
            cancellationToken
        );
        await turn.CommitAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
    }

    private async Task<RunOutcome?> OutcomeAsync(long run, CancellationToken cancellationToken) =>
        (await muster.Database.Runs.FindAsync(run, cancellationToken))?.Outcome;

    private async Task LapseAsync(long id, string why, CancellationToken cancellationToken)
    {
        try
        {
            await CloseAsync("muster", id, RequestState.Lapsed, "request.lapsed", why, cancellationToken);
        }
        catch (WorkFailedException)
        {
            // Decided about a moment ago.
        }
    }

    /// <summary>Records what became of a request.</summary>
    private async Task NoteAsync(
        IAuditTurn turn,
        string actor,
        string action,
        OwnerRequest request,
        (string, object?)[] more,
        CancellationToken cancellationToken
    )
    {
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var groups = await muster.Database.History.GroupsByKeyAsync([request.Group], revision, cancellationToken);
        var users = await muster.Database.History.UsersByKeyAsync([request.User], revision, cancellationToken);
        await turn.AppendAsync(
            actor,
            action,
            groups.GetValueOrDefault(request.Group)?.Name ?? $"group {request.Group}",
            [
                ("request", request.Id),
                ("group", request.Group),
                ("user", users.GetValueOrDefault(request.User)?.Handle ?? $"#{request.User}"),
                ("kind", request.Kind.ToString()),
                .. more,
            ],
            cancellationToken
        );
    }
}
