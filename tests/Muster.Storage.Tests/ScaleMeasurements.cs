using System.Diagnostics;
using System.Globalization;
using Muster.Core.DirectoryObjects;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Inbox;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

/// <summary>Measures a large tenant: 100,000 users, 10,000 groups, a million edges, and a plan of 5.3 million memberships.</summary>
/// <remarks>Explicit, since figures of a shared machine prove nothing: run it with -explicit only -class "*ScaleMeasurements" -diagnostics; it prints what it saw.</remarks>
public sealed class ScaleMeasurements : IAsyncLifetime
{
    private const int Users = 100_000;
    private const int Groups = 10_000;

    private readonly SqliteTestDatabase _db = new();
    private readonly Stopwatch _watch = new();
    private TimeSpan _processor;

    public async ValueTask InitializeAsync() => await _db.StartAsync();

    public async ValueTask DisposeAsync() => await _db.DisposeAsync();

    [Fact(Explicit = true)]
    public async Task A_large_tenant_is_written_and_loaded_in_seconds()
    {
        var ids = Enumerable.Range(0, Users).Select(_ => new ObjectId(Guid.NewGuid())).ToArray();
        var groupIds = Enumerable.Range(0, Groups).Select(_ => new ObjectId(Guid.NewGuid())).ToArray();
        for (var round = 0; round < 2; round++)
        {
            await ReadUsersAsync(ids, full: round > 0);
            await ReadGroupsAsync(groupIds, ids, full: round > 0);
        }
        await _db.MirrorAsync();
        Start();
        await _db.MirrorAsync();
        Stop("load mirror, 1,000,000 edges", 1_000_000);
        await ApplyAsync(ids);
        Start();
        await _db.StateAsync();
        Stop("load state, 5,300,000 memberships", 5_300_000);
        await TenChangesAsync(groupIds, ids);
        Start();
        var faults = await _db.FaultsAsync();
        Stop("verify", 5_300_000);
        Assert.Empty(faults);
        Print($"database {new FileInfo(Path.Combine(_db.Folder, "muster.db")).Length >> 20} MB, log {Log()} MB");
    }

    /// <summary>A page of the list of groups, with all that stands beside each, among 100,000: every tenth starts a chain of seven and has a problem.</summary>
    [Fact(Explicit = true)]
    public async Task A_page_of_a_hundred_thousand_groups_takes_a_fraction_of_a_second()
    {
        const int many = 100_000;
        var (platform, now) = (_db.Muster.Platform, _db.Clock.Now);
        await using (var session = await _db.SessionAsync(DirectoryStream.Groups, full: true))
        {
            foreach (var page in Enumerable.Range(0, many).Chunk(1000))
                await session.WriteGroupsAsync(
                    [.. page.Select(i => i % 10 < 7 ? Group(Name(i), Child(Name(i + 1))) : Group(Name(i)))],
                    Token
                );
            await session.CompleteAsync("link", Token);
        }
        var keys = (await _db.Muster.Mirror.GroupFactsAsync(_db.Entra.Key, Token)).ToDictionary(group => group.Id, group => group.Key);
        await _db.AppliedAsync(
            await _db.PlanAsync(
                Enumerable
                    .Range(0, many)
                    .SelectMany(i =>
                        new GroupStep[]
                        {
                            new GroupStep.Create(i + 1, Name(i), null),
                            new GroupStep.Link(i + 1, keys[Id(Name(i))], Id(Name(i)), LinkCause.ExactName),
                        }
                    )
            )
        );
        var run = await _db.BeginAsync() with
        {
            Outcome = RunOutcome.NoChanges,
            PlanHash = "00",
            Inbox = ProblemScope.Settles,
            Problems = [.. Enumerable.Range(0, many / 10).Select(i => new PlanProblem("drift", Name(i * 10), "It differs."))],
        };
        await _db.Muster.Runs.EndAsync(run, _db.Lease, Token);
        var revision = await platform.RevisionAsync(Token);
        foreach (var after in new[] { null, Name(50_000), Name(99_900) })
        {
            Start();
            var rows = await platform.GroupPageAsync(revision, new GroupQuery { After = after, Limit = 50 }, Token).ToListAsync(Token);
            Stop($"page behind {after}", rows.Count);
            Start();
            await platform.CountGroupsAsync(revision, new GroupQuery(), Token);
            Stop("count", 1);
            Start();
            foreach (var state in new[] { LinkState.Paused, LinkState.SourceDeleted, LinkState.Ambiguous, LinkState.Unmatched })
                await platform.CountGroupsAsync(revision, new GroupQuery { Link = state }, Token);
            Stop("count what is left alone", 4);
            Start();
            var sources = await _db.Muster.Whereabouts.SourcesAsync([.. rows.Select(row => row.Key)], Token);
            Stop("what they follow, and how deep", sources.Count);
            Assert.Equal(7, sources.Values.Max(source => source.Depth));
            Start();
            await _db.Muster.History.LastChangesAsync([.. rows.Select(row => row.Key)], revision, Token);
            Stop("last changes", rows.Count);
            Start();
            var problems = await _db.Muster.Problems.OpenAboutAsync([.. rows.Select(row => row.Name)], null, now, Token);
            Stop("problems", problems.Count);
            Start();
            await _db.Muster.Problems.PageAsync(new ProblemFilter(now) { State = ProblemState.Open, Limit = 50 }, Token);
            await _db.Muster.Problems.CountAsync(new ProblemFilter(now) { State = ProblemState.Open }, Token);
            Stop("a page of problems and their number", 50);
        }
        static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"Group {i:000000}");
    }

    private async Task ReadUsersAsync(ObjectId[] ids, bool full)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Start();
        await using var session = await _db.SessionAsync(DirectoryStream.Users, full);
        foreach (var page in ids.Chunk(999))
            await session.WriteUsersAsync([.. page.Select((id, i) => new DirectoryUserChange(id, Facts($"user{i}{id}")))], Token);
        Print($"users kept in memory {(GC.GetTotalMemory(forceFullCollection: true) - before) >> 20} MB");
        Start();
        await session.CompleteAsync("link", Token);
        Stop($"users round, full again: {full}", ids.Length);
    }

    private async Task ReadGroupsAsync(ObjectId[] groups, ObjectId[] ids, bool full)
    {
        var random = new Random(1);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Start();
        await using var session = await _db.SessionAsync(DirectoryStream.Groups, full);
        foreach (var page in groups.Chunk(100))
            await session.WriteGroupsAsync([.. page.Select(id => Change(id, ids, random))], Token);
        Stop("groups taken", 1_000_000);
        Print($"groups kept in memory {(GC.GetTotalMemory(forceFullCollection: true) - before) >> 20} MB");
        Start();
        await session.CompleteAsync("link", Token);
        Stop($"groups round, full again: {full}", 1_000_000);
    }

    private static DirectoryGroupChange Change(ObjectId group, ObjectId[] ids, Random random) =>
        new(
            group,
            new GroupFacts { DisplayName = $"Group {group}" },
            [
                .. Enumerable
                    .Range(0, 100)
                    .Select(i => new EdgeChange(i < 98 ? EdgeKind.UserMember : EdgeKind.UserOwner, ids[random.Next(ids.Length)], false)),
            ]
        );

    private async Task ApplyAsync(ObjectId[] ids)
    {
        var random = new Random(2);
        var memberships = Enumerable.Range(1, Groups).Select(group => Members(group, Pick(random)));
        var plan = await _db.PlanAsync(
            Enumerable.Range(1, Groups).Select(group => new GroupStep.Create(group, $"Group {group}", null)),
            ids.Select((id, i) => new UserStep.Create(i + 1, i + 1, id, UserAttributes.From(Facts($"user{i}")), ImportReason.Rule)),
            memberships
        );
        var total = plan.Counts.Total;
        Start();
        await _db.AppliedAsync(plan);
        Stop("apply", total);
    }

    private static int[] Pick(Random random)
    {
        var step = Users / 530;
        return [.. Enumerable.Range(0, 530).Select(i => (i * step) + random.Next(step) + 1)];
    }

    private async Task TenChangesAsync(ObjectId[] groups, ObjectId[] ids)
    {
        for (var i = 0; i < 3; i++)
        {
            Start();
            await _db.ReadUsersAsync(false, [.. ids.Skip(i * 10).Take(5).Select(id => new DirectoryUserChange(id, Facts($"new{id}")))]);
            await _db.ReadGroupsAsync(
                false,
                [.. groups.Skip(i * 10).Take(5).Select(id => new DirectoryGroupChange(id, GroupFacts.None, [Member($"n{i}")]))]
            );
            Stop("mirror, 10 changes", 10);
            Start();
            var unsettled = await _db.Muster.Mirror.UsersAsync(_db.Entra.Key, UserSelection.Unsettled, Token).CountAsync(Token);
            Stop("unsettled users", unsettled);
            var state = await _db.StateAsync();
            var plan = await _db.PlanAsync(
                memberships: state
                    .Groups.Skip(i * 10)
                    .Take(5)
                    .Select(group =>
                        Members(
                            group.Key,
                            [Enumerable.Range(1, Users).First(key => !group.Members.Contains(key))],
                            [group.Members.Keys[^1]]
                        )
                    )
            );
            Start();
            await _db.AppliedAsync(plan);
            Stop("apply, 10 changes", 10);
        }
    }

    private long Log() => new FileInfo(Path.Combine(_db.Folder, "muster.db-wal")) is { Exists: true } log ? log.Length >> 20 : 0;

    private void Start()
    {
        _processor = Environment.CpuUsage.TotalTime;
        _watch.Restart();
    }

    private void Stop(string what, long rows)
    {
        var seconds = _watch.Elapsed.TotalSeconds;
        var processor = (Environment.CpuUsage.TotalTime - _processor).TotalSeconds;
        Print(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {seconds:0.000} s, {processor:0.000} s of processor, {rows / seconds:0} a second"
            )
        );
    }

    private static void Print(string line) =>
        TestContext.Current.SendDiagnosticMessage("{0} (resident {1} MB)", line, Environment.WorkingSet >> 20);
}
