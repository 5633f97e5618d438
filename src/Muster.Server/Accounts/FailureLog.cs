using Microsoft.EntityFrameworkCore;
using Muster.Server.Access;

namespace Muster.Server.Accounts;

/// <summary>Counts failed sign-ins and refused rights by hour, name and address, so that guessing and trying show and cannot fill the disk.</summary>
internal sealed class FailureLog(IDbContextFactory<AccountsContext> contexts, TimeProvider clock)
{
    /// <summary>Most pairs of name and address an hour.</summary>
    public const int MostPairs = 1000;

    /// <summary>What stands for the rest.</summary>
    public const string Others = "(others)";

    /// <summary>How long counts are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>How far back they are listed where nobody says how far.</summary>
    public static readonly TimeSpan Listed = TimeSpan.FromDays(7);

    /// <summary>Counts one failure.</summary>
    public async Task NoteAsync(string name, string address, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var hour = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        (name, address) = (Shortened(name), Shortened(address));
        var old = now - Kept;
        // One writes at a time: of two at once, one inserts and the other adds to it.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.FailedSignIns.Where(row => row.Hour < old).ExecuteDeleteAsync(cancellationToken);
        var isKnown = await CountAsync(context, hour, name, address, cancellationToken);
        if (!isKnown && await context.FailedSignIns.CountAsync(row => row.Hour == hour, cancellationToken) >= MostPairs)
        {
            (name, address) = (Others, Others);
            isKnown = await CountAsync(context, hour, name, address, cancellationToken);
        }
        if (!isKnown)
        {
            context.FailedSignIns.Add(
                new()
                {
                    Hour = hour,
                    Name = name,
                    Address = address,
                    Count = 1,
                }
            );
            await context.SaveChangesAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Counts that somebody who is signed in was refused what they asked for.</summary>
    public Task RefusedAsync(Caller caller, Right right, string address, CancellationToken cancellationToken) =>
        NoteAsync($"Refused: {right}, {caller.Name}", address, cancellationToken);

    /// <summary>Counts since an instant, the latest hours first, the most frequent first in each.</summary>
    /// <param name="since">Not before the hour of this instant.</param>
    /// <param name="after">Only those behind this place; null from the first.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<IReadOnlyList<FailedSignIns>> PageAsync(
        DateTimeOffset since,
        FailurePlace? after,
        int most,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = context.FailedSignIns.AsNoTracking().Where(row => row.Hour >= since);
        return await (after is null ? rows : after.Behind(rows))
            .OrderByDescending(row => row.Hour)
            .ThenByDescending(row => row.Count)
            .ThenBy(row => row.Name)
            .ThenBy(row => row.Address)
            .Take(most)
            .ToListAsync(cancellationToken);
    }

    /// <summary>How many counts there are since an instant.</summary>
    public async Task<long> CountAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.FailedSignIns.LongCountAsync(row => row.Hour >= since, cancellationToken);
    }

    /// <summary>How many attempts they stand for.</summary>
    public async Task<long> AttemptsAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.FailedSignIns.Where(row => row.Hour >= since).SumAsync(row => (long)row.Count, cancellationToken);
    }

    private static async Task<bool> CountAsync(
        AccountsContext context,
        DateTimeOffset hour,
        string name,
        string address,
        CancellationToken cancellationToken
    ) =>
        await context
            .FailedSignIns.Where(row => row.Hour == hour && row.Name == name && row.Address == address)
            .ExecuteUpdateAsync(row => row.SetProperty(found => found.Count, found => found.Count + 1), cancellationToken) > 0;

    private static string Shortened(string text)
    {
        var shown = new string([.. text.Trim().Where(letter => !char.IsControl(letter)).Take(100)]);
        return shown.Length == 0 ? "(empty)" : shown;
    }
}
