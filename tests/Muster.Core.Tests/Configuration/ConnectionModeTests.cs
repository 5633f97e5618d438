using Muster.Core.Configuration;

namespace Muster.Core.Tests.Configuration;

public sealed class ConnectionModeTests
{
    [Theory]
    [InlineData(false, false, DriftPolicy.Heal, false, ConnectionMode.Manual)]
    [InlineData(false, false, DriftPolicy.Report, false, ConnectionMode.Manual)]
    [InlineData(false, true, DriftPolicy.Heal, false, ConnectionMode.SelfHeal)]
    [InlineData(false, true, DriftPolicy.Report, false, ConnectionMode.Automatic)]
    [InlineData(false, false, DriftPolicy.Heal, true, ConnectionMode.SelfHeal)]
    [InlineData(false, false, DriftPolicy.Report, true, ConnectionMode.Automatic)]
    [InlineData(true, true, DriftPolicy.Heal, true, ConnectionMode.ObserveOnly)]
    [InlineData(true, false, DriftPolicy.Heal, false, ConnectionMode.ObserveOnly)]
    public void A_mode_says_what_the_settings_do(bool observes, bool scheduled, DriftPolicy onDrift, bool notified, ConnectionMode mode) =>
        Assert.Equal(
            mode,
            ConnectionModes.Of(
                new()
                {
                    ObserveOnly = observes,
                    OnDrift = onDrift,
                    Schedule = new() { EveryMinutes = scheduled ? 15 : null },
                },
                notified
            )
        );
}
