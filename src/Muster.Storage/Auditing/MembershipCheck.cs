using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Reading;
using Muster.Storage.Platform;
using Muster.Storage.Sql;

namespace Muster.Storage.Auditing;

/// <summary>Compares the intervals of memberships with the recorded digests, the packed sets and the counters, group by group in one pass.</summary>
internal sealed class MembershipCheck(SqlSession session, RecordedDigests recorded, Action<string> fault, Action<string> derived)
    : IDisposable
{
    private readonly MemberSets _sets = new(session);
    private readonly HashSet<MemberSet> _met = [];
    private readonly DigestsByRevision _digests = new();
    private readonly List<int> _current = [];
    private MemberSet _set;
    private int _user;
    private long? _to;
    private long _rows;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _sets.LoadAsync(cancellationToken);
        await session.EachAsync(
            $"""
            SELECT group_key, relation, origin, user_key, from_revision, to_revision, via, end_cause, end_evidence FROM membership
            WHERE workspace = {Database.Workspace} ORDER BY group_key, relation, origin, user_key, from_revision
            """,
            row =>
                Take(
                    new MemberSet(row.GetInt32(0), (MembershipRelation)row.GetInt32(1), (MembershipOrigin)row.GetInt32(2)),
                    row.GetInt32(3),
                    row.GetInt64(4),
                    row.NumberOrNull(5),
                    row.GetInt32(6),
                    (row.IntOrNull(7), row.IntOrNull(8))
                ),
            cancellationToken
        );
        EndSet();
        EndGroup();
        foreach (var set in _sets.All.Where(set => !_met.Contains(set)))
            derived($"{set}: a packed set is stored, but no membership.");
        await CheckCountersAsync(cancellationToken);
    }

    public void Dispose() => _digests.Dispose();

    private void Take(MemberSet set, int user, long from, long? to, int via, (int? Cause, int? Evidence) end)
    {
        if (set != _set)
        {
            EndSet();
            if (set.Group != _set.Group)
                EndGroup();
            (_set, _user) = (set, 0);
        }
        _rows++;
        if (user == _user && (_to is null || from < _to))
            fault($"{set}: memberships of user {user} overlap at revision {from}.");
        if (to <= from)
            fault($"{set}: a membership of user {user} ends at revision {to}, before it begins at {from}.");
        if ((end.Cause is null) != (end.Evidence is null) || (to is null && end.Cause is not null))
            fault($"{set}: a membership of user {user} has a reason for its end that does not fit.");
        (_user, _to) = (user, to);
        _digests.Of(from).Opened(set.Relation, set.Origin, user, via);
        EndReason? reason = end is ({ } cause, { } evidence) ? new((RemovalCause)cause, (Evidence)evidence) : null;
        if (to is { } ended)
            _digests.Of(ended).Closed(set.Relation, set.Origin, user, reason);
        else
            _current.Add(user);
    }

    private void EndSet()
    {
        if (_set.Group == 0)
            return;
        _met.Add(_set);
        try
        {
            if (!_sets.Get(_set).AsList.SequenceEqual(_current))
                derived($"{_set}: the packed set differs from the memberships it stands for.");
        }
        catch (StoredDataException damaged)
        {
            derived(damaged.Message);
        }
        _current.Clear();
    }

    private void EndGroup()
    {
        var group = _set.Group;
        _digests.Compare((revision, hex) => recorded.Check(AuditActions.GroupMemberships, revision, group, hex, fault));
    }

    private async Task CheckCountersAsync(CancellationToken cancellationToken)
    {
        var counted = await session.NumberAsync(
            $"SELECT membership_rows FROM workspace WHERE workspace = {Database.Workspace}",
            cancellationToken
        );
        if (counted != _rows)
            derived($"{counted} memberships were counted and {_rows} are stored.");
        await session.EachAsync(
            $"SELECT key, members, owners, packed FROM app_group WHERE workspace = {Database.Workspace}",
            row =>
            {
                var group = row.GetInt32(0);
                if (
                    (People(group, MembershipRelation.Member), People(group, MembershipRelation.Owner))
                    != (row.GetInt32(1), row.GetInt32(2))
                )
                    derived($"Group {group}: its counts of members and owners differ from its packed sets.");
                if (_sets.CountOf(group) != row.GetInt32(3))
                    derived($"Group {group}: {row.GetInt32(3)} packed entries were counted and {_sets.CountOf(group)} are stored.");
            },
            cancellationToken
        );
    }

    private int People(int group, MembershipRelation relation)
    {
        var people = KeySet.Empty;
        foreach (var origin in Enum.GetValues<MembershipOrigin>())
            try
            {
                people = people.Union(_sets.Get(new MemberSet(group, relation, origin)));
            }
            catch (StoredDataException damaged)
            {
                derived(damaged.Message);
            }
        return people.Count;
    }
}
