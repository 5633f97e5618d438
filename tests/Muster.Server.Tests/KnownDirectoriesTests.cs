using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Groups;
using Muster.Server.Groups;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>What is kept of a directory while people look at it.</summary>
public sealed class KnownDirectoriesTests
{
    [Fact]
    public async Task A_directory_is_compared_once_until_somebody_reads_or_decides()
    {
        var story = new TenantStory().Users("ann").Group("crew").Group("desk").Then().Group("late");
        await using var rig = await ServerRig.EmptyAsync(Tests.Token, story);
        await rig.Tenant.MustAsync(0, Tests.Token, rig.Tenant.AddCommand());
        await rig.Tenant.MustAsync(0, Tests.Token, "groups", "create", "crew");
        var known = rig.Server.Services.GetRequiredService<KnownDirectories>();

        var first = await OfAsync();
        Assert.Equal(["crew Linked", "desk Available"], States(first));
        Assert.Same(first, await OfAsync());

        await rig.Tenant.MustAsync(0, Tests.Token, "groups", "unlink", "crew", "--yes");
        var decided = await OfAsync();
        Assert.Equal(["crew NameTaken", "desk Available"], States(decided));

        await rig.Tenant.NextAsync(Tests.Token);
        await rig.Tenant.MustAsync(0, Tests.Token, "groups", "discover");
        Assert.Equal(["crew NameTaken", "desk Available", "late Available"], States(await OfAsync()));

        async Task<KnownDirectory> OfAsync() =>
            await known.OfAsync((await rig.Server.Muster.Connections.FindAsync(TestTenant.Connection, Tests.Token))!, Tests.Token);
    }

    private static IEnumerable<string> States(KnownDirectory known) =>
        known.Discovery.All(DirectoryGroupFilter.All).Select(found => $"{found.Source.Name} {found.State}");
}
