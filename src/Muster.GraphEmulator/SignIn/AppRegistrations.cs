namespace Muster.GraphEmulator.SignIn;

/// <summary>The applications registered in the tenant; what they may do can change while the emulator runs.</summary>
internal sealed class AppRegistrations
{
    private readonly Lock _lock = new();
    private readonly int _seed;
    private volatile IReadOnlyList<AppRegistration> _all;

    public AppRegistrations(EmulatorOptions options)
    {
        _seed = options.Seed;
        var main = AppRegistration.From(options);
        _all = [main, .. options.MoreApps.Select(app => main.Sibling(_seed, app))];
    }

    public IReadOnlyList<AppRegistration> All => _all;

    /// <summary>The one that the options are about.</summary>
    public AppRegistration Main => _all[0];

    public AppRegistration? Find(string clientId) =>
        _all.FirstOrDefault(app => app.ClientId.Equals(clientId, StringComparison.OrdinalIgnoreCase));

    /// <summary>Changes an application, or registers it if it is not there.</summary>
    public AppRegistration Change(Guid clientId, Func<AppRegistration, AppRegistration> change)
    {
        lock (_lock)
        {
            var known = Find(clientId.ToString());
            var changed = change(known ?? Main.Sibling(_seed, new() { ClientId = clientId }));
            _all = known is null ? [.. _all, changed] : [.. _all.Select(app => app == known ? changed : app)];
            return changed;
        }
    }
}
