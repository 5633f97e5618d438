using Muster.Core.Configuration;
using Muster.Core.Scheduling;

namespace Muster.Core.Tests.Scheduling;

/// <summary>What a change of settings makes of a pause.</summary>
public sealed class PauseEditTests
{
    private const string Ahead = "2026-03-03T10:00:00Z";
    private const string Over = "2026-03-01T10:00:00Z";
    private static readonly Dictionary<string, string> Nothing = [];
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-03-01T10:00:00Z", "which has passed (it is 2026-03-02T10:00:00Z now). Give a later instant")]
    [InlineData("2026-03-02T10:00:00Z", "which has passed")]
    public void An_end_that_has_passed_is_refused_with_what_to_do(string end, string said)
    {
        var refusal = Assert.Throws<SettingException>(() => Change(Nothing, (PauseEdits.Reason, "Servers move"), (PauseEdits.Until, end)));
        Assert.Equal((PauseEdits.Until, end), (refusal.Path, refusal.Value));
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_without_a_pause_is_refused_with_what_to_do() =>
        Assert.Contains(
            "Give the reason too, as schedule.paused",
            Assert.Throws<SettingException>(() => Change(Nothing, (PauseEdits.Until, Ahead))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void What_cannot_be_read_names_what_it_takes() =>
        Assert.Contains(
            "2027-01-31T18:00:00Z",
            Assert
                .Throws<SettingException>(() => Change(Nothing, (PauseEdits.Reason, "Servers move"), (PauseEdits.Until, "tomorrow")))
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void An_end_goes_with_its_pause_and_an_old_one_with_the_next()
    {
        var standing = Change(Nothing, (PauseEdits.Reason, "Servers move"), (PauseEdits.Until, Ahead));
        Assert.Equal(Ahead, standing[PauseEdits.Until]);
        Assert.Empty(Change(standing, (PauseEdits.Reason, null)));
        Assert.Equal(Ahead, Change(standing, ("schedule.every", "15"))[PauseEdits.Until]);

        Dictionary<string, string> ended = new() { [PauseEdits.Reason] = "Servers move", [PauseEdits.Until] = Over };
        Assert.Equal(Over, Change(ended, ("schedule.every", "15"))[PauseEdits.Until]);
        Assert.DoesNotContain(PauseEdits.Until, Change(ended, (PauseEdits.Reason, "Once more")).Keys);
        Assert.DoesNotContain(PauseEdits.Until, Change(ended, ("SCHEDULE.PAUSED", "Servers move")).Keys);
    }

    [Fact]
    public void A_pause_that_is_over_may_stand_where_it_stood()
    {
        Dictionary<string, string> ended = new() { [PauseEdits.Reason] = "Servers move", [PauseEdits.Until] = Over };
        Assert.Null(PauseEdits.Fault(ended, ended, Now));
        Assert.NotNull(PauseEdits.Fault(Nothing, ended, Now));
        Assert.NotNull(PauseEdits.Fault(new Dictionary<string, string>(ended) { [PauseEdits.Reason] = "Other" }, ended, Now));
    }

    private static SortedDictionary<string, string> Change(
        IReadOnlyDictionary<string, string> before,
        params (string Path, string? Value)[] edits
    )
    {
        var all = edits.Select(edit => new SettingEdit(edit.Path, edit.Value)).ToList();
        return PauseEdits.Settle(before, SettingSheet.OfConnection.Change(before, all), all, Now);
    }
}
