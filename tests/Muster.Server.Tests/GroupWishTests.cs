using Muster.Engine.Groups;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Server.Groups;
using Muster.Server.Runs;

namespace Muster.Server.Tests;

/// <summary>A group that is created by name, with somebody who answers for it.</summary>
public sealed class GroupWishTests(NewServerTests.Fresh fresh) : IClassFixture<NewServerTests.Fresh>
{
    private MusterInstance Muster => fresh.Rig.Server.Muster;

    [Fact]
    public async Task Who_answers_for_it_is_noted()
    {
        await CreateAsync("Answered for", "Ada Lovelace");
        Assert.Equal("Ada Lovelace", (await FindAsync("Answered for")).Settings.Accountable);
    }

    [Fact]
    public async Task A_group_that_was_created_is_not_denied_when_who_answers_for_it_cannot_be_noted()
    {
        var half = await Assert.ThrowsAsync<WorkFailedException>(() => CreateAsync("Half done", "\u0001"));
        Assert.StartsWith("'Half done' was created, but who answers for it was not noted: ", half.Message, StringComparison.Ordinal);
        Assert.Null((await FindAsync("Half done")).Settings.Accountable);
    }

    private Task<GroupsOutcome?> CreateAsync(string name, string accountable) =>
        GroupWish.CreateAsync(Muster, null, new NewGroupWish(name, null, accountable), "Ada", new Progress<ReadProgress>(), Tests.Token);

    private async Task<GroupRow> FindAsync(string name) =>
        Assert.Single(
            await Muster.Database.Platform.FindGroupsAsync(name, await Muster.Database.Platform.RevisionAsync(Tests.Token), Tests.Token)
        );
}
