using Muster.Server.Scheduling;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Times that come when a test wants them.</summary>
internal static class Firings
{
    /// <summary>Lets the time of the first connection come now, whenever it is due.</summary>
    public static async Task FireNowAsync(this ConnectionSchedules schedules, ServerRig rig)
    {
        await schedules.RefreshAsync(Tests.Token);
        var slots = rig.Server.Muster.Database.Schedules;
        var board = await slots.LookAsync(Tests.Token);
        var slot = board.Of(1)!;
        Assert.True(await slots.ArmAsync(slot, slot.Settings, board.Now, Tests.Token));
        await schedules.FireAsync(1, board.Now, Tests.Token);
    }
}
