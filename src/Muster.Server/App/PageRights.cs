using System.Reflection;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing.Template;
using Muster.Server.Access;

namespace Muster.Server.App;

/// <summary>Which right a page asks for, by its address.</summary>
internal static class PageRights
{
    private static readonly Lazy<IReadOnlyList<(TemplateMatcher Address, Right Right)>> Pages = new(() =>
        [
            .. typeof(PageRights)
                .Assembly.GetTypes()
                .Where(type => type.IsDefined(typeof(NeedsRightAttribute), true))
                .SelectMany(type =>
                    type.GetCustomAttributes<RouteAttribute>()
                        .Select(route =>
                            (
                                new TemplateMatcher(TemplateParser.Parse(route.Template), []),
                                type.GetCustomAttributes<NeedsRightAttribute>(true).First().Right
                            )
                        )
                ),
        ]
    );

    /// <summary>The right; null when there is no such page, or it asks for none.</summary>
    /// <param name="address">Path and query within the app.</param>
    public static Right? Of(string address)
    {
        var path = address.Split('?', '#')[0];
        if (!path.StartsWith('/'))
            return null;
        foreach (var (matcher, right) in Pages.Value)
            if (matcher.TryMatch(path, []))
                return right;
        return null;
    }
}
