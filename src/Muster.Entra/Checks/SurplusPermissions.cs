using Muster.Engine.Connections;
using Muster.Entra.Http;
using Muster.Entra.SigningIn;

namespace Muster.Entra.Checks;

/// <summary>Names the permissions that an application has and Muster does not need: whoever gets hold of its credential has them too.</summary>
internal static class SurplusPermissions
{
    private static readonly string[] Needed =
    [
        "User.Read.All",
        "GroupMember.Read.All",
        "Member.Read.Hidden",
        "User-LifeCycleInfo.Read.All",
    ];

    /// <summary>Permissions that are wider than one Muster needs, with the narrow one.</summary>
    private static readonly Dictionary<string, string> Narrower = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Directory.Read.All"] = "User.Read.All and GroupMember.Read.All are enough.",
        ["Group.Read.All"] =
            "It opens what is written in groups as well; GroupMember.Read.All is enough. Only change notifications for groups ask for it.",
        ["Organization.Read.All"] = "It shows settings of the organisation. Muster does without.",
    };

    /// <summary>A row for each, the ones that may change something first.</summary>
    public static IEnumerable<PermissionCheck> Of(IReadOnlyList<string>? roles) =>
        (roles ?? [])
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(role => !Needed.Contains(role, StringComparer.OrdinalIgnoreCase))
            .OrderByDescending(TokenClaims.MayWrite)
            .ThenBy(role => role, StringComparer.Ordinal)
            .Select(Row);

    private static PermissionCheck Row(string role)
    {
        var name = Safe.Excerpt(role, 80);
        var risk = TokenClaims.MayWrite(role)
            ? "High risk: the application may change things with it. Muster never writes to the directory; take it away."
            : $"Risk: more than Muster needs. {Narrower.GetValueOrDefault(role, "Take it away unless something else uses this application.")}";
        return new PermissionCheck(name, "Not needed", CheckOutcome.Surplus, risk);
    }
}
