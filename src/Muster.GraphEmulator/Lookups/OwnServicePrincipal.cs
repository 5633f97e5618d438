using Muster.GraphEmulator.SignIn;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Lookups;

/// <summary>The registered application as an object of the tenant.</summary>
internal static class OwnServicePrincipal
{
    public static void Add(DirectoryEdits edits, AppRegistration app) =>
        edits.Add(
            Guid.Parse(app.ServicePrincipalId),
            ObjectKind.ServicePrincipal,
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["accountEnabled"] = true,
                ["appDisplayName"] = "Emulated application",
                ["appId"] = app.ClientId,
                ["displayName"] = "Emulated application",
                ["servicePrincipalNames"] = new[] { app.ClientId },
                ["servicePrincipalType"] = "Application",
            }
        );
}
