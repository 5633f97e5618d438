using CsCheck;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;

namespace Muster.Core.Tests.Importing;

public sealed class UserConditionTests
{
    private static readonly DateTimeOffset Now = Conditions.Now;

    [Theory]
    [InlineData("department = it", true)]
    [InlineData("department != HR", true)]
    [InlineData("city = x", false)]
    [InlineData("city != x", true)]
    [InlineData("not city = x", true)]
    [InlineData("city startsWith \"\"", false)]
    [InlineData("city is empty", true)]
    [InlineData("department is empty", false)]
    [InlineData("department in (HR, it)", true)]
    [InlineData("not department in (HR, it)", false)]
    [InlineData("city in (x)", false)]
    [InlineData("displayName contains LOVE", true)]
    [InlineData("accountEnabled = true", true)]
    [InlineData("onPremisesSyncEnabled = false", false)]
    [InlineData("onPremisesSyncEnabled != true", true)]
    [InlineData("onPremisesSyncEnabled is empty", true)]
    [InlineData("employeeHireDate <= today + 3d", true)]
    [InlineData("employeeHireDate <= today + 2d", false)]
    [InlineData("employeeHireDate > now + 2d", true)]
    [InlineData("employeeLeaveDateTime < now", false)]
    [InlineData("employeeLeaveDateTime > now", false)]
    [InlineData("not employeeLeaveDateTime < now", true)]
    [InlineData("department = HR and city = x or displayName startsWith ada", true)]
    [InlineData("department = HR and (city = x or displayName startsWith ada)", false)]
    public void Conditions_mean_what_they_say(string text, bool met)
    {
        var facts = new UserFacts
        {
            DisplayName = "Ada Lovelace",
            Department = "IT",
            AccountEnabled = true,
            More = MoreFacts.Of([KeyValuePair.Create("employeeHireDate", (string?)"2026-11-27T00:00:00Z")]),
        };
        Assert.Equal(met, UserConditionParser.ParseStored(text).IsMetBy(facts, Now));
    }

    [Fact]
    public void Evaluation_equals_the_naive_one() =>
        Gen.Select(Conditions.Any, Conditions.Facts, Conditions.Instant)
            .Sample((condition, facts, now) => Assert.Equal(Naive(condition, facts, now), condition.IsMetBy(facts, now)), iter: 5000);

    [Fact]
    public void A_trace_has_the_same_result_and_its_decisive_terms_alone_decide() =>
        Gen.Select(Conditions.Any, Conditions.Facts)
            .Sample(
                (condition, facts) =>
                {
                    var trace = ConditionTrace.Of(condition, facts, Now);
                    Assert.Equal(condition.IsMetBy(facts, Now), trace.Met);
                    var decisive = trace.Decisive().ToHashSet<object>(ReferenceEqualityComparer.Instance);
                    Assert.NotEmpty(decisive);
                    // Whatever the other terms say, the result stays.
                    Assert.Equal(trace.Met, With(trace, decisive, others: true));
                    Assert.Equal(trace.Met, With(trace, decisive, others: false));
                },
                iter: 3000
            );

    [Fact]
    public void Until_its_next_change_a_result_stays_and_then_it_differs() =>
        Gen.Select(Gen.OneOf(Conditions.OnTime, Conditions.Any), Conditions.Facts, Conditions.Instant, Gen.Double.Unit)
            .Sample(
                (condition, facts, now, share) =>
                {
                    var result = Naive(condition, facts, now);
                    var next = condition.NextChange(facts, now);
                    var end = next ?? now.AddDays(60);
                    Assert.True(end > now);
                    foreach (var moment in new[] { now.AddTicks((long)((end - now).Ticks * share)), end.AddTicks(-1), Midnight(end, now) })
                        if (moment >= now && moment < end)
                            Assert.Equal(result, Naive(condition, facts, moment));
                    if (next is { } change)
                        Assert.NotEqual(result, Naive(condition, facts, change));
                    if (!condition.DependsOnTime())
                        Assert.Null(next);
                },
                iter: 10_000
            );

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z")]
    public void The_ends_of_the_calendar_are_no_trouble(string text)
    {
        var facts = new UserFacts { More = MoreFacts.Of([KeyValuePair.Create("employeeHireDate", (string?)text)]) };
        foreach (var now in new[] { DateTimeOffset.MinValue, Now, DateTimeOffset.MaxValue })
        foreach (
            var condition in new[] { "employeeHireDate < now - 73000d", "employeeHireDate >= today + 73000d", "employeeHireDate > today" }
        )
        {
            var read = UserConditionParser.ParseStored(condition);
            _ = read.IsMetBy(facts, now);
            Assert.True(read.NextChange(facts, now) is not { } next || next > now);
        }
    }

    private static DateTimeOffset Midnight(DateTimeOffset end, DateTimeOffset now) =>
        new DateTimeOffset(end.AddTicks(-1).UtcDateTime.Date, TimeSpan.Zero) is var day && day >= now ? day : now;

    private static bool With(ConditionTrace trace, HashSet<object> decisive, bool others) =>
        trace.Condition switch
        {
            UserCondition.Not => !With(trace.Parts[0], decisive, others),
            UserCondition.And => trace.Parts.All(part => With(part, decisive, others)),
            UserCondition.Or => trace.Parts.Any(part => With(part, decisive, others)),
            _ => decisive.Contains(trace) ? trace.Met : others,
        };

    /// <summary>The meaning, said another way: by upper-case texts and minutes, with nothing of the code under test but the tree.</summary>
    private static bool Naive(UserCondition condition, UserFacts facts, DateTimeOffset now)
    {
        switch (condition)
        {
            case UserCondition.Not not:
                return !Naive(not.Inner, facts, now);
            case UserCondition.And and:
                return and.Parts.Count(part => Naive(part, facts, now)) == and.Parts.Length;
            case UserCondition.Or or:
                return or.Parts.Any(part => Naive(part, facts, now));
        }
        var (property, comparison, operand) = (UserCondition.Term)condition;
        var value =
            property.Name == "department" ? facts.Department
            : property.Name == "accountEnabled" ? (facts.AccountEnabled ? "true" : "false")
            : facts.More.Values.Where(it => it.Key == property.Name).Select(it => it.Value).FirstOrDefault();
        var wanted = operand switch
        {
            Operand.Text(var text) => text.ToUpperInvariant(),
            Operand.Flag(var flag) => flag ? "TRUE" : "FALSE",
            _ => null,
        };
        var upper = value?.ToUpperInvariant();
        return comparison switch
        {
            Comparison.Empty => value is null or "",
            Comparison.NotEmpty => value is not (null or ""),
            Comparison.Equals => upper == wanted,
            Comparison.NotEquals => upper != wanted,
            Comparison.StartsWith => upper is not null && upper.StartsWith(wanted!, StringComparison.Ordinal),
            Comparison.EndsWith => upper is not null && upper.EndsWith(wanted!, StringComparison.Ordinal),
            Comparison.Contains => upper is not null && upper.Contains(wanted!, StringComparison.Ordinal),
            Comparison.In => ((Operand.Texts)operand).Values.Any(text => string.Equals(text, value, StringComparison.OrdinalIgnoreCase)),
            _ => value is not null
                && Compare(
                    DateTimeOffset.Parse(value, System.Globalization.CultureInfo.InvariantCulture),
                    comparison,
                    ((Operand.Time)operand).Point,
                    now
                ),
        };
    }

    private static bool Compare(DateTimeOffset value, Comparison comparison, TimePoint point, DateTimeOffset now)
    {
        var with = point switch
        {
            TimePoint.Exact(var instant) => instant,
            TimePoint.Relative(var from, var amount, var unit) => (from == TimeBase.Now ? now : now - now.TimeOfDay).AddHours(
                unit == TimeUnit.Hour ? amount
                : unit == TimeUnit.Day ? amount * 24
                : amount * 24 * 7
            ),
            _ => throw new InvalidOperationException(),
        };
        return comparison switch
        {
            Comparison.Before => value < with,
            Comparison.AtMost => !(value > with),
            Comparison.After => value > with,
            _ => !(value < with),
        };
    }
}
