using System.Globalization;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Tests.Running;
using Muster.GraphEmulator.Throttling;

namespace Muster.GraphEmulator.Tests.Throttling;

public sealed class BudgetTests
{
    private static readonly RequestCost Dear = new(1000, 0);
    private static readonly RequestCost Change = new(1, 1);
    private readonly ManualClock _clock = new();

    private static GraphError Refused(ResourceBudget budget, RequestCost cost, string app, RetryAfterForm form = RetryAfterForm.Seconds) =>
        Assert.Throws<GraphErrorException>(() => budget.Take(cost, app, 10, form)).Error;

    private static string? Header(GraphError error, string name) => error.Headers.FirstOrDefault(header => header.Name == name).Value;

    [Fact]
    public void Each_app_has_a_budget_of_its_own()
    {
        var budget = new ResourceBudget("t", _clock);
        for (var time = 0; time < 3; time++)
            budget.Take(Dear, "one", 10, RetryAfterForm.Seconds);

        Assert.Equal("Tenant_Application/ReadWrite/one/t", Header(Refused(budget, Dear, "one"), "x-ms-throttle-scope"));
        Assert.Empty(budget.Take(Dear, "other", 10, RetryAfterForm.Seconds));
    }

    [Theory]
    [InlineData(49, 3500)]
    [InlineData(50, 5000)]
    [InlineData(500, 5000)]
    [InlineData(501, 8000)]
    public void A_larger_tenant_gives_more(int users, int limit) => Assert.Equal(limit, ResourceBudget.LimitFor(users));

    [Fact]
    public void The_share_is_told_from_four_fifths_on()
    {
        var budget = new ResourceBudget("t", _clock);

        Assert.Empty(budget.Take(new(2800, 0), "one", 10, RetryAfterForm.Seconds));
        var told = Assert.Single(budget.Take(new(350, 0), "one", 10, RetryAfterForm.Seconds));
        Assert.Equal("x-ms-throttle-limit-percentage", told.Name);
        Assert.InRange(double.Parse(told.Value, CultureInfo.InvariantCulture), 0.85, 0.9);
    }

    [Theory]
    [InlineData(RetryAfterForm.Seconds, "^[0-9]+$")]
    [InlineData(RetryAfterForm.Fraction, "^[0-9]+\\.[0-9]+$")]
    [InlineData(RetryAfterForm.Date, " GMT$")]
    public void Retry_after_comes_in_the_form_that_is_asked_for(RetryAfterForm form, string pattern)
    {
        var budget = new ResourceBudget("t", _clock);

        Assert.Matches(pattern, Header(Refused(budget, new(4000, 0), "one", form), "Retry-After"));
    }

    [Fact]
    public void Retry_after_can_be_left_out()
    {
        var error = Refused(new("t", _clock), new(4000, 0), "one", RetryAfterForm.Absent);

        Assert.Null(Header(error, "Retry-After"));
        Assert.Equal("ResourceUnitLimitExceeded", Header(error, "x-ms-throttle-information"));
    }

    [Fact]
    public void Whoever_waits_as_told_is_let_in_whatever_the_form()
    {
        foreach (var form in new[] { RetryAfterForm.Seconds, RetryAfterForm.Fraction })
        {
            var budget = new ResourceBudget("t", _clock);
            budget.Take(new(3400, 0), "one", 10, form);
            var wait = double.Parse(Header(Refused(budget, new(1100, 0), "one", form), "Retry-After")!, CultureInfo.InvariantCulture);

            _clock.Advance(TimeSpan.FromSeconds(wait));

            budget.Take(new(1100, 0), "one", 10, form);
        }
    }

    [Fact]
    public void An_app_may_change_3000_things_in_150_seconds_and_the_tenant_18000_in_300()
    {
        var budget = new ResourceBudget("t", _clock);
        for (var app = 0; app < 7; app++)
        {
            var writes = 0;
            GraphError? refusal = null;
            while (refusal is null)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(0.3));
                try
                {
                    budget.Take(Change, $"{app}", 1000, RetryAfterForm.Seconds);
                    writes++;
                }
                catch (GraphErrorException problem)
                {
                    refusal = problem.Error;
                }
            }
            Assert.Equal("WriteLimitExceeded", Header(refusal, "x-ms-throttle-information"));
            var scope = Header(refusal, "x-ms-throttle-scope")!;
            Assert.StartsWith(app < 6 ? "Tenant_Application/Write/" : "Tenant/Write/", scope, StringComparison.Ordinal);
            if (app < 6)
                Assert.InRange(writes, 2999, 3200);
        }
    }
}
