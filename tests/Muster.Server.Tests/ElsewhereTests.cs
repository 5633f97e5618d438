using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server.Runs;
using Muster.Server.Tests.Api;
using Muster.Storage;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>A run that another process makes: how far it is, as far as that process says, and that it is stopped there.</summary>
public sealed class ElsewhereTests : IAsyncLifetime
{
    private const string Owner = "owner@example.com";
    private ServerRig _rig = null!;
    private MusterDatabase _other = null!;
    private LeaseKeeper _lease = null!;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        _rig = await ServerRig.EmptyAsync(Tests.Token);
        await _rig.AccountAsync("Owner", Tests.Token);
        _other = await MusterDatabase.OpenAsync(_rig.Tenant.Muster.Folder, TimeProvider.System, Tests.Token);
        _lease = await LeaseKeeper.AcquireAsync(_other.Leases, "sync", TimeProvider.System, Tests.Token);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _lease.DisposeAsync();
        await _other.DisposeAsync();
        await _rig.DisposeAsync();
    }

    [Theory]
    [InlineData(null, "unknown unknown unknown unknown unknown unknown unknown")]
    [InlineData(RunPhase.Read, "running waiting waiting waiting waiting waiting waiting")]
    [InlineData(RunPhase.Plan, "done done running running waiting waiting waiting")]
    [InlineData(RunPhase.Apply, "done done done done running waiting waiting")]
    public async Task Its_steps_stand_as_it_notes_them_and_nothing_is_said_of_those_it_does_not(RunPhase? phase, string rail)
    {
        var run = await _other.Runs.BeginAsync(null, "sync", "ada", _lease.Lease, Tests.Token);
        if (phase is { } reached)
            await _other.Runs.ReachAsync(run.Id, reached, _lease.Lease, Tests.Token);
        using var browser = new PlainBrowser(_rig.Address, Tests.Token);
        using var signedIn = await browser.SignInAsync(Owner, ServerRig.Password);
        using var answer = await browser.GetAsync($"/api/v1/runs/{run.Id}");
        var item = await answer.BodyAsync();
        Assert.Equal(
            rail,
            string.Join(' ', item.GetProperty("rail").EnumerateArray().Select(step => step.GetProperty("state").GetString()))
        );
        Assert.Contains("another process", item.GetProperty("elsewhere").GetString(), StringComparison.OrdinalIgnoreCase);
        await using var page = await OpenPage.OfAsync<RunPage>(_rig, Owner, $"/runs/{run.Id}", ("Id", run.Id));
        var text = await page.TextAsync();
        Assert.Contains("Another process makes this run", text, StringComparison.Ordinal);
        Assert.Equal(phase is null, text.Contains("How far it is was not noted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_has_ended_and_what_was_left_behind_is_not_said_to_be_made_elsewhere()
    {
        var run = await _other.Runs.BeginAsync(null, "sync", "ada", _lease.Lease, Tests.Token);
        await _other.Runs.ReachAsync(run.Id, RunPhase.Plan, _lease.Lease, Tests.Token);
        await _lease.DisposeAsync();
        await using var page = await OpenPage.OfAsync<RunPage>(_rig, Owner, $"/runs/{run.Id}", ("Id", run.Id));
        Assert.DoesNotContain("Another process makes this run", await page.TextAsync(), StringComparison.Ordinal);
        _lease = await LeaseKeeper.AcquireAsync(_other.Leases, "sync", TimeProvider.System, Tests.Token);
        await _other.Runs.BeginAsync(null, "sync", "ada", _lease.Lease, Tests.Token);
        var failed = (await _other.Runs.FindAsync(run.Id, Tests.Token))!;
        Assert.Equal(RunOutcome.Failed, failed.Outcome);
        Assert.Equal("Done Done Failed Skipped Skipped Skipped Skipped", string.Join(' ', RunRail.After(failed)));
    }
}
