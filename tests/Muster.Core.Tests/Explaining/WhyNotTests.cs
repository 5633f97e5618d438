using CsCheck;
using Muster.Core.Attributes;
using Muster.Core.DirectoryObjects;
using Muster.Core.Explaining;
using Muster.Core.Platform;

namespace Muster.Core.Tests.Explaining;

/// <summary>The first step that keeps somebody out is the one that is told.</summary>
public sealed class WhyNotTests
{
    private static readonly string[] Order =
    [
        "found",
        "present",
        "enabled",
        "imported",
        "unambiguous",
        "attributes",
        "linked",
        "reached",
        "notExcluded",
        "notPaused",
        "notTakenByHand",
        "readComplete",
        "notHeld",
        "synced",
    ];

    [Fact]
    public void Whatever_else_is_amiss_the_first_step_in_order_is_told_and_nothing_behind_it() =>
        Gen.Int[0, (1 << (Order.Length - 1)) - 1]
            .Sample(amiss =>
            {
                var steps = WhyNot.Steps(Question(step => (amiss >> Array.IndexOf(Order, step) & 1) == 1));
                var first = Enumerable.Range(0, Order.Length).First(index => index == Order.Length - 1 || (amiss >> index & 1) == 1);
                // A group that is not linked is not paused either.
                if (Order[first] == "notPaused" && (amiss >> Array.IndexOf(Order, "linked") & 1) == 1)
                    return;
                Assert.Equal(Order[..(first + 1)], steps.Select(step => step.Code));
                Assert.All(steps.SkipLast(1), step => Assert.True(step.Passed));
                Assert.False(steps[^1].Passed);
            });

    [Theory]
    [InlineData(ObjectPresence.RemovedStated, "was deleted in the directory")]
    [InlineData(ObjectPresence.RemovedInferred, "a full read did not have it")]
    [InlineData(ObjectPresence.Unseen, "has not been read")]
    public void How_an_account_is_gone_is_said(ObjectPresence presence, string told)
    {
        var question = Question(_ => false) with { Person = Person(presence, enabled: true) };
        Assert.Contains(told, WhyNot.Steps(question)[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_is_suspended_is_not_called_not_imported()
    {
        var question = Question(step => step == "imported") with { IsUser = true };
        Assert.Contains("suspended here", WhyNot.Steps(question)[^1].Text, StringComparison.Ordinal);
        Assert.Contains("nobody has said yet", WhyNot.Steps(question with { HasRule = false })[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_absence_from_a_group_that_was_not_read_whole_is_not_called_certain()
    {
        var question = Question(step => step == "reached");
        Assert.DoesNotContain("not certain", WhyNot.Steps(question)[^1].Text, StringComparison.Ordinal);
        Assert.Contains("not certain", WhyNot.Steps(question with { ReadWhole = false })[^1].Text, StringComparison.Ordinal);
    }

    private static MembershipQuestion Question(Func<string, bool> amiss)
    {
        var source = new DirectoryGroup { Key = 1, Id = new ObjectId(Guid.NewGuid()) };
        return new MembershipQuestion
        {
            Person = amiss("found")
                ? null
                : Person(amiss("present") ? ObjectPresence.RemovedStated : ObjectPresence.Present, !amiss("enabled")),
            IsUser = !amiss("imported"),
            IsActive = !amiss("imported"),
            HasRule = true,
            RuleCovers = false,
            InLinkedGroup = false,
            Group = "Crew",
            Link =
                amiss("linked") ? LinkState.Unmatched
                : amiss("notPaused") ? LinkState.Paused
                : LinkState.Linked,
            Source = amiss("linked") ? null : source,
            Reached = !amiss("reached"),
            ReadWhole = true,
            ReadComplete = !amiss("readComplete"),
            ExcludedBy = amiss("notExcluded") ? "left for a year" : null,
            UndecidedBy = amiss("unambiguous") ? "same mail address" : null,
            Unfilled = amiss("attributes") ? new AttributeFault("boss", "no manager", true) : null,
            TakenBy = amiss("notTakenByHand") ? 5 : null,
            HeldBy = amiss("notHeld") ? 7 : null,
        };
    }

    private static DirectoryUser Person(ObjectPresence presence, bool enabled) =>
        new(1, new ObjectId(Guid.NewGuid()), presence, new UserFacts { AccountEnabled = enabled });
}
