using Muster.Core.Planning;
using Muster.Engine.Connections;
using Muster.Engine.Runs;
using Muster.Engine.Workspaces;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqliteWorkspaceTests : WorkspaceContract<SqliteTestDatabase>;

public sealed class PostgresWorkspaceTests : WorkspaceContract<PostgresTestDatabase>;

/// <summary>Two organisations in one database, with the same tenant, keys and names: neither sees or changes anything of the other.</summary>
public abstract class WorkspaceContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private IWorkspaceStore Store => Db.Muster.Workspaces;

    [Fact]
    public async Task INV_24_whatever_is_written_in_one_workspace_every_table_and_answer_of_the_other_is_byte_for_byte_what_it_was()
    {
        await FilledWorkspace.WriteAsync(Db);
        var first = await RowsAsync(1);
        Assert.All(first, line => Assert.False(line.EndsWith(": ", StringComparison.Ordinal), $"Nothing in {line}"));
        var answers = await FilledWorkspace.AnswersAsync(Db.Muster, Db.Entra.Key);

        var other = (await Store.CreateAsync("beta", "test", Token))!;
        await Db.GoOnInAsync(other.Number);
        await FilledWorkspace.WriteAsync(Db);
        var second = await RowsAsync(other.Number);
        Assert.Equal(first.Count, second.Count(line => !line.EndsWith(": ", StringComparison.Ordinal)));
        await FilledWorkspace.GoOnAsync(Db);
        Assert.Empty(await Db.FaultsAsync());
        Assert.Equal(first.Where(IsNoLease), (await RowsAsync(1)).Where(IsNoLease));
        Assert.Equal(answers, await FilledWorkspace.AnswersAsync(Db.Muster.Of(1), Db.Entra.Key));

        // And the other way.
        second = await RowsAsync(other.Number);
        answers = await FilledWorkspace.AnswersAsync(Db.Muster, Db.Entra.Key);
        await Db.ComeBackToAsync(1);
        await FilledWorkspace.GoOnAsync(Db);
        Assert.Empty(await Db.FaultsAsync());
        Assert.Equal(second.Where(IsNoLease), (await RowsAsync(other.Number)).Where(IsNoLease));
        Assert.Equal(answers, await FilledWorkspace.AnswersAsync(Db.Muster.Of(other.Number), Db.Entra.Key));
    }

    [Fact]
    public async Task The_same_keys_and_names_in_two_workspaces_are_two_things()
    {
        await FilledWorkspace.WriteAsync(Db);
        var revision = await Db.Muster.Platform.RevisionAsync(Token);
        var other = (await Store.CreateAsync("beta", "test", Token))!;
        await Db.GoOnInAsync(other.Number);

        Assert.Equal(0, await Db.Muster.Platform.RevisionAsync(Token));
        Assert.Equal(1, Db.Entra.Key);
        Assert.Empty(await Db.Muster.Platform.UserRowsAsync(1, null, Token).ToListAsync(Token));
        Assert.Empty(await Db.RowsAsync(revision));
        Assert.Empty(await Db.Muster.Problems.ListAsync(Token));
        Assert.Equal(1, (await Db.BeginAsync()).Id);
        Assert.Equal(
            ["workspace.created", "connection.added"],
            await Db.Muster.Audit.EntriesAsync(0, Token).Select(entry => entry.Action).ToListAsync(Token)
        );
    }

    [Fact]
    public async Task Who_works_in_one_workspace_keeps_nobody_out_of_another_and_a_lease_of_one_is_worth_nothing_in_the_other()
    {
        var other = (await Store.CreateAsync("beta", "test", Token))!;
        var beta = Db.Muster.Of(other.Number);
        Assert.IsType<LeaseOutcome.Taken>(await Db.Muster.Leases.AcquireAsync("test", Token));
        var lease = await LeaseAsync(beta);
        await beta.Leases.ReleaseAsync(lease, Token);
        await Assert.ThrowsAsync<LeaseLostException>(() => beta.Runs.BeginAsync(null, "sync", "test", Db.Lease, Token));
        Assert.True(await Db.Muster.Leases.RenewAsync(Db.Lease, Token));
    }

    [Fact]
    public async Task A_credential_that_was_copied_to_another_workspace_cannot_be_decrypted_there()
    {
        var other = (await Store.CreateAsync("beta", "test", Token))!;
        var beta = Db.Muster.Of(other.Number);
        Assert.NotNull(await beta.Connections.AddAsync(SampleConnection("entra"), Secret("theirs"), "test", Token));
        Assert.Equal("theirs", (await beta.Connections.CredentialAsync(1, Token)).Value);
        await Db.TamperAsync(
            "UPDATE connection SET credential = (SELECT credential FROM connection WHERE workspace = 1) WHERE workspace = 2"
        );
        await Assert.ThrowsAsync<CredentialUnreadableException>(() => beta.Connections.CredentialAsync(1, Token));
    }

    [Fact]
    public async Task A_name_belongs_to_one_workspace_whatever_its_case_and_is_free_again_when_it_is_gone_and_a_number_is_not()
    {
        Assert.Equal([new(1, "main")], await Store.ListAsync(Token));
        var beta = (await Store.CreateAsync("beta", "test", Token))!;
        Assert.Null(await Store.CreateAsync("BETA", "test", Token));
        Assert.Null(await Store.RenameAsync(new(1, "main"), "Beta", "test", Token));
        var named = (await Store.RenameAsync(beta, "BETA", "test", Token))!;
        Assert.Null(await Store.RenameAsync(beta, "gamma", "test", Token));
        await Store.RemoveAsync(named, "test", Token);
        Assert.Equal([new(1, "main")], await Store.ListAsync(Token));
        Assert.Equal(new Workspace(3, "beta"), await Store.CreateAsync("beta", "test", Token));
        Assert.Equal(new Workspace(1, "alpha"), await Store.RenameAsync(new(1, "main"), "alpha", "test", Token));
        Assert.Empty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task Removing_a_workspace_takes_every_row_of_it_and_none_of_another_and_the_first_one_remembers_how_it_ended()
    {
        await FilledWorkspace.WriteAsync(Db);
        var other = (await Store.CreateAsync("beta", "test", Token))!;
        await Db.GoOnInAsync(other.Number);
        await FilledWorkspace.WriteAsync(Db);
        var head = (await Db.Muster.Audit.CheckpointAsync(Token))!.Head;
        var before = await RowsAsync(1);

        await Assert.ThrowsAsync<LeaseTakenException>(() => Store.RemoveAsync(other, "test", Token));
        Assert.All(await RowsAsync(other.Number), line => Assert.False(line.EndsWith(": ", StringComparison.Ordinal), line));
        await Db.Muster.Leases.ReleaseAsync(Db.Lease, Token);
        await Store.RemoveAsync(other, "zoe", Token);

        Assert.All(await RowsAsync(other.Number), line => Assert.EndsWith(": ", line, StringComparison.Ordinal));
        Assert.Equal(before.Where(IsNoLog), (await RowsAsync(1)).Where(IsNoLog));
        var last = await Db.Muster.Of(1).Audit.EntriesAsync(0, Token).LastAsync(Token);
        Assert.Equal(("workspace.removed", "beta", "zoe"), (last.Action, last.Subject, last.Actor));
        Assert.Contains(head, last.Detail, StringComparison.Ordinal);
        Assert.Empty((await Db.Muster.Of(1).Audit.VerifyAsync(Token)).Faults);
        await Assert.ThrowsAsync<ArgumentException>(() => Store.RemoveAsync(new(1, "main"), "test", Token));
    }

    [Fact]
    public async Task What_would_make_a_workspace_larger_than_it_may_be_is_not_stored_and_what_makes_it_smaller_is()
    {
        await FilledWorkspace.WriteAsync(Db);
        var (_, use) = await Store.SizeAsync(1, Token);
        Assert.Equal(new WorkspaceUse(3, 2, 5, 1), use);
        foreach (
            var (limits, what) in new (WorkspaceLimits, string)[]
            {
                (WorkspaceLimits.None with { Users = 3 }, "3 active users, and this would make it 4"),
                (WorkspaceLimits.None with { Groups = 1 }, "1 groups, and this would make it 3"),
                (WorkspaceLimits.None with { Memberships = 5 }, "5 memberships, and this would make it 6"),
            }
        )
        {
            await Store.SetLimitsAsync(1, limits, "test", Token);
            Assert.Equal((limits, use), await Store.SizeAsync(1, Token));
            var plan = await Db.PlanAsync([new GroupStep.Create(3, "more", null)], [CreateLocal(5)], [Members(3, [5])]);
            var fault = await Assert.ThrowsAsync<WorkspaceLimitException>(() => Db.ApplyAsync(plan));
            Assert.Contains(what, fault.Message, StringComparison.Ordinal);
            Assert.Equal((limits, use), await Store.SizeAsync(1, Token));
            await Db.AppliedAsync(await Db.PlanAsync(memberships: [Members(2, [], [4])]));
            await Store.SetLimitsAsync(1, WorkspaceLimits.None, "test", Token);
            await Db.AppliedAsync(await Db.PlanAsync(memberships: [Members(2, [4])]));
        }
        await Store.SetLimitsAsync(1, WorkspaceLimits.None with { Connections = 1 }, "test", Token);
        await Assert.ThrowsAsync<WorkspaceLimitException>(() =>
            Db.Muster.Connections.AddAsync(SampleConnection("second"), Secret("x"), "test", Token)
        );
        Assert.Single(await Db.Muster.Connections.ListAsync(Token));
        Assert.Empty(await Db.FaultsAsync());
    }

    private static UserStep.CreateLocal CreateLocal(int key) => new(key, new() { DisplayName = "More" });

    private Task<IReadOnlyList<string>> RowsAsync(int workspace) => FilledWorkspace.RowsAsync(Db, workspace);

    /// <summary>The lease is given back and taken on the way from one workspace to the other.</summary>
    private static bool IsNoLease(string line) => !line.StartsWith("lease:", StringComparison.Ordinal);

    /// <summary>The end of another workspace is written down.</summary>
    private static bool IsNoLog(string line) =>
        !line.StartsWith("audit_entry:", StringComparison.Ordinal) && !line.StartsWith("workspace:", StringComparison.Ordinal);
}
