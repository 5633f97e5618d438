using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.SignIn;

/// <summary>What the tenant is called in addresses of the login host: its id or one of its verified domain names.</summary>
internal sealed class TenantNames(EmulatorOptions options, string tenantId, TenantTimeline timeline)
{
    public bool IsThis(string name) => name.Equals(tenantId, StringComparison.OrdinalIgnoreCase) || (name.Contains('.') && IsDomain(name));

    /// <summary>Without a list of its own, a tenant has the domains that its users' names end in: nobody can be given a name of another.</summary>
    private bool IsDomain(string name)
    {
        if (options.VerifiedDomains is { } domains)
            return domains.Contains(name, StringComparer.OrdinalIgnoreCase);
        var end = $"@{name}";
        return timeline.Read(tenant =>
            tenant.Users.Any(user =>
                user.IsAlive && user.Properties.Text(tenant.UserPrincipalName)?.EndsWith(end, StringComparison.OrdinalIgnoreCase) == true
            )
        );
    }
}
