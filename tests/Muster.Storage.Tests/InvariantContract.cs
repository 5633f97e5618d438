using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Muster.Core.DirectoryObjects;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Plans;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Storage.Sql;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqliteInvariantTests : InvariantContract<SqliteTestDatabase>;

public sealed class PostgresInvariantTests : InvariantContract<PostgresTestDatabase>;

/// <summary>What must never happen is planted, and the transaction that would store it stops with a message and leaves everything as it was.</summary>
public abstract class InvariantContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private static readonly StreamCertificate Unread = StreamCertificate.NotRead;

    [Fact]
    public async Task INV_1_an_approval_carries_out_the_approved_plan_and_nothing_beyond_it()
    {
        var approved = await WaitingAsync(Members(1, [], [1, 2]));
        var run = await Db.BeginAsync() with { Plan = approved.Id };
        SyncPlan[] beyond =
        [
            await Db.PlanAsync(memberships: [Members(1, [], [1, 2, 3])]),
            await Db.PlanAsync(memberships: [Members(1, [], [1]), Members(1, [], [2], MembershipRelation.Owner)]),
            await Db.PlanAsync(memberships: [Members(2, [1])]),
            await Db.PlanAsync([new GroupStep.Retire(1)]),
            await Db.PlanAsync(users: [new UserStep.Suspend(3, RemovalCause.AccountDisabled, Evidence.Stated)]),
        ];
        foreach (var plan in beyond)
            await StopsAsync("INV-1", plan, run);
        // One row less is what an approval allows for.
        var less = await Db.PlanAsync(memberships: [Members(1, [], [1])]);
        Assert.IsType<ApplyOutcome.Applied>(await Db.Muster.Platform.ApplyAsync(less, run, Context(), null, Token));
    }

    [Fact]
    public async Task INV_1_a_plan_that_was_approved_for_another_connection_is_not_carried_out()
    {
        var approved = await WaitingAsync(Members(1, [], [1]));
        var second = (await Db.Muster.Connections.AddAsync(SampleConnection("second"), Secret("x"), "test", Token))!;
        var plan = (await Db.Muster.Plans.StepsAsync(approved.Id, Token))!;
        var read = new ReadCertificate(Unread, Unread, 0);
        var run = await Db.Muster.Runs.BeginAsync(second.Key, "sync", "test", Db.Lease, Token) with { Plan = approved.Id };
        await StopsAsync(
            "INV-1",
            plan with
            {
                Basis = plan.Basis with { Read = read, ConfigurationVersion = second.ConfigurationVersion },
            },
            run
        );
    }

    [Fact]
    public async Task INV_1_a_group_that_follows_another_connection_is_not_written()
    {
        await CrewAsync(linked: true);
        var second = (await Db.Muster.Connections.AddAsync(SampleConnection("second"), Secret("x"), "test", Token))!;
        var plan = await Db.PlanAsync(memberships: [Members(1, [], [1]) with { Removals = [Decided(1)] }]);
        var read = new ReadCertificate(Unread, Unread, 0);
        var run = await Db.Muster.Runs.BeginAsync(second.Key, "sync", "test", Db.Lease, Token);
        await StopsAsync(
            "INV-1",
            plan with
            {
                Basis = plan.Basis with { Read = read, ConfigurationVersion = second.ConfigurationVersion },
            },
            run
        );
    }

    [Theory]
    [InlineData(false, true, RemovalCause.LeftInDirectory)]
    [InlineData(true, false, RemovalCause.LeftInDirectory)]
    [InlineData(false, true, RemovalCause.AccountDeleted)]
    [InlineData(false, true, RemovalCause.AccountDisabled)]
    [InlineData(true, false, RemovalCause.OutsideImportRule)]
    [InlineData(true, false, RemovalCause.OutsideNesting)]
    public async Task INV_2_what_was_not_read_to_its_end_takes_nobody_away(bool users, bool groups, RemovalCause cause)
    {
        await CrewAsync();
        var whole = await Db.PlanAsync(memberships: [Members(1, [], [1]) with { Removals = [new Removal(1, cause, Evidence.Stated)] }]);
        var plan = whole with { Basis = whole.Basis with { Read = Certificate(whole, users, groups) } };
        await StopsAsync("INV-2", plan, await Db.BeginAsync());
        var made = PlanValues.Of(plan, new PlanVerdict.Ready(), "plan", "test", Db.Clock.Now) with { Connection = Db.Entra.Key };
        await StopsAsync("INV-2", () => Db.Muster.Plans.AddAsync(made, plan, Db.Lease, Token));
        var run = await Db.BeginAsync();
        await StopsAsync("INV-2", () => Db.Muster.Runs.HoldAsync(run, plan, Db.Lease, Token));
        Assert.Empty(await Db.Muster.Plans.ListAsync(new PlanFilter(null, PlanState.Held, null, 10), Token));
        await Db.AppliedAsync(whole);
    }

    [Fact]
    public async Task INV_2_a_certificate_that_says_more_than_the_stored_reads_takes_nobody_away()
    {
        await CrewAsync();
        var plan = await Db.PlanAsync(
            users: [new UserStep.Suspend(1, RemovalCause.AccountDeleted, Evidence.Inferred)],
            memberships: [Members(1, [], [1])]
        );
        await using (await Db.SessionAsync(DirectoryStream.Groups, full: true)) { }
        Assert.True(plan.Basis.Read.Complete);
        await StopsAsync("INV-2", plan, await Db.BeginAsync());
        await Db.ReadGroupsAsync(false);
        await using (await Db.SessionAsync(DirectoryStream.Users, full: true)) { }
        await StopsAsync("INV-2", plan with { Memberships = [] }, await Db.BeginAsync());
        // What a person decided rests on no read.
        await Db.AppliedAsync(await Db.PlanAsync(memberships: [Members(1, [], [1]) with { Removals = [Decided(1)] }]));
    }

    [Fact]
    public async Task INV_2_no_group_is_retired_by_itself_while_the_groups_were_not_read()
    {
        await CrewAsync();
        var whole = await Db.PlanAsync([new GroupStep.Retire(1)]) with { CoversAll = true };
        await StopsAsync(
            "INV-2",
            whole with
            {
                Basis = whole.Basis with { Read = Certificate(whole, users: true, groups: false) },
            },
            await Db.BeginAsync()
        );
        await Db.AppliedAsync(whole);
    }

    [Fact]
    public async Task INV_3_an_empty_directory_is_not_followed_when_it_is_found_empty_only_while_applying()
    {
        await CrewAsync();
        await Db.ReadUsersAsync(true);
        var plan = await Db.PlanAsync(memberships: [Members(1, [], [1])]);
        Assert.Equal(0, plan.Basis.Read.Users.PresentAfter);
        var guarded = Context() with { Guards = GuardRails.Default };
        Assert.Contains("emptySource", await StaleAsync(plan, guarded), StringComparison.Ordinal);
        // A certificate that was made up helps nobody.
        var full = new StreamCertificate(true, false, 6, 6, 0);
        Assert.Contains(
            "emptySource",
            await StaleAsync(plan with { Basis = plan.Basis with { Read = plan.Basis.Read with { Users = full } } }, guarded),
            StringComparison.Ordinal
        );
        await Db.AppliedAsync(plan);
    }

    [Fact]
    public async Task INV_4_suspensions_and_local_memberships_are_weighed_again_as_they_are_written()
    {
        await CrewAsync();
        var guarded = Context() with { Guards = GuardRails.Default };
        var suspensions = Enumerable
            .Range(1, 6)
            .Select(UserStep (user) => new UserStep.Suspend(user, RemovalCause.AccountDisabled, Evidence.Stated));
        Assert.Contains("emptyScope", await StaleAsync(await Db.PlanAsync(users: suspensions), guarded), StringComparison.Ordinal);
        await Db.AppliedAsync(await Db.PlanAsync(memberships: [Members(2, [1]) with { Origin = MembershipOrigin.Local }]));
        var takenOver = Members(2, [], [1]) with { Origin = MembershipOrigin.Local, Removals = [Decided(1)] };
        Assert.Contains("adoption", await StaleAsync(await Db.PlanAsync(memberships: [takenOver]), guarded), StringComparison.Ordinal);
    }

    [Fact]
    public async Task INV_4_who_stays_by_an_exception_that_takes_over_in_the_same_plan_is_no_loss()
    {
        await CrewAsync();
        int[] six = [1, 2, 3, 4, 5, 6];
        var plan = await Db.PlanAsync(memberships: [Members(1, [], six), Members(1, six) with { Origin = MembershipOrigin.Exception }]);
        Assert.IsType<PlanVerdict.Ready>(GuardRails.Default.Judge(plan, await Db.StateAsync()));
        var outcome = await Db.Muster.Platform.ApplyAsync(
            plan,
            await Db.BeginAsync(),
            Context() with
            {
                Guards = GuardRails.Default,
            },
            null,
            Token
        );
        Assert.IsType<ApplyOutcome.Applied>(outcome);
    }

    [Theory]
    [InlineData("app_user", "UPDATE app_user SET active = 0 WHERE workspace = {0}")]
    [InlineData("membership", "DELETE FROM membership WHERE workspace = {0}")]
    [InlineData("directory_user", "DELETE FROM directory_user WHERE workspace = {0}")]
    [InlineData("run", "UPDATE run SET outcome = 3 WHERE workspace = {0}")]
    [InlineData("stored_plan", "UPDATE stored_plan SET state = 3 WHERE workspace = {0}")]
    public async Task INV_12_what_belongs_to_runs_cannot_be_stored_without_a_look_at_the_lease(string table, string sql)
    {
        await CrewAsync();
        var text = System.Runtime.CompilerServices.FormattableStringFactory.Create(sql, Database.Workspace);
        var stopped = await StopsAsync("INV-12", () => WriteAsync(session => session.ExecuteAsync(text, Token)));
        Assert.Contains($"table {table} ", stopped, StringComparison.Ordinal);
        await WriteAsync(session =>
            session.ExecuteAsync($"UPDATE problem SET snoozed = NULL WHERE workspace = {Database.Workspace}", Token)
        );
    }

    [Fact]
    public async Task INV_12_a_lease_that_was_taken_over_can_neither_keep_a_rule_nor_remove_a_connection()
    {
        await Db.Muster.Leases.ReleaseAsync(Db.Lease, Token);
        var before = await PictureAsync();
        var rule = new Core.Importing.ImportRule.Everyone();
        await Assert.ThrowsAsync<LeaseLostException>(() =>
            Db.Muster.Connections.SaveImportRuleAsync(Db.Entra.Key, rule, "test", Db.Lease, Token)
        );
        await Assert.ThrowsAsync<LeaseLostException>(() => Db.Muster.Connections.NoteAppliedAsync(Db.Entra.Key, 9, Db.Lease, Token));
        await Assert.ThrowsAsync<LeaseLostException>(() => Db.Muster.Connections.RemoveAsync(Db.Entra.Key, "test", Db.Lease, Token));
        Assert.Equal(before, await PictureAsync());
        Assert.Equal([Db.Entra], await Db.Muster.Connections.ListAsync(Token));
    }

    [Fact]
    public async Task INV_13_a_worker_that_wakes_up_late_changes_nothing()
    {
        await CrewAsync();
        var plan = await Db.PlanAsync(memberships: [Members(1, [], [1]), Members(2, [1])]);
        var run = await Db.BeginAsync();
        await using var other = await Db.OpenAsync();
        await Db.Muster.Leases.ReleaseAsync(Db.Lease, Token);
        var lease = await LeaseAsync(other);
        var late = Context();
        await Assert.ThrowsAsync<LeaseLostException>(() => Db.Muster.Platform.ApplyAsync(plan, run, late, null, Token));
        var again = await other.Runs.BeginAsync(Db.Entra.Key, "sync", "test", lease, Token);
        Assert.IsType<ApplyOutcome.Applied>(await other.Platform.ApplyAsync(plan, again, late with { Lease = lease }, null, Token));
        var after = await PictureAsync();
        await Assert.ThrowsAsync<LeaseLostException>(() => Db.Muster.Platform.ApplyAsync(plan, run, late, null, Token));
        Assert.Equal(after, await PictureAsync());
    }

    [Fact]
    public async Task INV_15_a_commit_that_nobody_heard_of_is_not_made_twice()
    {
        await CrewAsync();
        var plan = await Db.PlanAsync(memberships: [Members(1, [], [1]), Members(2, [1])]);
        var run = await Db.BeginAsync();
        await Db.Muster.Platform.ApplyAsync(plan, run, Context(), null, Token);
        var after = await PictureAsync();
        // The answer got lost; whoever asks again learns that it is done, from the same run.
        await Db.ReopenAsync();
        Assert.IsType<ApplyOutcome.Stale>(await Db.Muster.Platform.ApplyAsync(plan, run, Context(), null, Token));
        Assert.Equal(after, await PictureAsync());
        var stored = (await Db.Muster.Runs.FindAsync(run.Id, Token))!;
        Assert.Equal((RunOutcome.Applied, 2L), (stored.Outcome, stored.Revision));
        Assert.Empty(await Db.FaultsAsync());
    }

    [Theory]
    [InlineData("DELETE FROM membership WHERE group_key = 1 AND user_key = 3")]
    [InlineData("UPDATE membership SET user_key = 77 WHERE group_key = 1 AND user_key = 3")]
    [InlineData("UPDATE membership SET to_revision = 1 WHERE group_key = 1 AND user_key = 3")]
    [InlineData(
        "INSERT INTO membership (workspace, group_key, relation, origin, user_key, from_revision, via) VALUES (1, 1, 0, 0, 99, 1, 0)"
    )]
    public async Task INV_19_a_group_whose_events_do_not_add_up_to_its_members_is_not_written(string tampering)
    {
        await CrewAsync();
        await Db.TamperAsync(tampering);
        var before = await PictureAsync();
        var plan = await Db.PlanAsync(memberships: [Members(1, [], [1])]);
        var run = await Db.BeginAsync();
        var stopped = await StopsAsync("INV-19", () => Db.Muster.Platform.ApplyAsync(plan, run, Context(), null, Token));
        Assert.Contains("Group 1, Members", stopped, StringComparison.Ordinal);
        Assert.Equal(before, await PictureAsync());
        // Other groups are not kept waiting.
        await Db.AppliedAsync(await Db.PlanAsync(memberships: [Members(2, [2])]));
    }

    [Theory]
    [InlineData("UPDATE audit_entry SET actor = 'eve' WHERE number = (SELECT max(number) FROM audit_entry)")]
    [InlineData("DELETE FROM audit_entry WHERE number = (SELECT max(number) FROM audit_entry)")]
    [InlineData("UPDATE workspace SET audit_head = X'00'")]
    [InlineData("UPDATE workspace SET audit_entries = audit_entries - 1")]
    public async Task INV_20_nothing_is_added_to_a_log_whose_end_was_changed(string tampering)
    {
        await CrewAsync();
        var plan = await Db.PlanAsync(memberships: [Members(1, [], [1])]);
        var run = await Db.BeginAsync();
        await Db.TamperAsync(tampering);
        await StopsAsync("INV-20", () => Db.Muster.Platform.ApplyAsync(plan, run, Context(), null, Token));
        await StopsAsync("INV-20", () => Db.Muster.Connections.AddAsync(SampleConnection("second"), Secret("x"), "test", Token));
        Assert.Single(await Db.Muster.Connections.ListAsync(Token));
    }

    [Theory]
    [InlineData("SELECT count(*) FROM app_user")]
    [InlineData("UPDATE app_user SET active = 0 WHERE key = {0}")]
    [InlineData("DELETE FROM membership WHERE workspace > {0}")]
    [InlineData("SELECT count(*) FROM app_user WHERE workspace = {1}")]
    [InlineData("INSERT INTO problem (id, workspace) VALUES ({0}, {1})")]
    [InlineData("INSERT INTO problem (workspace, id) VALUES ({1}, {0})")]
    public async Task INV_24_a_statement_about_all_workspaces_or_about_another_one_is_not_run(string sql)
    {
        await CrewAsync();
        var text = System.Runtime.CompilerServices.FormattableStringFactory.Create(sql, Database.Workspace, 1);
        await StopsAsync("INV-24", () => WriteAsync(session => session.ExecuteAsync(text, Token)));
    }

    [Fact]
    public async Task INV_24_rows_and_lists_name_their_workspace_too()
    {
        await StopsAsync(
            "INV-24",
            () =>
                WriteAsync(session =>
                {
                    session.InsertAll("problem", ["id", "workspace"], [1], (row, id) => row.Integer(id));
                    return Task.CompletedTask;
                })
        );
        await using var model = Db.Muster.Database.Model();
        Assert.Contains(
            "INV-24",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => model.Users.ToListAsync(Token))).Message,
            StringComparison.Ordinal
        );
        Assert.Empty(await model.Users.Where(user => user.Workspace == model.Workspace).ToListAsync(Token));
    }

    private async Task WriteAsync(Func<SqlSession, Task> write)
    {
        await using var session = await Db.Muster.Database.WriteAsync(Token);
        await write(session);
        await session.CommitAsync(Token);
    }

    private ApplyContext Context() => new(Db.Lease, Db.Clock.Now, Settles: true);

    private static Removal Decided(int user) => new(user, RemovalCause.Decided, Evidence.Stated);

    private static ReadCertificate Certificate(SyncPlan plan, bool users, bool groups) =>
        plan.Basis.Read with
        {
            Users = plan.Basis.Read.Users with { Complete = users },
            Groups = plan.Basis.Read.Groups with { Complete = groups },
        };

    /// <summary>Two groups, the first with six members.</summary>
    private async Task CrewAsync(bool linked = false)
    {
        string[] names = ["ada", "bob", "cy", "dan", "eve", "fay"];
        await Db.ReadUsersAsync(false, [.. names.Select(name => User(name))]);
        await Db.ReadGroupsAsync(false, Group("crew"));
        ImmutableArray<GroupStep> link = linked
            ? [new GroupStep.Link(1, (await Db.GroupAsync("crew")).Key, Id("crew"), LinkCause.ExactName)]
            : [];
        await Db.AppliedAsync(
            await Db.PlanAsync(
                [new GroupStep.Create(1, "crew", null), new GroupStep.Create(2, "desk", null), .. link],
                [.. names.Select((name, index) => Create(index + 1, name))],
                [Members(1, [1, 2, 3, 4, 5, 6])]
            )
        );
    }

    /// <summary>A stored plan that waits for an approval.</summary>
    private async Task<StoredPlan> WaitingAsync(params MembershipChange[] changes)
    {
        await CrewAsync();
        var steps = await Db.PlanAsync(memberships: changes);
        var made = PlanValues.Of(steps, new PlanVerdict.Ready(), "plan", "test", Db.Clock.Now) with { Connection = Db.Entra.Key };
        return await Db.Muster.Plans.AddAsync(made, steps, Db.Lease, Token);
    }

    private Task<string> StopsAsync(string invariant, SyncPlan plan, Run run) =>
        StopsAsync(invariant, () => Db.Muster.Platform.ApplyAsync(plan, run, Context(), null, Token));

    /// <summary>It must stop with the number of the invariant, and leave everything as it was.</summary>
    private async Task<string> StopsAsync(string invariant, Func<Task> act)
    {
        var before = await PictureAsync();
        var stopped = await Record.ExceptionAsync(act);
        Assert.NotNull(stopped);
        Assert.True(stopped is StoredDataException or InvalidOperationException, stopped.ToString());
        Assert.Contains($"({invariant})", stopped.Message, StringComparison.Ordinal);
        Assert.Equal(before, await PictureAsync());
        return stopped.Message;
    }

    private async Task<string> StaleAsync(SyncPlan plan, ApplyContext context)
    {
        var before = await PictureAsync();
        var outcome = await Db.Muster.Platform.ApplyAsync(plan, await Db.BeginAsync(), context, null, Token);
        var stale = Assert.IsType<ApplyOutcome.Stale>(outcome);
        Assert.Equal(before, await PictureAsync());
        return stale.Difference;
    }

    private async Task<string> PictureAsync()
    {
        var revision = await Db.Muster.Platform.RevisionAsync(Token);
        var state = await Db.StateAsync();
        string[] parts =
        [
            $"revision {revision}",
            .. (await Db.RowsAsync(revision)).Select(row => row.ToString()),
            .. state.Groups.Select(group => $"{group.Key} {group.Name} {group.Link} {group.Members.Count} {group.LocalMembers.Count}"),
            string.Join(' ', state.ActiveUsers),
            .. (await Db.Muster.Plans.ListAsync(new PlanFilter(null, null, null, 100), Token)).Select(plan => $"{plan.Id} {plan.State}"),
        ];
        return string.Join('\n', parts);
    }
}
