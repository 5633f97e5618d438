using CsCheck;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Reading;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqliteHistoryTests : HistoryContract<SqliteTestDatabase>;

public sealed class PostgresHistoryTests : HistoryContract<PostgresTestDatabase>;

/// <summary>Random histories against the simplest model there is: sets of pairs.</summary>
public abstract class HistoryContract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static readonly Gen<(int Group, int Target, EdgeKind Kind, bool Removed)> Edge = Gen.Select(
        Gen.Int[0, 3],
        Gen.Int[0, 5],
        Gen.Enum<EdgeKind>(),
        Gen.Bool
    );

    private static readonly Gen<Round> Rounds = Gen.Select(
            Gen.Bool,
            Gen.Frequency((1, Gen.Const(true)), (3, Gen.Const(false))),
            Gen.Bool,
            Gen.Select(Gen.Int[0, 5], Gen.Bool).Array[0, 5],
            Gen.Select(Gen.Int[0, 3], Gen.Int[0, 4]).Array[0, 4],
            Edge.Array[0, 12]
        )
        .Select(
            (groups, full, settles, users, facts, edges) =>
                new Round(groups, full, settles, users, [.. facts.Select(fact => (fact.Item1, Gone: fact.Item2 == 0))], edges)
        );

    [Fact]
    public async Task Any_sequence_of_rounds_gives_the_mirror_of_the_model() =>
        await Rounds.Array[1, 12].SampleAsync(ReplayRoundsAsync, iter: 40, threads: 1);

    [Fact]
    public async Task INV_19_any_sequence_of_plans_can_be_shown_at_every_revision() =>
        await Gen.Select(Gen.Int[1, 3], Gen.Int[0, 2], Gen.Int[1, 6], Gen.Bool)
            .Array[0, 10]
            .Array[1, 10]
            .SampleAsync(ReplayPlansAsync, iter: 40, threads: 1);

    private static async Task ReplayRoundsAsync(Round[] rounds)
    {
        await using var db = new TDatabase();
        await db.StartAsync();
        var model = new ModelMirror();
        foreach (var round in rounds)
        {
            var version = (await db.MirrorAsync()).Certificate.MirrorVersion;
            var before = model.Describe();
            if (round.Groups)
            {
                var changes = Changes(round);
                // After a group came back the next round is a full one, asked for or not.
                var full = (await db.ReadGroupsAsync(round.Full, changes)).Certificate.InFull;
                model.TakeGroups(changes, full);
            }
            else
            {
                var changes = round.Users.Select(user => user.Gone ? GoneUser($"u{user.User}") : User($"u{user.User}")).ToArray();
                await db.ReadUsersAsync(round.Full, changes);
                model.TakeUsers(changes, round.Full);
            }
            var mirror = await db.MirrorAsync();
            Assert.Equal(model.Describe(), await DescribeAsync(db, mirror));
            Assert.Equal(before != model.Describe(), mirror.Certificate.MirrorVersion > version);
            if (!round.Settles)
                continue;
            await db.AppliedAsync(await db.PlanAsync());
            model.Settle();
            Assert.Equal(model.Describe(), await DescribeAsync(db, await db.MirrorAsync()));
        }
    }

    private static DirectoryGroupChange[] Changes(Round round)
    {
        var changes = round
            .Facts.Select(fact => fact.Gone ? GoneGroup($"g{fact.Group}") : Group($"g{fact.Group}"))
            .Concat(
                round.Edges.Select(edge =>
                    Group($"g{edge.Group}", new EdgeChange(edge.Kind, Id(Target(edge.Kind, edge.Target)), edge.Removed))
                )
            );
        return [.. changes];
    }

    private static string Target(EdgeKind kind, int number) =>
        kind switch
        {
            EdgeKind.GroupMember => $"g{number % 5}",
            EdgeKind.OtherMember or EdgeKind.OtherOwner => $"d{number}",
            _ => $"u{number}",
        };

    private static async Task<string> DescribeAsync(TDatabase db, DirectoryMirror mirror)
    {
        var users = await db
            .Muster.Mirror.UsersAsync(db.Entra.Key, UserSelection.All, Token)
            .ToDictionaryAsync(user => user.Key, cancellationToken: Token);
        var lines = users.Values.Select(user => $"{user.Id} {user.Presence}").ToList();
        foreach (var group in mirror.Groups)
        {
            lines.Add($"{group.Id} {group.Presence} others {group.OtherMembers}");
            foreach (
                var (what, edges) in new[]
                {
                    ("", new DepartedEdges(group.Members, group.ChildGroups, group.Owners)),
                    ("stated ", group.Stated),
                    ("inferred ", group.Inferred),
                }
            )
            {
                lines.AddRange(edges.Members.AsList.Select(key => $"{group.Id} {what}UserMember {users[key].Id}"));
                lines.AddRange(edges.ChildGroups.AsList.Select(key => $"{group.Id} {what}GroupMember {mirror.Group(key)!.Id}"));
                lines.AddRange(edges.Owners.AsList.Select(key => $"{group.Id} {what}UserOwner {users[key].Id}"));
            }
        }
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    private static async Task ReplayPlansAsync((int Group, int Slot, int User, bool Remove)[][] plans)
    {
        await using var db = new TDatabase();
        await db.StartAsync();
        await db.ReadUsersAsync(false, [.. Enumerable.Range(1, 6).Select(i => User($"u{i}"))]);
        await db.AppliedAsync(
            await db.PlanAsync(
                Enumerable.Range(1, 3).Select(group => new GroupStep.Create(group, $"g{group}", null)),
                Enumerable.Range(1, 6).Select(user => Create(user, $"u{user}"))
            )
        );
        var now = new HashSet<(int Group, MembershipRelation, MembershipOrigin, int User)>();
        var past = new List<HashSet<(int, MembershipRelation, MembershipOrigin, int)>> { new(), new() };
        foreach (var plan in plans)
        {
            var unlinked = plan.Length > 8 ? plan[0].Group : 0;
            await db.AppliedAsync(await db.PlanAsync(unlinked > 0 ? [new GroupStep.Unlink(unlinked)] : [], memberships: Changes(plan)));
            foreach (var (group, slot, user, remove) in Last(plan))
                if (remove)
                    now.Remove((group, Relation(slot), Origin(slot), user));
                else
                    now.Add((group, Relation(slot), Origin(slot), user));
            foreach (var item in now.Where(item => item.Group == unlinked && item.Item3 == MembershipOrigin.Directory).ToList())
            {
                now.Remove(item);
                now.Add((item.Group, item.Item2, MembershipOrigin.Local, item.User));
            }
            past.Add([.. now]);
        }
        for (var revision = 0; revision < past.Count; revision++)
        {
            var rows = await db.RowsAsync(revision);
            Assert.Equal(past[revision].Order(), rows.Select(row => (row.Group, row.Relation, row.Origin, row.User)).Order());
            var counts = await db.Muster.Platform.GroupRowsAsync(revision, null, Token).ToListAsync(Token);
            Assert.All(
                counts,
                group =>
                {
                    Assert.Equal(People(past[revision], group.Key, MembershipRelation.Member), group.Members);
                    Assert.Equal(People(past[revision], group.Key, MembershipRelation.Owner), group.Owners);
                }
            );
        }
        foreach (var group in (await db.StateAsync()).Groups)
            Assert.Equal(
                KeySet.Of(
                    now.Where(item =>
                            item.Group == group.Key && item.Item2 == MembershipRelation.Member && item.Item3 == MembershipOrigin.Directory
                        )
                        .Select(item => item.User)
                ),
                group.Members
            );
        Assert.Empty(await db.FaultsAsync());
    }

    private static int People(HashSet<(int, MembershipRelation, MembershipOrigin, int)> state, int group, MembershipRelation relation) =>
        state.Where(item => item.Item1 == group && item.Item2 == relation).Select(item => item.Item4).Distinct().Count();

    private static MembershipRelation Relation(int slot) => slot == 1 ? MembershipRelation.Owner : MembershipRelation.Member;

    private static MembershipOrigin Origin(int slot) => slot == 2 ? MembershipOrigin.Local : MembershipOrigin.Directory;

    /// <summary>One step for each membership, as a planner would make.</summary>
    private static IEnumerable<(int Group, int Slot, int User, bool Remove)> Last((int Group, int Slot, int User, bool Remove)[] plan) =>
        plan.GroupBy(step => (step.Group, step.Slot, step.User)).Select(steps => steps.Last());

    private static IEnumerable<MembershipChange> Changes((int Group, int Slot, int User, bool Remove)[] plan) =>
        Last(plan)
            .GroupBy(step => (step.Group, step.Slot))
            .OrderBy(change => change.Key)
            .Select(change => new MembershipChange(
                change.Key.Group,
                Relation(change.Key.Slot),
                Origin(change.Key.Slot),
                [.. change.Where(step => !step.Remove).OrderBy(step => step.User).Select(step => new Addition(step.User, step.User % 2))],
                [
                    .. change
                        .Where(step => step.Remove)
                        .OrderBy(step => step.User)
                        .Select(step => new Removal(step.User, RemovalCause.LeftInDirectory, Evidence.Stated)),
                ]
            ));

    private sealed record Round(
        bool Groups,
        bool Full,
        bool Settles,
        (int User, bool Gone)[] Users,
        (int Group, bool Gone)[] Facts,
        (int Group, int Target, EdgeKind Kind, bool Removed)[] Edges
    );

    /// <summary>The mirror as sets of texts.</summary>
    private sealed class ModelMirror
    {
        private readonly Dictionary<ObjectId, ObjectPresence> _users = [];
        private readonly Dictionary<ObjectId, ObjectPresence> _groups = [];
        private readonly HashSet<(ObjectId Group, EdgeKind Kind, ObjectId Target)> _edges = [];
        private readonly Dictionary<(ObjectId Group, EdgeKind Kind, ObjectId Target), string> _departed = [];
        private bool _readUsers;
        private bool _readGroups;

        public void TakeUsers(DirectoryUserChange[] changes, bool full)
        {
            foreach (var change in changes)
                _users[change.Id] = change.Facts is null ? ObjectPresence.RemovedStated : ObjectPresence.Present;
            if (full || !_readUsers)
                Infer(_users, [.. changes.Select(change => change.Id)]);
            _readUsers = true;
        }

        public void TakeGroups(DirectoryGroupChange[] changes, bool full)
        {
            var whole = full || !_readGroups;
            _readGroups = true;
            foreach (var change in changes)
                _groups[change.Id] = change.Facts is null ? ObjectPresence.RemovedStated : ObjectPresence.Present;
            foreach (var edge in changes.SelectMany(change => change.Edges))
                See(edge);
            foreach (var group in changes.Select(change => change.Id).Distinct())
            {
                var last = changes
                    .Where(change => change.Id == group)
                    .SelectMany(change => change.Edges)
                    .Where(edge => edge.Kind != EdgeKind.OtherOwner)
                    .GroupBy(edge => (group, edge.Kind, edge.Target))
                    .ToDictionary(entries => entries.Key, entries => entries.Last().Removed);
                TakeEdges(group, last, whole && _groups[group] == ObjectPresence.Present);
            }
            if (whole)
                Infer(_groups, [.. changes.Select(change => change.Id)]);
        }

        public void Settle() => _departed.Clear();

        public string Describe()
        {
            var lines = _users.Select(user => $"{user.Key} {user.Value}").ToList();
            lines.AddRange(
                _groups.Select(group =>
                    $"{group.Key} {group.Value} others {_edges.Count(edge => edge.Group == group.Key && edge.Kind == EdgeKind.OtherMember)}"
                )
            );
            lines.AddRange(
                _edges.Where(edge => edge.Kind != EdgeKind.OtherMember).Select(edge => $"{edge.Group} {edge.Kind} {edge.Target}")
            );
            lines.AddRange(_departed.Select(edge => $"{edge.Key.Group} {edge.Value} {edge.Key.Kind} {edge.Key.Target}"));
            return string.Join('\n', lines.Order(StringComparer.Ordinal));
        }

        private void TakeEdges(ObjectId group, Dictionary<(ObjectId, EdgeKind Kind, ObjectId), bool> last, bool whole)
        {
            foreach (var (edge, removed) in last)
                if (!removed && _edges.Add(edge))
                    _departed.Remove(edge);
                else if (removed && _edges.Remove(edge))
                    Depart(edge, "stated");
            if (whole)
                foreach (var edge in _edges.Where(edge => edge.Group == group && !last.ContainsKey(edge)).ToList())
                {
                    _edges.Remove(edge);
                    Depart(edge, "inferred");
                }
        }

        private void Depart((ObjectId, EdgeKind Kind, ObjectId) edge, string how)
        {
            if (edge.Kind != EdgeKind.OtherMember)
                _departed[edge] = how;
        }

        private void See(EdgeChange edge)
        {
            if (edge.Kind == EdgeKind.GroupMember)
                _groups.TryAdd(edge.Target, ObjectPresence.Unseen);
            else if (edge.Kind is EdgeKind.UserMember or EdgeKind.UserOwner)
                _users.TryAdd(edge.Target, ObjectPresence.Unseen);
        }

        private static void Infer(Dictionary<ObjectId, ObjectPresence> objects, HashSet<ObjectId> mentioned)
        {
            foreach (var (id, presence) in objects.ToList())
                if (presence == ObjectPresence.Present && !mentioned.Contains(id))
                    objects[id] = ObjectPresence.RemovedInferred;
        }
    }
}
