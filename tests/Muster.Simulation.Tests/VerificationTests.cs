using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Engine.Syncing;
using Muster.Engine.Verifying;
using Muster.Testing.Planned;

namespace Muster.Simulation.Tests;

/// <summary>A verification run holds what is kept by changes against a full read and plan, and changes nothing.</summary>
public sealed class VerificationTests : IAsyncLifetime
{
    private static readonly ObjectId Ada = new(new Guid(1, 1, 0, new byte[8]));
    private static readonly ObjectId Crew = new(new Guid(3, 2, 0, new byte[8]));
    private PlanningRig _rig = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _rig = await PlanningRig.StartAsync(Token);
        _rig.Directory.Users[Ada] = new UserFacts { UserPrincipalName = "ada@example.org", AccountEnabled = true };
        _rig.Directory.Groups[Crew] = new ModelGroup
        {
            Facts = new GroupFacts { DisplayName = "Crew" },
            Members = [Ada],
        };
        await _rig.ImportAsync(new ImportRule.Everyone(), Token);
        await _rig.CreateGroupsAsync(Token);
        await _rig.SyncAsync(Token);
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Nothing_is_found_where_changes_were_told()
    {
        var report = await VerifyAsync();
        Assert.True(report.Equal, string.Join('\n', report.Run.Problems.Select(problem => problem.Message)));
        Assert.Equal(0, report.Waiting);
    }

    [Fact]
    public async Task What_waits_for_a_sync_is_no_disagreement()
    {
        _rig.Directory.Groups[Crew].Members.Clear();
        var report = await VerifyAsync();
        Assert.True(report.Equal);
        Assert.Equal(1, report.Waiting);
    }

    [Fact]
    public async Task What_the_directory_forgot_to_tell_is_named_and_not_applied()
    {
        _rig.Directory.Groups[Crew].Members.Clear();
        _rig.Directory.Users[Ada] = _rig.Directory.Users[Ada] with { AccountEnabled = false };
        _rig.Directory.Forgotten.UnionWith([Ada, Crew]);
        await _rig.SyncAsync(Token);
        _rig.Directory.Forgotten.Clear();
        var revision = await _rig.Database.Platform.RevisionAsync(Token);
        var report = await VerifyAsync();
        Assert.False(report.Equal);
        Assert.Equal(["ada@example.org", "Crew"], report.Run.Problems.Select(problem => problem.Subject));
        Assert.Contains(
            "the stored copy said enabled, the directory says disabled",
            report.Run.Problems[0].Message,
            StringComparison.Ordinal
        );
        Assert.Contains("still had ada@example.org", report.Run.Problems[1].Message, StringComparison.Ordinal);
        Assert.True(report.Waiting > 0);
        Assert.Equal(revision, await _rig.Database.Platform.RevisionAsync(Token));
        Assert.Equal(1, (await _rig.SyncAsync(Token)).Counts.MembersRemoved);
    }

    private Task<VerificationReport> VerifyAsync() =>
        new VerificationRunner(
            _rig.Reading,
            _rig.Plans,
            _rig.Database.Mirror,
            _rig.Database.Planning,
            _rig.Database.Runs,
            _rig.Database.Leases,
            _rig.Clock
        ).RunAsync(_rig.Connection, "rig", new Silent(), Token);

    private sealed class Silent : IRunObserver
    {
        public void Phase(RunPhase phase) { }

        public void Reading(Engine.Reading.ReadProgress progress) { }

        public void Applying(long done, long total) { }

        public Task<bool> ConfirmAsync(PlannedRun planned, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}
