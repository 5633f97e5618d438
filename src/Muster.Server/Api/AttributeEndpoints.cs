using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Attributes;
using Muster.Core.Configuration;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>How one attribute is filled from the directory.</summary>
/// <param name="Attribute">Its name.</param>
/// <param name="Template">What fills it; null for the property of its own name.</param>
/// <param name="WhenMissing">What happens where a part is missing; null where there is no template.</param>
internal sealed record AttributeRuleItem(string Attribute, string? Template, MissingPart? WhenMissing);

/// <summary>A person on whom the mapping is tried.</summary>
/// <param name="User">A directory user: UPN, mail or object id.</param>
/// <param name="Templates">Templates to try instead of those in force, by attribute, such as <c>{surname}, {givenName}</c>. Nothing is saved.</param>
internal sealed record AttributePreviewOrder(string User, IReadOnlyDictionary<string, string>? Templates = null);

/// <summary>What the mapping makes of one person.</summary>
/// <param name="User">The person.</param>
/// <param name="Skipped">Whether the person is neither made nor changed until nothing is missing.</param>
/// <param name="Attributes">Each attribute before and after.</param>
internal sealed record AttributePreviewItem(DirectoryPerson User, bool Skipped, IReadOnlyList<AttributeValueItem> Attributes);

/// <summary>An attribute of one person.</summary>
/// <param name="Attribute">Its name.</param>
/// <param name="Before">Its value here; null for none.</param>
/// <param name="After">Its value by the mapping; null for none.</param>
/// <param name="Fault">Which part is missing; null for none.</param>
internal sealed record AttributeValueItem(string Attribute, string? Before, string? After, string? Fault);

/// <summary>How attributes of users and groups are filled.</summary>
internal static class AttributeEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var attributes = api.MapGroup("/connections/{name}/attributes").WithTags("Attributes");
        attributes.MapGet("", ListAsync).As("listAttributeRules", Right.Read);
        attributes.MapPost("/preview", PreviewAsync).As("previewAttributes", Right.Read);
    }

    /// <summary>Lists the attributes with what fills them. They are changed as settings <c>userAttributes</c> and <c>groupAttributes</c>.</summary>
    /// <param name="name">Name of the connection.</param>
    /// <param name="groups">The attributes of groups instead of those of users.</param>
    internal static async Task<Page<AttributeRuleItem>> ListAsync(
        string name,
        HttpContext context,
        MusterInstance muster,
        bool? groups,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        var policies = await muster.Policies.OfConnectionAsync(connection.Key, cancellationToken);
        var missing = (groups == true ? policies.WhenGroupMissing : policies.WhenMissing).ToDictionary(
            rule => rule.Attribute,
            rule => rule.Then,
            StringComparer.Ordinal
        );
        var rules =
            groups == true ? [.. policies.GroupAttributes.Select(rule => (rule.Attribute, (string?)rule.Template))] : Rules(policies);
        return paging.Slice(
            rules,
            rule => rule.Attribute,
            rule => new AttributeRuleItem(
                rule.Attribute,
                rule.Template,
                rule.Template is null ? null : missing.GetValueOrDefault(rule.Attribute)
            )
        );
    }

    /// <summary>Shows what the mapping makes of one person; changes nothing.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<AttributePreviewItem> PreviewAsync(
        string name,
        AttributePreviewOrder order,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        var policies = Tried(
            await muster.Policies.OfConnectionAsync(connection.Key, cancellationToken),
            order.Templates ?? new Dictionary<string, string>()
        );
        var user = await Named.DirectoryUserAsync(muster, connection, order.User, cancellationToken);
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var followers = await muster.Database.Platform.FindUsersAsync(user.Id.ToString(), revision, cancellationToken);
        var before = followers is [var follower, ..] ? follower.Attributes : null;
        var mapped = AttributeMapping.Of(policies).Map(user, before);
        var faults = mapped.Faults.ToLookup(fault => fault.Attribute, fault => fault.Cause, StringComparer.Ordinal);
        return new AttributePreviewItem(
            DirectoryPerson.Of(user),
            mapped.Skipped,
            [
                .. Rules(policies)
                    .Select(rule => new AttributeValueItem(
                        rule.Attribute,
                        before?.Get(rule.Attribute),
                        mapped.Attributes.Get(rule.Attribute),
                        faults[rule.Attribute].FirstOrDefault()
                    )),
            ]
        );
    }

    private static ConnectionPolicies Tried(ConnectionPolicies policies, IReadOnlyDictionary<string, string> templates)
    {
        if (templates.Count == 0)
            return policies;
        try
        {
            var tried = Settings
                .OfConnection.Find("userAttributes")
                .Apply(ConnectionPolicies.Default, string.Join('\n', templates.Select(rule => $"{rule.Key}={rule.Value}")))
                .UserAttributes;
            var others = policies.UserAttributes.Where(rule => tried.All(other => other.Attribute != rule.Attribute));
            return policies with
            {
                UserAttributes = ValueList.Of(others.Concat(tried).OrderBy(rule => rule.Attribute, StringComparer.Ordinal)),
            };
        }
        catch (SettingException fault)
        {
            throw ApiException.Invalid("/templates", fault.Message);
        }
    }

    private static List<(string Attribute, string? Template)> Rules(ConnectionPolicies policies)
    {
        var templates = policies.UserAttributes.ToDictionary(rule => rule.Attribute, rule => rule.Template, StringComparer.Ordinal);
        return
        [
            .. UserAttributeNames
                .OfEveryone.Concat(templates.Keys.Except(UserAttributeNames.OfEveryone).Order(StringComparer.Ordinal))
                .Select(attribute => (attribute, (string?)templates.GetValueOrDefault(attribute))),
        ];
    }
}
