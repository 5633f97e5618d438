using Microsoft.AspNetCore.Components;
using Muster.Server.Explaining;
using Muster.Server.Past;
using Muster.Server.Tests.Api;

namespace Muster.Server.Tests;

/// <summary>What was asked in a field is taken back by emptying it.</summary>
[Collection(ApiRig.Name)]
public sealed class ClearedFieldTests(ApiRig rig)
{
    private const string Owner = "owner@example.com";

    [Theory]
    [InlineData("-7d", "", "")]
    [InlineData("-7d", " run:2 ", "run:2")]
    [InlineData(null, "", null)]
    public async Task An_emptied_moment_takes_back_the_one_that_was_asked(string? standing, string typed, string? told)
    {
        string? asked = null;
        await using var form = await OpenPage.OfAsync<MomentForm>(
            rig.Server,
            Owner,
            "/at",
            ("At", standing),
            ("OnAsked", EventCallback.Factory.Create<string>(this, text => asked = text))
        );
        await form.TypeAsync("moment", typed);
        await form.PressAsync("Show");
        Assert.Equal(told, asked);
    }

    [Fact]
    public async Task An_emptied_group_is_chosen_no_longer()
    {
        int? chosen = null;
        await using var picker = await OpenPage.OfAsync<GroupPicker>(
            rig.Server,
            Owner,
            "/at",
            ("Value", 1),
            ("OnChosen", EventCallback.Factory.Create<int>(this, key => chosen = key))
        );
        Assert.NotEmpty((await picker.ValueAsync("group"))!);
        await picker.TypeAsync("group", "");
        Assert.Equal(0, chosen);
    }

    [Fact]
    public async Task An_emptied_person_is_chosen_no_longer()
    {
        string? chosen = null;
        using var http = rig.As("Owner");
        var one = (await http.JsonAsync("/api/v1/users?limit=1")).GetProperty("items")[0].GetProperty("userPrincipalName").GetString();
        await using var picker = await OpenPage.OfAsync<PersonPicker>(
            rig.Server,
            Owner,
            "/at",
            ("Value", one),
            ("OnChosen", EventCallback.Factory.Create<string>(this, handle => chosen = handle))
        );
        Assert.NotEmpty((await picker.ValueAsync("person"))!);
        await picker.TypeAsync("person", "");
        Assert.Equal("", chosen);
    }
}
