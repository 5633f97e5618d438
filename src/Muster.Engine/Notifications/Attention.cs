using Muster.Engine.Reading;

namespace Muster.Engine.Notifications;

/// <summary>What the keeper remembers of a connection between two rounds.</summary>
internal sealed class Attention
{
    private readonly Lock _lock = new();
    private readonly HashSet<DirectoryStream> _asked = [];
    private bool _compare;
    private bool _begun;
    private DateTimeOffset? _comparedAt;

    /// <summary>The directory wants a subscription confirmed, or says that it is gone.</summary>
    public void Note(DirectoryStream stream, bool removed)
    {
        lock (_lock)
        {
            _asked.Add(stream);
            _compare |= removed;
        }
    }

    /// <summary>What the next round has to heed; forgotten here from now on.</summary>
    public RoundOrder Take(DateTimeOffset now, TimeSpan comparison)
    {
        lock (_lock)
        {
            var order = new RoundOrder(!_begun, _compare || _comparedAt is not { } at || now - at >= comparison, _asked.ToHashSet());
            _begun = true;
            _compare = false;
            _asked.Clear();
            return order;
        }
    }

    /// <summary>The round was cut off: what it had to heed is still to be done.</summary>
    public void GiveBack(RoundOrder order)
    {
        lock (_lock)
        {
            _asked.UnionWith(order.Asked);
            _begun &= !order.First;
            _compare |= order.Compare;
        }
    }

    /// <summary>The round is over.</summary>
    public void Done(RoundOrder order, bool compared, DateTimeOffset now)
    {
        lock (_lock)
            if (compared)
                _comparedAt = now;
            else
                _compare |= order.Compare;
    }
}
