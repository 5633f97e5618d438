using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Writing;

/// <summary>Which kinds of group there can be, and what of a group never changes (sheet 3.5, GR, GP).</summary>
internal static class GroupRules
{
    private const string Dynamic = "DynamicMembership";
    private const string Unified = "Unified";
    private const string Hidden = "HiddenMembership";
    private static readonly string[] Visibilities = ["Public", "Private", Hidden];

    /// <exception cref="GraphErrorException">No such group can be made.</exception>
    public static void CheckNew(WriteBody body, GraphRequest request)
    {
        var traits = MemberRules.Traits.Of(body);
        CheckTypes(body);
        if (!traits.IsUnified && Is(body, "mailEnabled"))
            throw WriteError.Refused(
                "The service does not currently support writes of mail-enabled groups. "
                    + "Please ensure that the mail-enablement property is unset and the security-enablement property is set."
            );
        if (traits.IsUnified ? !Is(body, "mailEnabled") : !Is(body, "securityEnabled"))
            throw WriteError.Invalid(traits.IsUnified ? "mailEnabled" : "securityEnabled", ObjectKind.Group);
        CheckVisibility(body, traits.IsUnified);
        if (traits.IsDynamic != body.Properties.ContainsKey("membershipRule"))
            throw WriteError.Invalid("membershipRule", ObjectKind.Group);
        if (Is(body, "isAssignableToRole"))
            CheckAssignable(body, traits, request);
    }

    /// <exception cref="GraphErrorException">The group cannot become that.</exception>
    public static void CheckChange(Tenant tenant, DirectoryGroup group, WriteBody body)
    {
        foreach (var property in new[] { "isAssignableToRole", "mailEnabled" })
        {
            if (body.Has(property))
                throw WriteError.ReadOnly(property);
        }
        if (body.Has("visibility"))
            CheckVisibilityChange(tenant, group, body);
        if (!body.Has("groupTypes"))
            return;
        CheckTypes(body);
        var traits = MemberRules.Traits.Of(body);
        if (traits.IsUnified != GroupTraits.IsUnified(tenant, group))
            throw WriteError.Invalid("groupTypes", ObjectKind.Group);
        var isAssignable = GroupTraits.Is(tenant, group, "isAssignableToRole");
        if (traits.IsDynamic && (isAssignable || (!body.Has("membershipRule") && !GroupTraits.IsDynamic(tenant, group))))
            throw WriteError.Invalid("groupTypes", ObjectKind.Group);
    }

    /// <summary>What the directory itself sets on a new group.</summary>
    public static void FillIn(Tenant tenant, WriteBody body)
    {
        var traits = MemberRules.Traits.Of(body);
        if (traits.IsUnified)
        {
            var mail = $"{body["mailNickname"]}@{Domain(tenant)}";
            body.Set("mail", mail);
            body.Set("proxyAddresses", new[] { $"SMTP:{mail}" });
            if (!body.Has("visibility"))
                body.Set("visibility", "Public");
        }
        if (traits.IsDynamic && !body.Has("membershipRuleProcessingState"))
            body.Set("membershipRuleProcessingState", "On");
        if (Is(body, "isAssignableToRole") && !body.Has("visibility"))
            body.Set("visibility", "Private");
    }

    private static void CheckTypes(WriteBody body)
    {
        if (body["groupTypes"] is IEnumerable<string> types && types.Any(type => !IsOneOf(type, [Unified, Dynamic])))
            throw WriteError.Invalid("groupTypes", ObjectKind.Group);
    }

    private static void CheckVisibility(WriteBody body, bool isUnified)
    {
        if (body["visibility"] is not string visibility)
            return;
        var isHidden = string.Equals(visibility, Hidden, StringComparison.OrdinalIgnoreCase);
        if (!IsOneOf(visibility, Visibilities) || (isHidden && !isUnified))
            throw WriteError.Invalid("visibility", ObjectKind.Group);
    }

    private static void CheckVisibilityChange(Tenant tenant, DirectoryGroup group, WriteBody body)
    {
        CheckVisibility(body, isUnified: true);
        var becomesHidden = string.Equals(body["visibility"] as string, Hidden, StringComparison.OrdinalIgnoreCase);
        var isAssignable = GroupTraits.Is(tenant, group, "isAssignableToRole");
        // Hidden membership is chosen when a group is made, for good.
        if (becomesHidden != HiddenMembership.Of(tenant, group) || isAssignable)
            throw WriteError.Invalid("visibility", ObjectKind.Group);
    }

    private static void CheckAssignable(WriteBody body, MemberRules.Traits traits, GraphRequest request)
    {
        WritePermissions.ManageRoleGroups.Demand(request.Roles);
        var isPublic = body["visibility"] is string visibility && !visibility.Equals("Private", StringComparison.OrdinalIgnoreCase);
        if (!Is(body, "securityEnabled") || traits.IsDynamic || isPublic)
            throw WriteError.Invalid("isAssignableToRole", ObjectKind.Group);
    }

    private static string Domain(Tenant tenant)
    {
        foreach (var user in tenant.Users)
        {
            if (user.IsAlive && user.Properties.Text(tenant.UserPrincipalName)?.Split('@') is [_, var domain])
                return domain;
        }
        return "emulator.onmicrosoft.com";
    }

    private static bool Is(WriteBody body, string property) => body[property] is true;

    private static bool IsOneOf(string text, IEnumerable<string> words) => words.Contains(text, StringComparer.OrdinalIgnoreCase);
}
