using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Platform;
using Muster.Server.Drifting;
using Muster.Server.Groups;
using Muster.Server.Home;
using Muster.Server.Plans;
using Muster.Server.Runs;
using Muster.Server.Scheduling;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Where a connection only observes, that is said before anybody presses, and nothing waits for what can never be.</summary>
public sealed class ObservingTests(ObservingTests.Shared shared) : IClassFixture<ObservingTests.Shared>
{
    private const string Words = "corp only observes";

    private MusterInstance Muster => shared.Rig.Server.Muster;

    [Fact]
    public async Task A_plan_cannot_be_applied_and_says_why()
    {
        await using var page = await OpenAsync<PlanPage>($"/plans/{shared.Plan}", ("Id", shared.Plan));
        Assert.Contains(Words, await page.TextAsync(), StringComparison.Ordinal);
        Assert.False(await page.CanPressAsync("Apply"));
    }

    [Fact]
    public async Task What_would_be_refused_cannot_be_pressed_and_says_why()
    {
        var connection = (await Muster.Connections.FindAsync(TestTenant.Connection, Tests.Token))!;
        await using (var drift = await OpenAsync<DriftTab>("/connections/corp?tab=drift", ("Connection", connection)))
            Assert.False(await drift.CanPressAsync("Put back"));
        var group = await GroupAsync();
        await using (var exceptions = await OpenAsync<ExceptionsTab>($"/groups/{group.Key}?tab=exceptions", ("Group", group)))
        {
            Assert.Contains(Words, await exceptions.TextAsync(), StringComparison.Ordinal);
            Assert.False(await exceptions.CanPressAsync("Add exception"));
        }
        var run = (await Muster.Database.Runs.ListAsync(new() { Limit = 50 }, Tests.Token)).First(one => one.Revision is not null);
        await using (var undo = await OpenAsync<UndoPage>($"/runs/{run.Id}/undo", ("Id", run.Id)))
            Assert.Contains(Words, await undo.TextAsync(), StringComparison.Ordinal);
        await using var schedule = await OpenAsync<SchedulePage>("/schedule?connection=corp");
        Assert.Contains(Words, await schedule.TextAsync(), StringComparison.Ordinal);
        Assert.True(await schedule.CanPressAsync("Run now"));
    }

    [Fact]
    public async Task Settings_that_no_sync_can_follow_and_plans_that_nobody_can_apply_need_nobody()
    {
        var connection = (await Muster.Connections.FindAsync(TestTenant.Connection, Tests.Token))!;
        Assert.True(connection.HasUnappliedConfiguration);
        var standing = await ConnectionStanding.LoadAsync(Muster, Get<LiveRuns>(), connection, new Dictionary<int, long>(), Tests.Token);
        Assert.Equal((HealthWord.Healthy, false), (standing.Health, standing.HasUnapplied));
        Assert.NotNull(standing.Waiting);
        await using var home = await OpenAsync<HomePage>("/");
        var text = await home.TextAsync();
        Assert.DoesNotContain("waits to be applied", text, StringComparison.Ordinal);
        Assert.DoesNotContain("no plan has followed them yet", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workspace_whose_people_come_with_their_groups_is_set_up_without_an_import()
    {
        var figures = await HomeFigures.LoadAsync(Muster, Get<KnownActivity>(), Get<LiveRuns>(), null, TimeProvider.System, Tests.Token);
        HomeFigures Without(bool members) =>
            figures with
            {
                Connections =
                [
                    .. figures.Connections.Select(one =>
                        one with
                        {
                            Connection = one.Connection with { ImportRule = null },
                            ImportsMembers = members && one.ImportsMembers,
                        }
                    ),
                ],
            };
        Assert.Equal((true, false), (Without(members: true).IsSetUp, Without(members: false).IsSetUp));
    }

    private T Get<T>()
        where T : notnull => shared.Rig.Server.Services.GetRequiredService<T>();

    private Task<OpenPage> OpenAsync<T>(string address, params (string, object?)[] parameters)
        where T : Microsoft.AspNetCore.Components.IComponent => OpenPage.OfAsync<T>(shared.Rig, "owner@example.com", address, parameters);

    private async Task<GroupRow> GroupAsync() =>
        (await Muster.GroupNamedAsync("crew", await Muster.Database.Platform.RevisionAsync(Tests.Token), Tests.Token))!;

    /// <summary>A server whose only connection observes, and has seen a change.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        /// <summary>The server.</summary>
        public ServerRig Rig { get; private set; } = null!;

        /// <summary>Number of the plan that waits.</summary>
        public long Plan { get; private set; }

        public async ValueTask InitializeAsync()
        {
            var story = new TenantStory().Users("ada", "bob").Group("crew", "crew").Member("crew", "ada").Then().Member("crew", "bob");
            Rig = await ServerRig.FilledAsync(Tests.Token, story);
            await Rig.Tenant.NextAsync(Tests.Token);
            await Rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "observeOnly", "true", "--yes");
            await Rig.Tenant.MustAsync(0, Tests.Token, "plan");
            Plan = (await Rig.Server.Muster.Database.Plans.ListAsync(new(null, null, null, 1), Tests.Token))[0].Id;
        }

        public ValueTask DisposeAsync() => Rig.DisposeAsync();
    }
}
