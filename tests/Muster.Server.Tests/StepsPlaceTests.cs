using Muster.Server.Plans;

namespace Muster.Server.Tests;

/// <summary>The place in the steps of a plan goes through the address and comes back the same.</summary>
public sealed class StepsPlaceTests
{
    [Fact]
    public void What_is_opened_grown_and_listed_is_there_again_from_the_address()
    {
        var place = StepsPlace.Of(null, null, null).Toggled("group-3", false).Toggled("people", false).Grown("people").Further();
        var back = Again(place);
        Assert.True(back.IsOpen("group-3", false));
        Assert.True(back.IsOpen("people", false));
        Assert.False(back.IsOpen("group-4", false));
        Assert.Equal((50, 100, 100), (back.Rows("group-3"), back.Rows("people"), back.Parts));
        Assert.Equal("group-3.people~100", place.Query()["open"]);
        Assert.False(Again(back.Toggled("people", false)).IsOpen("people", false));
    }

    [Fact]
    public void Parts_that_fit_on_a_screen_are_open_until_they_are_shut_and_those_opened_before_stay_so()
    {
        var place = StepsPlace.Of(null, "group-3", null);
        Assert.True(place.IsOpen("group-9", true));
        place = Again(place.Toggled("group-9", true));
        Assert.False(place.IsOpen("group-9", true));
        Assert.True(place.IsOpen("group-3", false));
        Assert.True(Again(place.Toggled("group-9", true)).IsOpen("group-9", true));
    }

    [Fact]
    public void A_place_that_nobody_chose_is_not_in_the_address() =>
        Assert.All(StepsPlace.Of(null, null, null).Query().Values, Assert.Null);

    [Fact]
    public void An_address_names_no_more_than_thirty_and_takes_whatever_somebody_made_up()
    {
        var place = StepsPlace.Of(-5, "...~~.group-1~999999999999.group-2~-3", "x");
        Assert.Equal((50, 50), (place.Parts, place.Rows("group-2")));
        for (var group = 0; group < 100; group++)
            place = place.Toggled($"group-{group}x", false);
        Assert.Equal(30, place.Query()["open"]!.ToString()!.Split('.').Length);
        Assert.True(place.IsOpen("group-99x", false));
    }

    private static StepsPlace Again(StepsPlace place)
    {
        var query = place.Query();
        return StepsPlace.Of((int?)query["parts"], (string?)query["open"], (string?)query["shut"]);
    }
}
