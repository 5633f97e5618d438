using Muster.Server.Plans;
using Muster.Server.Tests.Api;

namespace Muster.Server.Tests;

/// <summary>What a plan leaves as it is, where there is more than one connection.</summary>
[Collection(TwoDirectoriesRig.Name)]
public sealed class PlanTotalTests(TwoDirectoriesRig rig)
{
    private const string Tile = "Memberships unchanged";

    [Fact]
    public async Task What_stays_is_counted_in_the_connection_of_the_plan()
    {
        var (plan, muster) = (rig.Two.Of["corp"].Plan, rig.Two.Rig.Server.Muster);
        var stored = (await muster.Database.Plans.FindAsync(plan, Tests.Token))!;
        var left = -(long)(stored.Counts.MembersRemoved + stored.Counts.OwnersRemoved);
        await foreach (var group in muster.Database.Platform.GroupRowsAsync(stored.Basis!.Revision, "corp", Tests.Token))
            left += group.Members + group.Owners;
        await using var page = await OpenPage.OfAsync<PlanPage>(rig.Two.Rig, "owner@example.com", $"/plans/{plan}", ("Id", plan));
        Assert.Matches($@"{Tile}\s+{left}\s", await page.TextAsync() + " ");
    }

    [Fact]
    public async Task An_owner_of_a_group_is_not_told_how_many_memberships_the_connection_has()
    {
        var plan = rig.Two.Of["corp"].Plan;
        var mail = TwoDirectoriesRig.Mail("manager");
        await using var page = await OpenPage.OfAsync<PlanPage>(rig.Two.Rig, mail, $"/plans/{plan}", ("Id", plan));
        var text = await page.TextAsync();
        Assert.Contains("Removed", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Tile, text, StringComparison.Ordinal);
    }
}
