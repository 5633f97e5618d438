using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Testing.Planned;

namespace Muster.Simulation.Tests;

/// <summary>Who confirms what they looked at gets exactly that, or nothing, whatever the guard rails say of what it has become.</summary>
public sealed class SeenPlanTests : IAsyncLifetime
{
    private static readonly ObjectId Crew = Id(999);
    private PlanningRig _rig = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rig = await PlanningRig.StartAsync(Token);
        var people = Enumerable.Range(1, 40).Select(Id).ToList();
        foreach (var (index, id) in people.Index())
            _rig.Directory.Users[id] = new UserFacts { UserPrincipalName = $"p{index}@example.org", AccountEnabled = true };
        _rig.Directory.Groups[Crew] = new ModelGroup
        {
            Facts = new GroupFacts { DisplayName = "Crew" },
            Members = [.. people],
        };
        await _rig.ImportAsync(new ImportRule.Everyone(), Token);
        await _rig.CreateGroupsAsync(Token);
        await _rig.SyncAsync(Token);
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task What_has_become_something_that_a_guard_rail_would_hold_is_not_put_up_for_release()
    {
        _rig.Directory.Groups[Crew].Members.Remove(Id(1));
        var seen = await HashAsync(request => request);
        _rig.Directory.Groups[Crew].Members.Clear();

        var run = await _rig.SyncAsync(Token, request => request with { ExpectHash = seen }, approve: false);

        Assert.Equal(RunOutcome.Cancelled, run.Outcome);
        Assert.Contains("has changed since it was looked at", run.Message, StringComparison.Ordinal);
        Assert.NotEqual(seen, run.PlanHash);
        Assert.Equal(RunOutcome.Held, (await _rig.SyncAsync(Token, approve: false)).Outcome);
    }

    [Fact]
    public async Task A_rule_that_nobody_looked_at_is_not_kept_although_it_has_nothing_to_do()
    {
        var everyone = await HashAsync(request => request with { NewImportRule = new ImportRule.Everyone() });
        var members = new ImportRule.MembersOf([Crew]);

        var run = await _rig.SyncAsync(Token, request => request with { NewImportRule = members, ExpectHash = everyone });
        await _rig.ReloadAsync(Token);

        Assert.Equal(RunOutcome.Cancelled, run.Outcome);
        Assert.IsType<ImportRule.Everyone>(_rig.Connection.ImportRule);
    }

    [Fact]
    public async Task What_was_looked_at_and_is_still_so_is_done()
    {
        var members = new ImportRule.MembersOf([Crew]);
        var seen = await HashAsync(request => request with { NewImportRule = members });

        var run = await _rig.SyncAsync(Token, request => request with { NewImportRule = members, ExpectHash = seen });
        await _rig.ReloadAsync(Token);

        Assert.Equal(RunOutcome.NoChanges, run.Outcome);
        Assert.IsType<ImportRule.MembersOf>(_rig.Connection.ImportRule);
    }

    [Fact]
    public async Task An_undo_that_would_do_something_else_by_now_is_not_done()
    {
        _rig.Directory.Groups[Crew].Members.Remove(Id(1));
        var left = await _rig.SyncAsync(Token);
        var revision = await _rig.Database.Platform.RevisionAsync(Token);

        Assert.Equal(RunOutcome.Cancelled, Done(await _rig.UndoAsync(left.Id, Token, "another")).Outcome);

        Assert.Equal(revision, await _rig.Database.Platform.RevisionAsync(Token));
        Assert.Equal(RunOutcome.Applied, Done(await _rig.UndoAsync(left.Id, Token)).Outcome);
    }

    private async Task<string> HashAsync(Func<SyncRequest, SyncRequest> asked) => (await _rig.DraftAsync(asked, Token)).Plan.Hash;

    private static Run Done(DecisionOutcome outcome) => Assert.IsType<DecisionOutcome.Done>(outcome).Run;

    private static ObjectId Id(int number) => new(new Guid(number, 1, 0, new byte[8]));
}
