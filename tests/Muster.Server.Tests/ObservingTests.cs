using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Core.Platform;
using Muster.Engine.Inbox;
using Muster.Engine.Platform;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Drifting;
using Muster.Server.Groups;
using Muster.Server.Home;
using Muster.Server.Owning;
using Muster.Server.Plans;
using Muster.Server.Problems;
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
    public async Task Looking_again_at_a_problem_says_first_that_nothing_will_be_applied()
    {
        var connection = (await Muster.Connections.FindAsync(TestTenant.Connection, Tests.Token))!;
        var now = TimeProvider.System.GetUtcNow();
        var problem = new InboxProblem
        {
            Id = 1,
            Connection = connection.Key,
            Code = "unmatched",
            Subject = "crew",
            Count = 1,
            Effect = "No directory group has the name.",
            Fix = "muster groups discover",
            FirstSeen = now,
            Since = now,
            LastSeen = now,
            LastRun = 1,
        };
        IReadOnlyList<InboxProblem> rows = [problem];
        await using var table = await OpenAsync<ProblemTable>("/problems", ("Rows", rows));
        Assert.DoesNotContain(Words, await table.TextAsync(), StringComparison.Ordinal);
        await table.PressAsync("Retry now");
        Assert.Contains(Words, await table.TextAsync(), StringComparison.Ordinal);
        Assert.True(await table.CanPressAsync("Start the sync"));
    }

    [Fact]
    public async Task What_an_owner_asks_for_cannot_be_taken_and_says_why()
    {
        var mail = await shared.Rig.AccountAsync(nameof(Role.None), Tests.Token, mail: "asker@example.com");
        var group = await GroupAsync();
        var revision = await Muster.Database.Platform.RevisionAsync(Tests.Token);
        var owner = (await Muster.Database.Platform.FindUsersAsync(TenantStory.Upn("ada"), revision, Tests.Token))[0];
        await using (var accounts = await Get<IDbContextFactory<AccountsContext>>().CreateDbContextAsync(Tests.Token))
        {
            var asker = await accounts.Users.SingleAsync(row => row.Email == mail, Tests.Token);
            asker.PlatformUser = owner.Key;
            accounts.Requests.Add(
                new OwnerRequest
                {
                    Account = asker.Id,
                    Asker = asker.DisplayName,
                    Owner = owner.Key,
                    Group = group.Key,
                    Connection = (await Muster.Connections.FindAsync(TestTenant.Connection, Tests.Token))!.Key,
                    User = owner.Key,
                    Kind = ExceptionKind.Include,
                    Reason = "Helps out",
                    Until = TimeProvider.System.GetUtcNow().AddDays(9),
                    AskedAt = TimeProvider.System.GetUtcNow(),
                }
            );
            await accounts.SaveChangesAsync(Tests.Token);
        }
        await using var list = await OpenAsync<RequestList>("/problems");
        Assert.Contains("Helps out", await list.TextAsync(), StringComparison.Ordinal);
        Assert.Contains(Words, await list.TextAsync(), StringComparison.Ordinal);
        Assert.False(await list.CanPressAsync("Take"));
        Assert.True(await list.CanPressAsync("Refuse"));
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
            var story = new TenantStory()
                .Users("ada", "bob")
                .Group("crew", "crew")
                .Member("crew", "ada")
                .Owner("crew", "ada")
                .Then()
                .Member("crew", "bob");
            Rig = await ServerRig.FilledAsync(Tests.Token, story);
            await Rig.Tenant.NextAsync(Tests.Token);
            await Rig.Tenant.MustAsync(0, Tests.Token, "settings", "set", "observeOnly", "true", "--yes");
            await Rig.Tenant.MustAsync(0, Tests.Token, "plan");
            Plan = (await Rig.Server.Muster.Database.Plans.ListAsync(new(null, null, null, 1), Tests.Token))[0].Id;
        }

        public ValueTask DisposeAsync() => Rig.DisposeAsync();
    }
}
