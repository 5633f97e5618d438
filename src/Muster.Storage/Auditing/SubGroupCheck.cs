using Muster.Storage.Platform;
using Muster.Storage.Sql;

namespace Muster.Storage.Auditing;

/// <summary>Compares the intervals of sub-groups with the recorded digests and the counter.</summary>
internal sealed class SubGroupCheck(SqlSession session, RecordedDigests recorded, Action<string> fault, Action<string> derived)
{
    private (int Group, int Child) _pair;
    private long? _to;
    private long _current;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var digests = new DigestsByRevision();
        await session.EachAsync(
            SubGroups.SelectHistory(),
            row =>
            {
                var (group, child) = (row.GetInt32(0), row.GetInt32(1));
                var (from, to) = (row.GetInt64(2), row.NumberOrNull(3));
                CheckOrder((group, child), from, to);
                digests.Of(from).Nested(group, child, opened: true);
                if (to is { } end)
                    digests.Of(end).Nested(group, child, opened: false);
                else
                    _current++;
            },
            cancellationToken
        );
        digests.Compare((revision, hex) => recorded.Check(AuditActions.SubGroups, revision, 0, hex, fault));
        var counted = await session.NumberAsync(
            $"SELECT sub_groups FROM workspace WHERE workspace = {Database.Workspace}",
            cancellationToken
        );
        if (counted != _current)
            derived($"{counted} sub-groups were counted and {_current} are stored.");
    }

    private void CheckOrder((int Group, int Child) pair, long from, long? to)
    {
        if (pair == _pair && (_to is null || from < _to))
            fault($"Group {pair.Group}: its sub-group {pair.Child} overlaps itself at revision {from}.");
        if (to <= from)
            fault($"Group {pair.Group}: its sub-group {pair.Child} ends at revision {to}, before it begins at {from}.");
        (_pair, _to) = (pair, to);
    }
}
