using Muster.GraphEmulator.Histories;
using Muster.GraphEmulator.Quirks;

namespace Muster.GraphEmulator.Tenants;

/// <summary>Moves a tenant through its history, one change set at a time, beside the requests that read it.</summary>
internal sealed class TenantTimeline : IDisposable
{
    private readonly ITenantHistory _history;
    private readonly long _startAt;
    private DeletionQuirks _quirks;
    private readonly TimeProvider _clock;
    private readonly Action<DirectoryEdits>? _prepare;
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Lock _moving = new();
    private IEnumerator<ChangeSet> _changeSets;
    private ChangeApplier _applier;
    private DirectoryEdits _edits;
    private Tenant _tenant;
    private string? _broken;
    private bool _ended;
    private DateTimeOffset _movedAt;
    private Action<Tenant>? _observer;

    /// <param name="history">What happens to the tenant.</param>
    /// <param name="startAt">Change set to begin after.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    /// <param name="quirks">How deletions are told.</param>
    /// <param name="clock">The clock that changes by hand are timed by.</param>
    /// <param name="prepare">Puts in what a tenant has before its history begins.</param>
    /// <exception cref="InvalidDataException">The history does not apply, or ends before <paramref name="startAt"/>.</exception>
    public TenantTimeline(
        ITenantHistory history,
        long startAt,
        CancellationToken cancellationToken,
        DeletionQuirks? quirks = null,
        TimeProvider? clock = null,
        Action<DirectoryEdits>? prepare = null
    )
    {
        _prepare = prepare;
        _quirks = quirks ?? new();
        _clock = clock ?? TimeProvider.System;
        _history = history;
        _startAt = startAt;
        (_tenant, _applier, _changeSets) = Begin(cancellationToken);
        (_edits, _movedAt) = (new(_tenant), _clock.GetUtcNow());
    }

    public string DisplayName => _history.DisplayName;

    /// <summary>Number of the last change set, once that is known.</summary>
    public long? LastSeq => _history.LastSeq ?? (_ended ? _tenant.Seq : null);

    /// <summary>Calls this after each revision from here on, before anybody can read it or make the next.</summary>
    public void Observe(Action<Tenant> observer) => _observer = observer;

    public T Read<T>(Func<Tenant, T> read)
    {
        _lock.EnterReadLock();
        try
        {
            return read(_tenant);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>Tells deletions in another way from here on, also after a reset.</summary>
    public void TellDeletions(DeletionQuirks quirks)
    {
        _lock.EnterWriteLock();
        try
        {
            _tenant.Deletion = _quirks = quirks;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Changes the tenant by hand, in a revision of its own that delta tells.</summary>
    /// <remarks>
    /// The tenant's time runs on from its last change as the clock does, so that 30 days on the clock after a deletion the next
    /// change purges. From the first such change on, a history is followed leniently.
    /// </remarks>
    public T Write<T>(Func<Tenant, DirectoryEdits, T> write)
    {
        _lock.EnterWriteLock();
        _tenant.Revision++;
        try
        {
            var now = _clock.GetUtcNow();
            if (now > _movedAt)
                _tenant.At += now - _movedAt;
            _movedAt = now;
            _edits.EmptyBin();
            var answer = write(_tenant, _edits);
            _tenant.IsChangedByHand = true;
            return answer;
        }
        finally
        {
            _tenant.CloseRevision();
            _observer?.Invoke(_tenant);
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Applies change sets until <paramref name="seq"/> is the last one applied.</summary>
    /// <exception cref="TimelineException">That lies behind the tenant or past the end of its history.</exception>
    public void AdvanceTo(long seq, CancellationToken cancellationToken)
    {
        lock (_moving)
            MoveTo(seq, cancellationToken);
    }

    public void AdvanceBy(long count, CancellationToken cancellationToken)
    {
        lock (_moving)
            MoveTo(checked(_tenant.Seq + count), cancellationToken);
    }

    /// <summary>Brings the tenant back to where it started, by reading its history anew.</summary>
    public void Reset(CancellationToken cancellationToken)
    {
        lock (_moving)
        {
            var (tenant, applier, changeSets) = Begin(cancellationToken);
            _changeSets.Dispose();
            _lock.EnterWriteLock();
            (_tenant, _applier, _changeSets, _broken, _ended) = (tenant, applier, changeSets, null, false);
            (_edits, _movedAt) = (new(tenant), _clock.GetUtcNow());
            _lock.ExitWriteLock();
        }
    }

    public void Dispose()
    {
        _changeSets.Dispose();
        _lock.Dispose();
    }

    private void MoveTo(long seq, CancellationToken cancellationToken)
    {
        if (_broken is not null)
            throw new TimelineException($"{_broken} The tenant stays where that left it until it is reset.");
        if (seq < _tenant.Seq)
            throw new TimelineException($"The tenant stands at change set {_tenant.Seq} and cannot go back to {seq}; reset it first.");
        if (LastSeq is { } last && seq > last)
            throw new TimelineException($"The history ends at change set {last}; there is no {seq}.");
        while (_tenant.Seq < seq)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Step(seq);
        }
    }

    private void Step(long goal)
    {
        if (!_changeSets.MoveNext())
        {
            _ended = true;
            throw new TimelineException($"The history ends at change set {_tenant.Seq}, where the tenant is now; there is no {goal}.");
        }
        _lock.EnterWriteLock();
        try
        {
            _applier.Apply(_changeSets.Current);
            _observer?.Invoke(_tenant);
            _movedAt = _clock.GetUtcNow();
        }
        catch (InvalidDataException problem)
        {
            _broken = problem.Message;
            throw new TimelineException(problem.Message, problem);
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    private (Tenant, ChangeApplier, IEnumerator<ChangeSet>) Begin(CancellationToken cancellationToken)
    {
        var tenant = new Tenant { Deletion = _quirks };
        _prepare?.Invoke(new(tenant));
        var applier = new ChangeApplier(tenant);
        var changeSets = _history.ChangeSets().GetEnumerator();
        while (tenant.Seq < _startAt)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!changeSets.MoveNext())
                throw new InvalidDataException($"The history ends at change set {tenant.Seq}; the tenant cannot start at {_startAt}.");
            applier.Apply(changeSets.Current);
        }
        tenant.StartRecording();
        return (tenant, applier, changeSets);
    }
}
