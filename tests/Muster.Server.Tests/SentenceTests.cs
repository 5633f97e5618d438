using Muster.Core.Configuration;
using Muster.Core.Guarding;
using Muster.Core.Planning;
using Muster.Server.Ui;
using Muster.Server.Wording;

namespace Muster.Server.Tests;

/// <summary>Sentences that are finished in English before a reader is known are told in the reader's language.</summary>
public sealed class SentenceTests
{
    private static readonly Texts T = Reader.OfPseudo;

    /// <summary>Figures of every size: nothing, one, many, and more than a thousand.</summary>
    private static IEnumerable<GuardMeasures> Measured =>
        new[] { 0, 1, 31, 12_345 }.Select(count => new GuardMeasures
        {
            Read = new(new(true, true, count * 2, count, count), new(true, true, count, 0, count), 7),
            Groups =
                count == 0 ? [] : [new GroupLoss(1, "Day shift", count, count, 0, 0), new GroupLoss(2, "Night's", 20_000, 0, count, 0)],
            Adoptions = count == 0 ? [] : [("Day shift", count, "member"), ("Night's", count, "owner")],
            ProtectedGroups = count == 0 ? [] : [("Day shift", count)],
            ProtectedPeople = count,
            Stated = count,
            Inferred = count,
            AllMemberships = count * 2,
            SuspendedStated = count,
            SuspendedInferred = count,
            ActiveUsers = count,
            Recent = new RecentLosses(count, count, new Dictionary<int, RecentGroupLoss> { [1] = new(count, count), [2] = new(1, count) }),
        });

    [Fact]
    public void The_arithmetic_of_every_guard_rail_is_told_in_the_language_of_the_reader()
    {
        var rails = new GuardRails
        {
            RunStated = new RemovalLimit(null, 1, 0, 5),
            RunInferred = new RemovalLimit(3, 1, 1_000, 2_000),
            DayStated = new RemovalLimit(null, 1),
        };
        foreach (var finding in Measured.SelectMany(rails.Evaluate))
        {
            Reader.AssertMarked(T.Told(finding.Detail));
            Reader.AssertMarked(T.Told(finding.Sentence));
        }
        var trips = Measured.SelectMany(measures => GuardRails.Trips(rails.Evaluate(measures))).ToList();
        Reader.AssertMarked(T.Told(string.Join(' ', trips.Select(trip => trip.Detail))));
        Reader.AssertMarked(PlanWords.Held(T, trips));
    }

    [Fact]
    public void What_a_setting_means_takes_and_refuses_is_told_in_the_language_of_the_reader()
    {
        foreach (var setting in SettingSheet.OfConnection.All.Concat(SettingSheet.OfWorkspace.All).Concat(SettingSheet.OfGroup.All))
        {
            Reader.AssertMarked(T.Told(setting.Meaning));
            Reader.AssertMarked(T.Told(setting.Kind.Words));
            var refused = Assert.Throws<SettingException>(() =>
                (
                    SettingSheet.OfConnection.All.Contains(setting) ? SettingSheet.OfConnection
                    : SettingSheet.OfWorkspace.All.Contains(setting) ? SettingSheet.OfWorkspace
                    : SettingSheet.OfGroup
                ).Change(new Dictionary<string, string>(), [new(setting.Path, "\u0001{")])
            );
            // Its name is the same in every language.
            Reader.AssertMarked(T.Told(refused.Message).Replace(setting.Path, "", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Causes))]
    public void Why_somebody_leaves_is_told_in_the_language_of_the_reader(RemovalCause cause)
    {
        Reader.AssertMarked(PlanWords.Reason(T, cause, Evidence.Stated));
        Reader.AssertMarked(PlanWords.Reason(T, cause, Evidence.Inferred));
    }

    public static TheoryData<RemovalCause> Causes => [.. Enum.GetValues<RemovalCause>()];

    [Theory]
    [InlineData("Sync of contoso")]
    [InlineData("contoso was paused meanwhile (we move). Nothing was changed.")]
    [InlineData(
        "The disk that holds /data/muster.db is full. Nothing of this step was stored. Free some space and run the same command again."
    )]
    [InlineData("Day shift: Ada Lovelace goes out, left in the directory")]
    [InlineData("Every second request is answered with 429 and asks to wait a second. Muster waits and finishes.")]
    [InlineData("There is no group called 'account deleted'.")]
    [InlineData(
        "GET users/delta, page 3: permission User.Read.All is missing: forbidden. Add it as an application permission and have an administrator consent; a new grant takes a few minutes."
    )]
    [InlineData("A person decided. Nothing was changed.")]
    public void What_services_said_is_known_again(string english)
    {
        Assert.Contains('~', T.Told(english));
        Assert.Equal(english, Texts.English.Told(english));
    }

    [Fact]
    public void A_name_stays_as_it_is_and_so_does_what_nobody_knows()
    {
        Assert.Contains("'account deleted'", T.Told("There is no group called 'account deleted'."), StringComparison.Ordinal);
        Assert.Contains(" Members", T.Told("Sync of Members"), StringComparison.Ordinal);
        Assert.Equal("Quite another thing altogether", T.Told("Quite another thing altogether"));
        Assert.Equal("", T.Told(null));
    }

    [Fact]
    public void What_is_kept_for_all_readers_is_kept_in_English() => Assert.DoesNotContain('~', Texts.English["Sync of {0}", "contoso"]);

    [Fact]
    public void Days_and_durations_are_in_the_language_of_the_reader()
    {
        var now = new DateTimeOffset(2026, 5, 14, 9, 0, 0, TimeSpan.Zero);
        Assert.Equal("3 March 2026", Words.Relative(Texts.English, new(2026, 3, 3, 0, 0, 0, TimeSpan.Zero), now));
        Assert.Equal("13 May 09:00 UTC", Words.Clock(Texts.English, now.AddDays(-1), now));
        Assert.Equal("2.4 seconds", Words.Duration(Texts.English, TimeSpan.FromSeconds(2.44)));
        Reader.AssertMarked(DateWords.WithWeekdayAndYear(T, now.UtcDateTime));
        Reader.AssertMarked(Words.Duration(T, TimeSpan.FromSeconds(2.44)));
        Reader.AssertMarked(Words.Duration(T, TimeSpan.FromDays(2)));
    }
}
