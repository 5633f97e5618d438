namespace Muster.Engine.Runs;

/// <summary>Holds a lease for as long as it lives: renews it in the background, and cancels <see cref="Token"/> when it is lost.</summary>
public sealed class LeaseKeeper : IAsyncDisposable
{
    private readonly ILeaseStore _store;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _lost;
    private readonly Task _renewals;

    private LeaseKeeper(ILeaseStore store, Lease lease, TimeProvider clock, CancellationToken cancellationToken)
    {
        (_store, Lease) = (store, lease);
        _lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _renewals = RenewAsync(clock, _stop.Token);
    }

    /// <summary>The lease.</summary>
    public Lease Lease { get; }

    /// <summary>Cancelled when the caller cancels or the lease is lost.</summary>
    public CancellationToken Token => _lost.Token;

    /// <summary>Takes the lease.</summary>
    /// <exception cref="LeaseTakenException">Another process has it.</exception>
    public static async Task<LeaseKeeper> AcquireAsync(
        ILeaseStore store,
        string purpose,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        await store.AcquireAsync(purpose, cancellationToken) switch
        {
            LeaseOutcome.Given(var lease) => new LeaseKeeper(store, lease, clock, cancellationToken),
            LeaseOutcome.Taken(var holder, var otherPurpose, var since) => throw new LeaseTakenException(
                $"Another process is working on this data: {otherPurpose}, since {since:yyyy-MM-dd HH:mm:ss} UTC ({holder}). Wait until it is done, then try again."
            ),
            var other => throw new InvalidOperationException($"Unknown outcome {other}."),
        };

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _renewals.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ReleaseAsync();
        _stop.Dispose();
        _lost.Dispose();
    }

    /// <summary>What was done is done, whether the lease is given back or ends by itself.</summary>
    private async Task ReleaseAsync()
    {
        try
        {
            await _store.ReleaseAsync(Lease, CancellationToken.None);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Deliberately nothing: nobody renews it any more, so it is free after its time to live.
        }
    }

    private async Task RenewAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_store.TimeToLive / 3, clock);
        var renewed = clock.GetTimestamp();
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var now = clock.GetTimestamp();
            var held = await TryRenewAsync(cancellationToken);
            if (held == true)
                renewed = now;
            else if (held == false || clock.GetElapsedTime(renewed) >= _store.TimeToLive)
            {
                await _lost.CancelAsync();
                return;
            }
        }
    }

    /// <summary>Whether the lease is still held; null when that could not be found out, which may pass.</summary>
    private async Task<bool?> TryRenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _store.RenewAsync(Lease, cancellationToken);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or OutOfMemoryException))
        {
            return null;
        }
    }
}

/// <summary>Another process holds the lease of the workspace.</summary>
public sealed class LeaseTakenException(string message) : Exception(message);
