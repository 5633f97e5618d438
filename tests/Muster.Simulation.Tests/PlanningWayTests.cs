using Microsoft.Data.Sqlite;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Incremental;
using Muster.Engine.Configuration;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Testing.Planned;

namespace Muster.Simulation.Tests;

/// <summary>When a sync plans from what changed, when from everything, and what it says about it.</summary>
public sealed class PlanningWayTests : IAsyncLifetime
{
    private static readonly ObjectId Ada = new(new Guid(1, 1, 0, new byte[8]));
    private static readonly ObjectId Grace = new(new Guid(2, 1, 0, new byte[8]));
    private static readonly ObjectId Crew = new(new Guid(3, 2, 0, new byte[8]));
    private PlanningRig _rig = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rig = await PlanningRig.StartAsync(Token);
        _rig.Directory.Users[Ada] = Person("ada");
        _rig.Directory.Users[Grace] = Person("grace");
        _rig.Directory.Groups[Crew] = new ModelGroup
        {
            Facts = new GroupFacts { DisplayName = "Crew" },
            Members = [Ada],
        };
        await _rig.ImportAsync(new ImportRule.Everyone(), Token);
        await _rig.CreateGroupsAsync(Token);
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task The_first_plan_is_full_and_the_next_are_made_from_what_changed()
    {
        var first = await _rig.SyncAsync(Token);
        Assert.Equal("full", first.Planning?.Word);
        Assert.StartsWith("No plan of everything", first.Planning?.Reason, StringComparison.Ordinal);
        _rig.Directory.Groups[Crew].Members.Add(Grace);
        var second = await _rig.SyncAsync(Token);
        Assert.Equal(("incremental", 1), (second.Planning?.Word, second.Counts.MembersAdded));
        Assert.Contains($"run {first.Id}", second.Planning?.Reason, StringComparison.Ordinal);
        Assert.Equal(second.Planning, (await _rig.Database.Runs.FindAsync(second.Id, Token))?.Planning);
    }

    [Fact]
    public async Task A_sync_to_which_nothing_has_moved_loads_nothing_and_shows_the_standing_problems()
    {
        await _rig.Groups.CreateAsync(null, "Nobody's", null, "rig", new Progress<ReadProgress>(), Token);
        await _rig.SyncAsync(Token);
        await BreakAsync("DELETE FROM group_members; DELETE FROM directory_edges");
        var still = await _rig.SyncAsync(Token);
        Assert.Equal((RunOutcome.NoChanges, "incremental"), (still.Outcome, still.Planning?.Word));
        Assert.Equal("unmatched", Assert.Single(still.Problems).Code);
    }

    /// <summary>Lesson 19: less was loaded than was stored, and a plan from changes stops as a full one does.</summary>
    [Fact]
    public async Task A_plan_from_changes_stops_when_less_is_loaded_than_was_stored()
    {
        await _rig.SyncAsync(Token);
        await BreakAsync("DELETE FROM directory_edges WHERE standing = 0");
        _rig.Directory.Users[Ada] = _rig.Directory.Users[Ada] with { Department = "HR" };
        await Assert.ThrowsAsync<StoredDataException>(() => _rig.SyncAsync(Token));
    }

    [Fact]
    public async Task Somebody_back_under_a_new_id_is_told_from_the_one_who_left_long_before()
    {
        await _rig.SyncAsync(Token);
        _rig.Directory.Users.Remove(Grace);
        Assert.Equal(1, (await _rig.SyncAsync(Token)).Counts.UsersSuspended);
        _rig.Directory.Users[Ada] = Person("ada") with { Department = "HR" };
        await _rig.SyncAsync(Token);
        _rig.Directory.Users[new ObjectId(new Guid(4, 1, 0, new byte[8]))] = Person("grace");
        var back = await _rig.SyncAsync(Token);
        Assert.Equal(("incremental", 1), (back.Planning?.Word, back.Counts.UsersCreated));
        Assert.Contains(back.Problems, problem => problem.Code == "rehired");
    }

    [Fact]
    public async Task A_changed_setting_and_an_old_full_plan_each_ask_for_a_full_plan()
    {
        await _rig.SyncAsync(Token);
        var settings = _rig.Database.Settings;
        var before = await settings.CurrentAsync(SettingScope.Of(_rig.Connection.Key), Token);
        await settings.SaveAsync(before, new Dictionary<string, string> { ["fullPlanEvery"] = "3" }, "rig", null, Token);
        Assert.Equal("The configuration has changed.", (await _rig.SyncAsync(Token)).Planning?.Reason);
        _rig.Clock.Move(TimeSpan.FromHours(2));
        Assert.Equal("incremental", (await _rig.SyncAsync(Token)).Planning?.Word);
        _rig.Clock.Move(TimeSpan.FromHours(2));
        var old = await _rig.SyncAsync(Token);
        Assert.Equal("full", old.Planning?.Word);
        Assert.EndsWith("one is made every 3 hours.", old.Planning?.Reason, StringComparison.Ordinal);
        Assert.Equal("incremental", (await _rig.SyncAsync(Token)).Planning?.Word);
    }

    [Fact]
    public async Task After_a_held_plan_was_approved_the_next_plan_is_full()
    {
        var people = Enumerable.Range(10, 8).Select(i => new ObjectId(new Guid(i, 1, 0, new byte[8]))).ToList();
        foreach (var id in people)
            _rig.Directory.Users[id] = Person($"p{id}");
        _rig.Directory.Groups[Crew].Members.UnionWith(people);
        await _rig.SyncAsync(Token);
        _rig.Directory.Groups[Crew].Members.Clear();
        var held = await _rig.SyncAsync(Token, approve: false);
        Assert.Equal((RunOutcome.Held, "incremental"), (held.Outcome, held.Planning?.Word));
        await _rig.ApproveAsync(held.Id, Token);
        Assert.Equal("full", (await _rig.SyncAsync(Token)).Planning?.Word);
        Assert.Equal("incremental", (await _rig.SyncAsync(Token)).Planning?.Word);
    }

    /// <summary>The safety net: what no change told is found by a full plan, mended, and called what it is.</summary>
    [Fact]
    public async Task A_full_plan_that_finds_what_planning_from_changes_did_not_says_so()
    {
        await _rig.SyncAsync(Token);
        await BreakAsync("UPDATE directory_user SET account_enabled = 0");
        Assert.Equal(RunOutcome.NoChanges, (await _rig.SyncAsync(Token)).Outcome);
        var full = await _rig.SyncAsync(Token, request => request with { PlanInFull = true });
        var problem = Assert.Single(full.Problems);
        Assert.Equal(MissedByChanges.Code, problem.Code);
        Assert.Contains("Suspend user", problem.Message, StringComparison.Ordinal);
        Assert.Equal((RunOutcome.Applied, 2), (full.Outcome, full.Counts.UsersSuspended));
        Assert.Empty((await _rig.SyncAsync(Token)).Problems);
    }

    [Fact]
    public async Task What_falls_due_is_planned_for_although_nothing_was_read()
    {
        var synced = await _rig.SyncAsync(Token);
        var (before, due) = (_rig.Clock.GetUtcNow(), _rig.Clock.GetUtcNow().AddHours(1));
        await BreakAsync(
            $"INSERT INTO due_instant (workspace, connection, at, kind, key) VALUES (1, {_rig.Connection.Key}, {due.ToUnixTimeMilliseconds()}, 1, 1)"
        );
        var position = await _rig.Database.Planning.PositionAsync(_rig.Connection.Key, Token);
        Assert.Equal(synced.Id, position.Mark?.Run);
        Assert.True(position.IsStill(before));
        Assert.False(position.IsStill(due));
        var changes = await _rig.Database.Planning.ChangesAsync(_rig.Connection.Key, position.Mark!, due, Token);
        Assert.Equal([1], changes.PlatformGroups.AsList);
        Assert.Empty((await _rig.Database.Planning.ChangesAsync(_rig.Connection.Key, position.Mark!, before, Token)).PlatformGroups.AsList);
    }

    private async Task BreakAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={_rig.DatabaseFile};Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Token);
    }

    private static UserFacts Person(string name) =>
        new()
        {
            UserPrincipalName = $"{name}@example.org",
            DisplayName = name,
            AccountEnabled = true,
        };
}
