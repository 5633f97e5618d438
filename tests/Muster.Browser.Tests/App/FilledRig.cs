using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>One running, filled server for a class of tests.</summary>
public sealed class FilledRig : IAsyncLifetime
{
    private readonly HashSet<string> _accounts = ["Owner"];

    public ServerRig Rig { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Rig = await ServerRig.FilledAsync(TestContext.Current.CancellationToken);

    /// <summary>The mail address of the account with a role; made when it is not there yet.</summary>
    public async Task<string> AccountAsync(string role) =>
        _accounts.Add(role)
            ? await Rig.AccountAsync(role, TestContext.Current.CancellationToken)
            : $"{role.ToLowerInvariant()}@example.com";

    public ValueTask DisposeAsync() => Rig.DisposeAsync();
}
