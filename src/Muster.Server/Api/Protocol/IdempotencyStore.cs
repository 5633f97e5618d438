using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Muster.Server.Accounts;

namespace Muster.Server.Api.Protocol;

/// <summary>Requests that carried a key, kept beside the accounts so that a restart forgets none.</summary>
internal sealed class IdempotencyStore(IDbContextFactory<AccountsContext> contexts, TimeProvider clock)
{
    /// <summary>How long a request is remembered.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(24);

    /// <summary>Most requests of one account that are remembered at once.</summary>
    public const int Most = 20_000;

    private readonly ConcurrentDictionary<string, bool> _interrupted = new(StringComparer.Ordinal);

    /// <summary>Names this process.</summary>
    public Guid Process { get; } = Guid.NewGuid();

    /// <summary>Takes a request, unless its key was taken before.</summary>
    /// <returns>The earlier request with that key; null when there was none, and this one is taken.</returns>
    /// <exception cref="ApiException">Too many are remembered.</exception>
    public async Task<IdempotentRequest?> TakeAsync(IdempotentRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var now = clock.GetUtcNow();
            await context.IdempotentRequests.Where(row => row.EndsAt <= now).ExecuteDeleteAsync(cancellationToken);
            if (await FindAsync(context, request.Key, cancellationToken) is { } earlier)
                return earlier;
            if (await context.IdempotentRequests.CountAsync(row => row.Account == request.Account, cancellationToken) >= Most)
                throw TooMany();
            // Somebody may have been faster, and may have been refused and forgotten since: then nobody has the key, and it is tried again.
            if (await InsertedAsync(context, request))
            {
                _interrupted.TryRemove(request.Key, out _);
                return null;
            }
        }
    }

    /// <summary>Whether the answer to a request that has none yet is still to come.</summary>
    public bool IsUnderWay(IdempotentRequest request) =>
        request is { Status: null } && request.Process == Process && !_interrupted.ContainsKey(request.Key);

    /// <summary>Notes that a request of this process came to an end that nobody knows; with the process the note is needed no longer, as its requests are interrupted then.</summary>
    public void Interrupt(string key) => _interrupted[key] = true;

    /// <summary>Keeps the answer.</summary>
    public async Task KeepAsync(IdempotentRequest answered)
    {
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        context.IdempotentRequests.Update(answered);
        await context.SaveChangesAsync(CancellationToken.None);
    }

    /// <summary>Keeps what the work came to.</summary>
    public async Task KeepEndAsync(string key, byte[] end)
    {
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        await context
            .IdempotentRequests.Where(row => row.Key == key)
            .ExecuteUpdateAsync(row => row.SetProperty(it => it.WorkEnd, end), CancellationToken.None);
    }

    /// <summary>Forgets a request that was refused, so that it may be sent again when the reason is gone.</summary>
    public async Task ForgetAsync(string key)
    {
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        await context.IdempotentRequests.Where(row => row.Key == key).ExecuteDeleteAsync(CancellationToken.None);
    }

    /// <summary>Once it is written the key is taken, so this is not given up half-way.</summary>
    private static async Task<bool> InsertedAsync(AccountsContext context, IdempotentRequest request)
    {
        context.IdempotentRequests.Add(request);
        try
        {
            await context.SaveChangesAsync(CancellationToken.None);
            return true;
        }
        catch (DbUpdateException taken) when (AccountsContext.IsTaken(taken))
        {
            return false;
        }
    }

    private static ApiException TooMany() =>
        new(
            StatusCodes.Status429TooManyRequests,
            "tooManyKeys",
            $"{Most} requests of yours with a key are remembered, which is the most. Each is for 24 hours; try later."
        )
        {
            RetryAfter = TimeSpan.FromMinutes(10),
        };

    private static Task<IdempotentRequest?> FindAsync(AccountsContext context, string key, CancellationToken cancellationToken) =>
        context.IdempotentRequests.AsNoTracking().FirstOrDefaultAsync(row => row.Key == key, cancellationToken);
}
