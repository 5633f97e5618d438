using Muster.Engine.Reading;
using Muster.Entra.Checks;
using Muster.Entra.Http;
using Muster.Entra.Pages;

namespace Muster.Entra.Rounds;

/// <summary>Follows one stream from its start, or from its delta link, to the next delta link.</summary>
internal sealed class DeltaRound(
    GraphClient client,
    GraphRoot root,
    StreamPlan plan,
    IMirrorSession session,
    Seeing seeing,
    IProgress<ReadProgress>? progress
) : IAsyncDisposable
{
    private readonly CancellationTokenSource _ahead = new();
    private readonly HashSet<string> _met = [];
    private LinkTrail _trail = new();
    private Task<GraphAnswer>? _pending;
    private bool _restarted;
    private bool _fromDeltaLink;
    private bool _refusedOnce;
    private Uri _address = root.Address(plan.Initial);
    private int _page;
    private int _pagesDone;
    private long _objects;
    private long _edges;

    /// <summary>Reads to the end and completes the session.</summary>
    public async Task<StreamRead> RunAsync(CancellationToken cancellationToken)
    {
        var deltaLink = await FollowAsync(cancellationToken).ConfigureAwait(false);
        return await session.CompleteAsync(deltaLink, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads to the end and leaves the session open.</summary>
    /// <returns>The delta link.</returns>
    public async Task<string> FollowAsync(CancellationToken cancellationToken)
    {
        await using var stopping = cancellationToken
            .Register(static ahead => ((CancellationTokenSource)ahead!).Cancel(), _ahead)
            .ConfigureAwait(false);
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var answer = await ArriveAsync().ConfigureAwait(false);
            if (answer.Status != 200)
            {
                await RecoverAsync(answer, cancellationToken).ConfigureAwait(false);
                continue;
            }
            if (await TakeAsync(answer, cancellationToken).ConfigureAwait(false) is not { } deltaLink)
                continue;
            if (!seeing.HiddenMembers)
                session.KeepHidden();
            if (session.DeltaLink is null)
                seeing.RemarkUnmet(plan.More, _met);
            if (session.DeltaLink is null && plan.Only is null)
                seeing.Remark(
                    await new CountCheck(client, root, seeing).RunAsync(plan, session, Waiting, cancellationToken).ConfigureAwait(false)
                );
            return deltaLink;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ahead.CancelAsync().ConfigureAwait(false);
        if (_pending is not null)
        {
            await ((Task)_pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_pending.IsCompletedSuccessfully)
                (await _pending.ConfigureAwait(false)).Dispose();
        }
        _ahead.Dispose();
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var start = _address;
        if (session.DeltaLink is { } link)
        {
            _fromDeltaLink = root.TryAccept(link, out var address, out var why);
            if (_fromDeltaLink)
                start = address!;
            else
                await RestartAsync($"the stored delta link {why}", cancellationToken).ConfigureAwait(false);
        }
        Send(start);
    }

    private void Send(Uri address)
    {
        _address = address;
        _page++;
        _pending = client.GetAsync(address, Waiting, _ahead.Token);
    }

    private async Task<GraphAnswer> ArriveAsync()
    {
        var pending = _pending!;
        var answer = await pending.ConfigureAwait(false);
        _pending = null;
        return answer;
    }

    /// <summary>Starts anew without a token where that heals, sends the delta link a second time where it may, and gives up otherwise.</summary>
    private async Task RecoverAsync(GraphAnswer answer, CancellationToken cancellationToken)
    {
        var reason = Resync.Reason(answer);
        if (reason is null && answer.Status == 400 && _fromDeltaLink && _page == 1)
        {
            if (!_refusedOnce)
            {
                _refusedOnce = true;
                _page--;
                Send(_address);
                return;
            }
            reason = "the directory refused the delta link twice (400)";
        }
        if (reason is null)
            throw RoundFailure.Refused(plan, root, _page, !_fromDeltaLink && _page == 1, answer, seeing);
        if (_restarted)
            throw new DirectoryReadException(
                DirectoryFault.Unavailable,
                $"{RoundFailure.Where(plan, root, _page)}: the full read was broken off as well: {reason} ({answer.Reference}). Nothing was changed; run again later."
            );
        await RestartAsync(reason, cancellationToken).ConfigureAwait(false);
        Send(Resync.Location(answer, root, plan) ?? root.Address(plan.Initial));
    }

    private async Task RestartAsync(string reason, CancellationToken cancellationToken)
    {
        _restarted = true;
        _fromDeltaLink = false;
        _trail = new LinkTrail();
        _page = 0;
        await session.RestartInFullAsync(reason, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends for the next page, then parses and writes this one.</summary>
    /// <returns>The delta link if this page ends the round.</returns>
    private async Task<string?> TakeAsync(GraphAnswer answer, CancellationToken cancellationToken)
    {
        var page = _page;
        var rows = Parse(answer, page, out var ahead);
        if (rows.Hidden is { } hidden)
            throw RoundFailure.Hidden(plan, root, page, hidden);
        if (!seeing.HiddenMembers && rows.Unseen.Count > 0)
            seeing.Hide(session, rows.Unseen);
        await rows.Write(session, cancellationToken).ConfigureAwait(false);
        Count(rows);
        if (rows.Links.Next is { } next && ahead is null)
            FollowAt(page, next);
        return rows.Links.Delta;
    }

    private PageRows Parse(GraphAnswer answer, int page, out string? ahead)
    {
        ahead = null;
        if (!answer.IsJson)
            throw RoundFailure.NotAPage(
                plan,
                root,
                page,
                $"the answer is {answer.MediaType ?? "of no stated type"} and not JSON: {GraphError.Describe(answer)}"
            );
        if (answer.Body.TooLong)
            throw RoundFailure.NotAPage(plan, root, page, $"the answer is longer than {GraphClient.MaxBody >> 20} MB");
        try
        {
            ahead = DeltaPage.PeekNext(answer.Body.Bytes);
            if (ahead is not null)
                FollowAt(page, ahead);
            var rows = PageRows.Parse(plan, answer.Body.Bytes);
            Check(rows.Links, ahead);
            _trail.Page(rows.Fingerprint, rows.Objects == 0);
            return rows;
        }
        catch (PageFormatException e)
        {
            throw RoundFailure.NotAPage(plan, root, page, e.Message, e);
        }
    }

    private void FollowAt(int page, string next)
    {
        if (!root.TryAccept(next, out var address, out var why))
            throw RoundFailure.NotAPage(plan, root, page, $"its next link {why}");
        try
        {
            _trail.Follow(next);
        }
        catch (PageFormatException e)
        {
            throw RoundFailure.NotAPage(plan, root, page, e.Message, e);
        }
        Send(address);
    }

    private void Check(PageLinks links, string? ahead)
    {
        if (links is { Next: null, Delta: null })
            throw new PageFormatException("the page has neither a next link nor a delta link, so it is not known whether it is the last");
        if (links is { Next: not null, Delta: not null })
            throw new PageFormatException("the page has a next link and a delta link");
        if (ahead is not null && links.Next != ahead)
            throw new PageFormatException("the page has two next links");
        if (links.Delta is { } delta && !root.TryAccept(delta, out _, out var why))
            throw new PageFormatException($"its delta link {why}");
    }

    private void Count(PageRows rows)
    {
        _pagesDone++;
        _objects += rows.Objects;
        _edges += rows.Edges;
        _met.UnionWith(rows.Met);
        progress?.Report(new ReadProgress(plan.Stream, _pagesDone, _objects, _edges));
    }

    private void Waiting(TimeSpan wait) => progress?.Report(new ReadProgress(plan.Stream, _pagesDone, _objects, _edges, wait));
}
