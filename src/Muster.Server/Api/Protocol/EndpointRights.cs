using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;

namespace Muster.Server.Api.Protocol;

/// <summary>The right that an endpoint needs.</summary>
internal sealed record RequiredRight(Right Right);

/// <summary>Marks an endpoint whose answer costs the server work.</summary>
/// <param name="Kind">Which limit counts it.</param>
internal sealed record CostlyWork(Cost Kind);

/// <summary>Marks an endpoint that shows what is not kept for ever.</summary>
/// <param name="What">What may be gone, in a sentence.</param>
internal sealed record MayBeGone(string What);

/// <summary>Gives endpoints their right and their name.</summary>
internal static class EndpointRights
{
    private const string CallerKey = "muster.caller";
    private static readonly TimeSpan ProofLasts = CircuitAccess.ProofLasts;

    /// <summary>Names the operation and the right it needs.</summary>
    public static RouteHandlerBuilder As(this RouteHandlerBuilder endpoint, string operation, Right right) =>
        endpoint.WithName(operation).RequireRight(right);

    /// <summary>Refuses whoever lacks a right, or must prove again who they are.</summary>
    public static RouteHandlerBuilder RequireRight(this RouteHandlerBuilder endpoint, Right right)
    {
        endpoint.WithMetadata(new RequiredRight(right));
        endpoint.RequireAuthorization(policy => policy.AddRequirements(new RightRequirement(right)));
        endpoint.AddEndpointFilterFactory(
            (factory, next) =>
            {
                var known = QueryNames(factory.MethodInfo);
                var list = SparseFields.Of(factory.MethodInfo);
                return async invocation =>
                {
                    await PrepareAsync(invocation, right, known);
                    var fields = list?.Asked(invocation.HttpContext.Request);
                    var answer = await next(invocation);
                    return fields is not null && answer is IPage page ? SparseFields.Only(page, fields) : answer;
                };
            }
        );
        return endpoint;
    }

    /// <summary>Says that the endpoint shows each what they may see, or names in its body what it is about.</summary>
    public static RouteHandlerBuilder Narrowed(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new NarrowedAttribute());

    /// <summary>Says that owners of groups have a part in it.</summary>
    public static RouteHandlerBuilder ForOwners(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new ForOwnersAttribute());

    /// <summary>Counts the endpoint among the costly ones.</summary>
    public static RouteHandlerBuilder Costly(this RouteHandlerBuilder endpoint, Cost kind = Cost.Work) =>
        endpoint.WithMetadata(new CostlyWork(kind));

    /// <summary>Who asks.</summary>
    public static Caller Caller(this HttpContext context) => (Caller)context.Items[CallerKey]!;

    /// <summary>Refuses a caller who lacks a right that only shows in the course of the request.</summary>
    public static void Demand(this HttpContext context, Right right)
    {
        var caller = context.Caller();
        Obey(RequestAccess.Again(context, caller, right), caller, right);
        DemandProof(context, caller, right);
    }

    /// <summary>Keys of the connections where the caller may, by which lists are narrowed; null for everywhere.</summary>
    public static IReadOnlyList<int>? Where(this HttpContext context, Right right) => context.Caller().Where(right);

    /// <summary>Ends the request unless they may.</summary>
    public static void Obey(AccessDecision decision, Caller caller, Right right)
    {
        if (decision.Verdict == Verdict.Missing)
            throw decision.Words == AccessDecision.Nothing
                ? new ApiException(StatusCodes.Status404NotFound, "noSuchAddress", decision.Words)
                : ApiException.NotFound(decision.Words);
        if (decision.Verdict == Verdict.Denied)
            throw ApiException.Forbidden("forbidden", AccessDeniedException.Words(caller, right));
    }

    private static async Task PrepareAsync(EndpointFilterInvocationContext invocation, Right right, HashSet<string> known)
    {
        var context = invocation.HttpContext;
        if (right != Right.Anonymous)
        {
            var callers = context.RequestServices.GetRequiredService<Callers>();
            var caller =
                await callers.FindAsync(context.User, context.RequestAborted)
                ?? throw new ApiException(StatusCodes.Status401Unauthorized, "unauthenticated", "You are signed out.");
            context.Items[CallerKey] = caller;
            var access = context.RequestServices.GetRequiredService<RequestAccess>();
            Obey(await access.DecideAsync(context, caller, right, invocation.Arguments), caller, right);
            DemandProof(context, caller, right);
        }
        var mayBeSigned = context.GetEndpoint()?.Metadata.GetMetadata<MayBeSigned>() is not null;
        foreach (var name in context.Request.Query.Keys)
            if (!known.Contains(name) && !(mayBeSigned && name == Exporting.ExportDesk.Signed))
                throw ApiException.Invalid(
                    $"?{name}",
                    $"There is no parameter '{name}' here. There are: {(known.Count == 0 ? "none" : string.Join(", ", known.Order(StringComparer.Ordinal)))}.",
                    "unknownParameter"
                );
        if (
            context.GetEndpoint()?.Metadata.GetMetadata<CostlyWork>() is { } work
            && context.RequestServices.GetRequiredService<ApiLimits>().RefuseCostly(context, work.Kind) is { } refusal
        )
            throw refusal;
        if (right != Right.Anonymous && context.Caller().Where(right) is { } within)
            foreach (var argument in invocation.Arguments)
                if (argument is INamesConnection { Connection: null })
                    await DemandOnlyAsync(context, within);
    }

    /// <summary>Whoever may not everywhere has to say where, unless there is one connection only.</summary>
    private static async Task DemandOnlyAsync(HttpContext context, IReadOnlyList<int> within)
    {
        var muster = context.RequestServices.GetRequiredService<MusterInstance>();
        var all = await muster.Connections.ListAsync(context.RequestAborted);
        if (all is not [var only] || !within.Contains(only.Key))
            throw Named.SayWhich("/connection", all.Where(connection => within.Contains(connection.Key)));
    }

    /// <summary>People prove themselves anew for what is dangerous; a token is a proof that was given for it.</summary>
    private static void DemandProof(HttpContext context, Caller caller, Right right)
    {
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        if (AccessRules.NeedsProof(right) && caller.Session is not null && now - caller.ProvedAt > ProofLasts)
            throw ApiException.Forbidden("proofNeeded", new ProofNeededException().Message);
    }

    private static HashSet<string> QueryNames(MethodInfo method) =>
        method
            .GetParameters()
            .SelectMany(parameter =>
                parameter.GetCustomAttribute<AsParametersAttribute>() is null
                    ? IsSimple(parameter.ParameterType)
                        ? [parameter.Name!]
                        : []
                    : parameter.ParameterType.GetProperties().Select(property => Camel(property.Name))
            )
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static bool IsSimple(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is { } plain
        && (
            plain.IsPrimitive
            || plain.IsEnum
            || plain == typeof(string)
            || plain == typeof(string[])
            || plain == typeof(int[])
            || plain == typeof(Guid)
        );

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
