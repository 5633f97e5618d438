using Microsoft.Extensions.DependencyInjection;
using Muster.Engine.Plans;
using Muster.Engine.Runs;
using Muster.Server.Access;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>A small team: Bob goes, comes back and goes again, Dan comes with the first of it, and a plan to take Cal away waits.</summary>
public sealed class ReviewRig : IAsyncLifetime
{
    /// <summary>The server.</summary>
    public ServerRig Rig { get; private set; } = null!;

    /// <summary>Bob goes, Dan gets an account and comes.</summary>
    public long Gone { get; private set; }

    /// <summary>Bob comes back.</summary>
    public long Back { get; private set; }

    /// <summary>Bob goes again.</summary>
    public long GoneAgain { get; private set; }

    internal MusterInstance Muster => Rig.Server.Muster;

    internal static Caller Operator { get; } = new(Guid.NewGuid(), "Ora", Role.Operator, false, null, null);

    internal static Caller Administrator { get; } = new(Guid.NewGuid(), "Ada", Role.Administrator, false, null, null);

    internal T Get<T>()
        where T : notnull => Rig.Server.Services.GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        var story = new TenantStory()
            .User("ann", ("department", "Sales"))
            .User("bob", ("department", "Sales"))
            .User("cal", ("department", "IT"))
            .Group("Team")
            .Member("Team", "ann", "bob", "cal")
            .Then()
            .NoMember("Team", "bob")
            .User("dan", ("department", "IT"))
            .Member("Team", "dan")
            .Then()
            .Member("Team", "bob")
            .Then()
            .NoMember("Team", "bob")
            .Then()
            .NoMember("Team", "cal")
            .User("eve", ("department", "Sales"))
            .Member("Team", "eve");
        Rig = await ServerRig.FilledAsync(CancellationToken.None, story);
        (Gone, Back, GoneAgain) = (await SyncAsync(), await SyncAsync(), await SyncAsync());
        await Rig.Tenant.NextAsync(CancellationToken.None);
    }

    /// <summary>A plan to take Cal away and bring Eve, which waits.</summary>
    internal async Task<StoredPlan> PlanAsync()
    {
        await Rig.Tenant.MustAsync(0, Tests.Token, "plan");
        return (await Muster.Database.Plans.ListAsync(new PlanFilter(null, null, null, 1), Tests.Token))[0];
    }

    internal async Task<Run> RunAsync(long id) => (await Muster.Database.Runs.FindAsync(id, Tests.Token))!;

    public ValueTask DisposeAsync() => Rig.DisposeAsync();

    private async Task<long> SyncAsync()
    {
        await Rig.Tenant.NextAsync(CancellationToken.None);
        var run = await Rig.Tenant.MustAsync(0, CancellationToken.None, "sync", "--yes", "--json");
        return run.Json.GetProperty("run").GetInt64();
    }
}
