using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Delta;

public sealed class ParallelTests
{
    [Fact]
    public async Task Clients_that_read_while_the_tenant_moves_all_end_with_its_state()
    {
        var tenant = new RandomTenant(seed: 7, changeSets: 60, changesEach: 20);
        await using var emulator = await TestEmulator.StartAsync(
            tenant.History,
            new()
            {
                UsersPerDeltaPage = 3,
                GroupsPerDeltaPage = 2,
                MembersPerSlice = 2,
            }
        );
        await emulator.GetAsync("/users");

        var moving = Task.Run(async () =>
        {
            for (var seq = 2; seq <= 60; seq++)
                await emulator.AdvanceAsync(seq);
        });
        var copies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => FollowAsync(emulator, moving)));

        Assert.All(copies, copy => Assert.Equal(tenant.After[^1].ToString(), copy.ToString()));
    }

    private static async Task<DirectoryCopy> FollowAsync(TestEmulator emulator, Task moving)
    {
        var copy = new DirectoryCopy();
        var users = "/users/delta?$select=displayName";
        var groups = "/groups/delta?$select=displayName,members,owners";
        for (var isLast = false; ; )
        {
            var (userRows, userLink, _) = await emulator.AllAsync(users);
            userRows.ForEach(copy.TakeUser);
            var (groupRows, groupLink, _) = await emulator.AllAsync(groups);
            groupRows.ForEach(copy.TakeGroup);
            (users, groups) = (userLink!, groupLink!);
            if (isLast)
                return copy;
            isLast = moving.IsCompleted;
        }
    }
}
