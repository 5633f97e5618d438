using Muster.GraphEmulator.SignIn;

namespace Muster.GraphEmulator.Control;

/// <summary>Carries out orders about applications: what they may do, and whether they may sign in.</summary>
/// <remarks>As with the service itself, tokens given before keep what they carry until they end.</remarks>
internal sealed class AppControl(AppRegistrations apps)
{
    public object Show() => new { apps = apps.All.Select(Outline).ToList() };

    /// <exception cref="ControlException">The order makes no sense.</exception>
    public object Change(AppOrder order) => Outline(apps.Change(order.ClientId ?? Guid.Parse(apps.Main.ClientId), order.Apply));

    private static object Outline(AppRegistration app) =>
        new
        {
            app.ClientId,
            app.ClientSecret,
            app.SecretExpires,
            permissions = app.Roles,
            disabled = app.IsDisabled,
            publicClient = app.IsPublicClient,
            certificates = app.Certificates.Select(certificate => certificate.Sha1).ToList(),
            federatedTrusts = app
                .Trusts.Select(trust => new
                {
                    trust.Issuer,
                    trust.Subject,
                    trust.Audience,
                })
                .ToList(),
        };
}
