using CsCheck;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Core.Tests.Building;

namespace Muster.Core.Tests.Guarding;

/// <summary>Every guard rail and rule leaves behind what it decided.</summary>
public sealed class DecisionTests
{
    private static IReadOnlyList<Decision> Of(World world)
    {
        var (plan, request) = (world.Plan(), world.Request());
        var verdict = GuardRails.Default.Judge(plan, request.Actual);
        return
        [
            .. GuardDecisions.Of(GuardRails.Default, plan, request.Actual, GuardContext.None, verdict),
            .. RuleDecisions.Of(request, plan),
        ];
    }

    [Fact]
    public void Every_trip_of_any_plan_is_among_the_decisions_and_nothing_else_trips() =>
        Worlds.Any.Sample(
            story =>
            {
                var world = Worlds.Build(story);
                var (plan, actual) = (world.Plan(), world.Request().Actual);
                var rails = GuardRails.Default with { EmptiedGroupSize = 1, GroupInferred = new RemovalLimit(1, 1) };
                var verdict = rails.Judge(plan, actual);
                var decisions = GuardDecisions.Of(rails, plan, actual, GuardContext.None, verdict);
                Assert.Distinct(decisions.Select(decision => decision.Code));
                Assert.All(decisions, decision => Assert.EndsWith(".", decision.Rule, StringComparison.Ordinal));
                Assert.All(decisions, decision => Assert.EndsWith(".", decision.Detail, StringComparison.Ordinal));
                Assert.Equal(
                    (verdict is PlanVerdict.Held(var trips) ? trips : []).Select(trip => trip.Guard).Distinct().Order(),
                    decisions.Where(decision => decision.Kind == DecisionKind.GuardTripped).Select(decision => decision.Code).Order()
                );
            },
            iter: 300
        );

    [Fact]
    public void A_guard_rail_that_let_the_plan_pass_leaves_its_limit_and_arithmetic()
    {
        var world = new World().Group("Crew", "ada", "grace", "linus").Follow("Crew").Synced().Leave("Crew", "ada");
        var passed = Of(world).Single(decision => decision.Code == "runRemovalsStated");
        Assert.Equal((DecisionKind.GuardPassed, 1L), (passed.Kind, passed.Objects));
        Assert.Equal("The run removes 1 of 3 memberships (33.3 %).", passed.Detail);
        Assert.Contains("5 %", passed.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_say_how_many_they_left_out()
    {
        var world = new World { Rule = null }
            .User("eve", "mallory")
            .Group("Crew", "ada", "dan")
            .State("dan", Muster.Core.DirectoryObjects.DirectoryUserState.Disabled)
            .Follow("Crew")
            .Wait("Nobody's");
        var decisions = Of(world).ToDictionary(decision => decision.Code);
        Assert.Equal("2 of 3 enabled directory users are not imported.", decisions["importRule"].Detail);
        Assert.Equal(1, decisions["accountDisabled"].Objects);
        Assert.Equal("1 group: 'Nobody's'.", decisions["unmatched"].Detail);
    }
}
