using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Muster.Server.Access;

/// <summary>Decides about requests and pages by what they are about. Nothing is open because somebody forgot to say so.</summary>
internal sealed class RequestAccess(ReachFinder finder, ReachOfPeople people)
{
    private static readonly object Reaches = new();

    /// <summary>Decides about a request by its address and query. What stands in its body is decided about when it was read: <see cref="DecideAsync(HttpContext, Caller, Right, IEnumerable{object?})"/>.</summary>
    public async Task<AccessDecision> DecideAsync(HttpContext context, Caller caller, Right right)
    {
        // What it is about is needed for whoever has roles of different reach, who may be asked for another right in its course.
        if (caller.May(right) && caller is { Grants.Count: 0, OwnGroups.Count: 0 })
            return AccessDecision.Allowed;
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
            return AccessRules.Decide(caller, right, [Reach.Workspace], forOwners: false);
        var reaches = new List<Reach>();
        var cancellation = context.RequestAborted;
        var template = endpoint.RoutePattern.RawText ?? "";
        var address = await finder.OfAddressAsync(caller, right, template, context.Request.RouteValues, cancellation);
        reaches.Add(address ?? (Has<NarrowedAttribute>(endpoint) ? Reach.Narrowed : Reach.Workspace));
        if (!Has<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>(endpoint))
            await AddNamedAsync(context, caller, right, address, reaches);
        context.Items[Reaches] = reaches;
        return AccessRules.Decide(caller, right, reaches, Has<ForOwnersAttribute>(endpoint));
    }

    /// <summary>Decides about a request once more, with what its body names.</summary>
    public async Task<AccessDecision> DecideAsync(HttpContext context, Caller caller, Right right, IEnumerable<object?> arguments)
    {
        if (caller.May(right) && caller is { Grants.Count: 0, OwnGroups.Count: 0 })
            return AccessDecision.Allowed;
        var reaches = Of(context).ToList();
        foreach (var argument in arguments)
        {
            if (argument is INamesConnection { Connection: { } name })
                reaches.Add(await finder.ConnectionAsync(name, context.RequestAborted));
            if (argument is INamesGroup { Group: var group })
                reaches.Add(await finder.GroupAsync(group, context.RequestAborted));
            if (argument is INamesUser { User: { } user })
                reaches.Add(await people.ExactlyAsync(caller, user, context.RequestAborted));
            if (argument is INamesRuns order)
                reaches.AddRange(
                    order.Runs is { Count: > 0 } runs
                        ? await Task.WhenAll(runs.Select(run => finder.RunAsync(caller, run, context.RequestAborted)))
                        : [Reach.Workspace]
                );
        }
        context.Items[Reaches] = reaches;
        return Again(context, caller, right);
    }

    /// <summary>Decides about another right for the same request.</summary>
    public static AccessDecision Again(HttpContext context, Caller caller, Right right) =>
        AccessRules.Decide(caller, right, Of(context), context.GetEndpoint() is { } endpoint && Has<ForOwnersAttribute>(endpoint));

    /// <summary>Decides about a page that is opened in an open one, by its address.</summary>
    public async Task<AccessDecision> DecideAsync(
        Microsoft.AspNetCore.Components.RouteData route,
        Caller caller,
        Right right,
        CancellationToken cancellationToken
    )
    {
        if (caller.May(right))
            return AccessDecision.Allowed;
        var page = route.PageType;
        var template =
            page.GetCustomAttributes(typeof(Microsoft.AspNetCore.Components.RouteAttribute), false)
                .OfType<Microsoft.AspNetCore.Components.RouteAttribute>()
                .FirstOrDefault()
                ?.Template
            ?? "";
        var values = route.RouteValues.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        var reach = await finder.OfAddressAsync(caller, right, template, values, cancellationToken);
        return AccessRules.Decide(
            caller,
            right,
            [reach ?? (page.IsDefined(typeof(NarrowedAttribute), false) ? Reach.Narrowed : Reach.Workspace)],
            page.IsDefined(typeof(ForOwnersAttribute), false)
        );
    }

    /// <summary>What the query of a request for data names: <c>connection</c>, <c>group</c>, <c>user</c>.</summary>
    private async Task AddNamedAsync(HttpContext context, Caller caller, Right right, Reach? address, List<Reach> reaches)
    {
        var query = context.Request.Query;
        foreach (var name in query["connection"])
            if (name is not null)
                reaches.Add(await finder.ConnectionAsync(name, context.RequestAborted));
        foreach (var group in query["group"])
            if (int.TryParse(group, out var key))
                reaches.Add(await finder.GroupAsync(key, context.RequestAborted));
        if (address is null && query["user"] is [{ } text])
        {
            var (reach, handle) = await people.CalledAsync(caller, right, text, context.RequestAborted);
            handle ??= await people.InDirectoryAsync(caller, text, context.RequestAborted);
            if (handle is null)
                reaches.Add(reach);
            else
                Replace(context, handle);
        }
        else if (context.Request.RouteValues["user"] is string called)
        {
            var (_, handle) = await people.CalledAsync(caller, right, called, context.RequestAborted);
            if (handle is not null)
                context.Request.RouteValues["user"] = handle;
        }
    }

    /// <summary>From here on the text means the one whom the caller may see, whoever else is called the same.</summary>
    private static void Replace(HttpContext context, string handle) =>
        context.Request.QueryString = QueryString.Create(
            context
                .Request.Query.SelectMany(pair => pair.Value.Select(value => new KeyValuePair<string, string?>(pair.Key, value)))
                .Select(pair => pair.Key.Equals("user", StringComparison.OrdinalIgnoreCase) ? new(pair.Key, handle) : pair)
        );

    private static IReadOnlyList<Reach> Of(HttpContext context) => context.Items[Reaches] as IReadOnlyList<Reach> ?? [Reach.Workspace];

    private static bool Has<T>(Endpoint endpoint)
        where T : class => endpoint.Metadata.GetMetadata<T>() is not null;
}
