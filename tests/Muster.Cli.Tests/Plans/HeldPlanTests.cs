using Muster.Core.Configuration;
using Muster.Engine.Configuration;
using Muster.Engine.Plans;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Server;

namespace Muster.Cli.Tests.Plans;

/// <summary>Held plans: who may release them, and what happens to rows that no longer hold.</summary>
public sealed class HeldPlanTests
{
    private static readonly string[] Forty = Tests.Several("p", 40);

    private static async Task<(TestTenant Tenant, string Run)> HeldAsync()
    {
        var story = new TenantStory()
            .Users(Forty)
            .Group("team")
            .Group("other")
            .Member("team", Forty)
            .Member("other", Forty)
            .Then()
            .NoMember("team", Forty[..15])
            .Then()
            .Member("team", "p3");
        var tenant = await TestTenant.SyncedAsync(story, Tests.Token);
        await tenant.NextAsync(Tests.Token);
        return (tenant, (await tenant.MustAsync(3, Tests.Token, "sync", "--yes", "--json")).Json.GetProperty("run").GetRawText());
    }

    /// <summary>Left, came back before the decision: another system deleted the account.</summary>
    [Fact]
    public async Task Somebody_who_came_back_before_the_approval_is_not_removed_and_the_row_is_reported_INV_6()
    {
        var (tenant, run) = await HeldAsync();
        await using var closing = tenant;
        await tenant.NextAsync(Tests.Token);
        await tenant.MustAsync(0, Tests.Token, "groups", "discover");
        var approved = (await tenant.MustAsync(0, Tests.Token, "runs", "approve", run, "--reason", "they left", "--json")).Json;
        Assert.Equal(14, approved.GetProperty("steps").GetProperty("membersRemoved").GetInt32());
        var dropped = approved
            .GetProperty("problems")
            .EnumerateArray()
            .Single(problem => problem.GetProperty("code").GetString() == "rowsDropped");
        Assert.Contains("remove p3 from 'team'", dropped.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("p3", (await tenant.StateAsync(Tests.Token)).Members("team").Split(' '));
        Assert.Equal(26, (await tenant.StateAsync(Tests.Token)).Members("team").Split(' ').Length);

        var plans = (await tenant.MustAsync(0, Tests.Token, "plan", "list", "--limit", "2", "--json")).JsonLines.ToList();
        Assert.Equal(["applied", "approved"], plans.Select(plan => plan.GetProperty("state").GetString()));
        Assert.Equal(plans[1].GetProperty("plan").GetRawText(), plans[0].GetProperty("basedOn").GetRawText());
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
        Assert.Equal(
            "noChanges",
            (await tenant.MustAsync(0, Tests.Token, "sync", "--yes", "--json")).Json.GetProperty("outcome").GetString()
        );
    }

    [Fact]
    public async Task A_held_run_is_released_by_its_plan_too_and_discarding_the_plan_rejects_the_run()
    {
        var (tenant, run) = await HeldAsync();
        await using var closing = tenant;
        async Task<string> PlanOf(string number) =>
            (await tenant.MustAsync(0, Tests.Token, "runs", "show", number, "--json")).Json.GetProperty("plan").GetRawText();
        await tenant.MustAsync(0, Tests.Token, "plan", "discard", await PlanOf(run), "--reason", "not now");
        Assert.Equal(
            "rejected",
            (await tenant.MustAsync(0, Tests.Token, "runs", "show", run, "--json")).Json.GetProperty("outcome").GetString()
        );
        var again = (await tenant.MustAsync(3, Tests.Token, "sync", "--yes", "--json")).Json.GetProperty("run").GetRawText();
        var approved = (await tenant.MustAsync(0, Tests.Token, "plan", "approve", await PlanOf(again), "--reason", "yes", "--json")).Json;
        Assert.Equal(again, approved.GetProperty("run").GetRawText());
        Assert.Equal("yes", approved.GetProperty("decisionReason").GetString());
        Assert.Equal(25, (await tenant.StateAsync(Tests.Token)).Members("team").Split(' ').Length);
    }

    [Theory]
    [InlineData("Ada", "ada", false)]
    [InlineData("Ada (token ci)", "Ada", false)]
    [InlineData("Ada", "Ada (token ci (2))", false)]
    [InlineData("Ada (token ci)", "Ada (token laptop)", false)]
    [InlineData("Ada", "Zoe (token ci)", true)]
    [InlineData("Ada (contractor)", "Ada", true)]
    public void Somebody_with_a_token_is_no_second_person(string maker, string approver, bool may)
    {
        var plan = new StoredPlan
        {
            Id = 7,
            Verb = "sync",
            State = PlanState.Held,
            MadeAt = DateTimeOffset.UnixEpoch,
            MadeBy = maker,
        };
        Assert.Equal(may, SecondPerson.Refusal(plan, asked: true, null, approver, []) is null);
    }

    [Fact]
    public async Task Where_a_second_person_is_asked_for_the_one_who_started_may_not_release()
    {
        var (tenant, run) = await HeldAsync();
        await using var closing = tenant;
        await using var muster = await MusterInstance.OpenAsync(tenant.Muster.Folder, TimeProvider.System, Tests.Token);
        var connection = (await muster.Connections.ListAsync(Tests.Token)).Single();
        var settings = muster.Database.Settings;
        var values = Settings.OfConnection.ToValues(ConnectionPolicies.Default with { SecondPerson = true });
        await settings.SaveAsync(
            await settings.CurrentAsync(SettingScope.Of(connection.Key), Tests.Token),
            values,
            "zoe",
            "audit",
            Tests.Token
        );

        var refused = await tenant.MustAsync(3, Tests.Token, "runs", "approve", run, "--reason", "my own");
        Assert.Contains($"{Environment.UserName}@{Environment.MachineName} cannot", refused.Error, StringComparison.Ordinal);
        Assert.Contains("So far nobody else has worked on this data.", refused.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        var number = long.Parse(run, System.Globalization.CultureInfo.InvariantCulture);
        var outcome = await muster.Plans.Approvals.ApproveRunAsync(number, "zoe@elsewhere", "seen it", null, null, Tests.Token);
        Assert.Equal(
            ("zoe@elsewhere", RunOutcome.Applied),
            (Assert.IsType<DecisionOutcome.Done>(outcome).Run.DecidedBy, ((DecisionOutcome.Done)outcome).Run.Outcome)
        );
    }

    [Fact]
    public async Task Who_takes_the_rule_of_the_second_person_away_still_cannot_release_a_plan_that_was_held_under_it()
    {
        var (tenant, _) = await HeldAsync();
        await using var closing = tenant;
        async Task<string> HeldAgainAsync() =>
            (await tenant.MustAsync(3, Tests.Token, "sync", "--yes", "--json")).Json.GetProperty("run").GetRawText();
        await tenant.SetAsync("secondPerson", "true", Tests.Token);
        var under = await HeldAgainAsync();
        await tenant.SetAsync("secondPerson", "false", Tests.Token);
        var refused = await tenant.MustAsync(3, Tests.Token, "runs", "approve", under, "--reason", "my own");
        Assert.Contains("secondPerson, now or when the plan was made", refused.Error, StringComparison.Ordinal);
        await tenant.MustAsync(0, Tests.Token, "runs", "approve", await HeldAgainAsync(), "--reason", "made without the rule");
    }

    [Fact]
    public async Task What_a_guard_rail_said_stays_as_it_was_when_the_limit_is_changed_later()
    {
        var (tenant, run) = await HeldAsync();
        await using var closing = tenant;
        async Task<string> Decisions() =>
            (await tenant.MustAsync(0, Tests.Token, "runs", "show", run, "--json")).Json.GetProperty("decisions").GetRawText();
        var before = await Decisions();
        Assert.Contains("15 of 40", before, StringComparison.Ordinal);
        await using (var muster = await MusterInstance.OpenAsync(tenant.Muster.Folder, TimeProvider.System, Tests.Token))
        {
            var connection = (await muster.Connections.ListAsync(Tests.Token)).Single();
            var current = await muster.Database.Settings.CurrentAsync(SettingScope.Of(connection.Key), Tests.Token);
            var values = new Dictionary<string, string> { ["guards.groupStated.percent"] = "90" };
            Assert.NotNull(await muster.Database.Settings.SaveAsync(current, values, "zoe", "wider", Tests.Token));
        }
        Assert.Equal(before, await Decisions());
    }
}
