using CsCheck;
using Muster.Entra.Http;

namespace Muster.Entra.Tests;

public sealed class RetryRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("2", 2)]
    [InlineData("2.128", 2.128)]
    [InlineData(" 7 ", 7)]
    [InlineData("0", 0)]
    [InlineData("Fri, 02 Jan 2026 03:05:05 GMT", 60)]
    [InlineData("Fri, 02 Jan 2026 03:00:00 GMT", 0)]
    public void Retry_after_is_seconds_or_a_date(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryRules.RetryAfter(text, Now));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("NaN")]
    public void Anything_else_is_no_answer(string? text) => Assert.Null(RetryRules.RetryAfter(text, Now));

    [Fact]
    public void Numbers_beyond_measure_do_not_overflow() =>
        Assert.Equal(TimeSpan.MaxValue, RetryRules.RetryAfter(new string('9', 400), Now));

    [Fact]
    public void Waits_are_bounded_each_and_together_and_end() =>
        Gen.Select(Gen.Double[0, 1], Gen.Long[0, TimeSpan.MaxValue.Ticks].Nullable().List[1, 20])
            .Sample(
                (chance, asked) =>
                {
                    var rules = new RetryRules(() => chance);
                    var waited = TimeSpan.Zero;
                    for (var attempt = 1; ; attempt++)
                    {
                        var ticks = asked[attempt % asked.Count];
                        var wait = rules.Wait(attempt, ticks is { } t ? TimeSpan.FromTicks(t) : null, waited, true);
                        if (wait is null)
                            return attempt <= rules.Attempts && waited <= rules.WaitBudget;
                        if (wait < TimeSpan.Zero || wait > rules.LongestWait)
                            return false;
                        waited += wait.Value;
                    }
                }
            );

    [Fact]
    public void Without_a_wish_waits_double_with_chance_for_half()
    {
        TimeSpan? Wait(int attempt, double chance) => new RetryRules(() => chance).Wait(attempt, null, TimeSpan.Zero, true);

        Assert.Equal([0.5, 1, 2, 4, 8], Enumerable.Range(1, 5).Select(attempt => Wait(attempt, 0)!.Value.TotalSeconds));
        Assert.Equal([1, 2, 4, 8, 16], Enumerable.Range(1, 5).Select(attempt => Wait(attempt, 1)!.Value.TotalSeconds));
        Assert.Null(Wait(6, 1));
    }
}
