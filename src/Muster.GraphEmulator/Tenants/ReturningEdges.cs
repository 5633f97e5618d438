namespace Muster.GraphEmulator.Tenants;

/// <summary>
/// The edges of objects that a history brings back. A history says that a deletion ended them and states anew which of them are
/// there again; Graph kept them all. So those that are stated go on as if they had never left, and at the end of the change set
/// the others are removed, as by an administrator after the restore.
/// </summary>
internal sealed class ReturningEdges(Tenant tenant, EdgeBook book)
{
    private readonly Dictionary<Edge, Open> _open = [];

    public bool Contains(Edge edge) => _open.ContainsKey(edge);

    /// <summary>Call when the object is alive again.</summary>
    public void Await(DirectoryObject returned)
    {
        foreach (var edge in Edge.Of(tenant, returned))
        {
            var before = _open.GetValueOrDefault(edge);
            _open[edge] = new(
                before.WentWithGroup || (edge.Group == returned && book.IsToldAtDeletion(edge, returned)),
                before.ComesTold || book.IsToldOnReturn(edge, returned)
            );
        }
    }

    /// <summary>Lets the edge go on; false when it is none that came back.</summary>
    public bool Confirm(Edge edge)
    {
        if (!_open.Remove(edge, out var open))
            return false;
        book.WakeUp(edge, open.ComesTold);
        return true;
    }

    /// <summary>Ends what nobody stated, of one object or of all.</summary>
    public void Settle(DirectoryObject? only = null)
    {
        if (_open.Count == 0)
            return;
        foreach (var (edge, open) in _open.Where(pair => only is null || pair.Key.Group == only || pair.Key.Other == only).ToArray())
        {
            _open.Remove(edge);
            EdgeBook.Drop(edge);
            if (!open.WentWithGroup && (edge.Group.IsAlive || tenant.Deletion.RestoredGroupsComeWithoutMembers))
                book.Tell(edge, isRemoved: true);
        }
    }

    /// <param name="WentWithGroup">Its removal was told with the deletion of the group.</param>
    /// <param name="ComesTold">Its return is told.</param>
    private readonly record struct Open(bool WentWithGroup, bool ComesTold);
}
