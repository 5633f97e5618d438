using System.Globalization;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Drift;
using Muster.Engine.Reading;
using Muster.Storage.Platform;
using Muster.Storage.Sql;

namespace Muster.Storage.Drift;

/// <summary>Holds what plans are made from against the history it is derived from, membership by membership. The history itself is checked by the audit.</summary>
internal sealed class DamageSearch(SqlSession session)
{
    private readonly MemberSets _sets = new(session);
    private readonly HashSet<MemberSet> _met = [];
    private readonly Dictionary<int, int> _packed = [];
    private readonly List<StateDamage> _found = [];

    public async Task<IReadOnlyList<StateDamage>> RunAsync(CancellationToken cancellationToken)
    {
        await _sets.LoadAsync(cancellationToken);
        await StandingMemberships.EachAsync(session, Compare, cancellationToken);
        foreach (var set in _sets.All.Where(set => !_met.Contains(set)).Order().ToList())
            Compare(set, KeySet.Empty);
        await CompareCountsAsync(cancellationToken);
        await CompareUsersAsync(cancellationToken);
        return _found;
    }

    private void Compare(MemberSet set, KeySet standing)
    {
        _met.Add(set);
        _packed[set.Group] = _packed.GetValueOrDefault(set.Group) + standing.Count;
        try
        {
            var stored = _sets.Get(set);
            foreach (var user in stored.Except(standing).AsList)
                Add(DamageKind.Extra, set, user, "stored, but nothing in the history put the person there");
            foreach (var user in standing.Except(stored).AsList)
                Add(DamageKind.Missing, set, user, "not stored, but nothing in the history took the person out");
        }
        catch (StoredDataException)
        {
            Add(DamageKind.Unreadable, set, null, $"the stored set of {standing.Count} cannot be read");
        }
    }

    private Task CompareCountsAsync(CancellationToken cancellationToken) =>
        session.EachAsync(
            $"SELECT key, packed FROM app_group WHERE workspace = {Database.Workspace}",
            row =>
            {
                var (group, counted) = (row.GetInt32(0), row.GetInt32(1));
                if (_packed.GetValueOrDefault(group) is var standing && standing != counted)
                    _found.Add(
                        new(
                            DamageKind.Count,
                            group,
                            null,
                            null,
                            Words($"{counted} memberships are counted, {standing} stand by the history")
                        )
                    );
            },
            cancellationToken
        );

    private Task CompareUsersAsync(CancellationToken cancellationToken) =>
        session.EachAsync(
            $"""
            SELECT u.key, u.active, v.active FROM app_user u
            JOIN app_user_version v ON v.workspace = u.workspace AND v.user_key = u.key AND v.to_revision IS NULL
            WHERE u.workspace = {Database.Workspace} AND (u.active <> v.active OR coalesce(u.connection, 0) <> coalesce(v.connection, 0)
                OR coalesce(u.directory_key, 0) <> coalesce(v.directory_key, 0)) ORDER BY u.key
            """,
            row =>
            {
                var (stored, recorded) = (row.Flag(1), row.Flag(2));
                var text =
                    stored == recorded ? "stored as following somebody else than the history says"
                    : stored ? "stored as active, by the history suspended"
                    : "stored as suspended, by the history active";
                _found.Add(new StateDamage(DamageKind.User, null, null, row.GetInt32(0), text));
            },
            cancellationToken
        );

    private void Add(DamageKind what, MemberSet set, int? user, string text) => _found.Add(new(what, set.Group, set.Relation, user, text));

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
