using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;

namespace Muster.Server.Api.Protocol;

/// <summary>The right that an endpoint needs.</summary>
internal sealed record RequiredRight(Right Right);

/// <summary>Marks an endpoint whose answer costs the server work.</summary>
internal sealed record CostlyWork;

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
                return async invocation =>
                {
                    await PrepareAsync(invocation.HttpContext, right, known);
                    return await next(invocation);
                };
            }
        );
        return endpoint;
    }

    /// <summary>Counts the endpoint among the costly ones.</summary>
    public static RouteHandlerBuilder Costly(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new CostlyWork());

    /// <summary>Who asks.</summary>
    public static Caller Caller(this HttpContext context) => (Caller)context.Items[CallerKey]!;

    /// <summary>Refuses a caller who lacks a right that only shows in the course of the request.</summary>
    public static void Demand(this HttpContext context, Right right)
    {
        var caller = context.Caller();
        if (!caller.May(right))
            throw ApiException.Forbidden("forbidden", AccessDeniedException.Words(caller, right));
        DemandProof(context, caller, right);
    }

    private static async Task PrepareAsync(HttpContext context, Right right, HashSet<string> known)
    {
        if (right != Right.Anonymous)
        {
            var callers = context.RequestServices.GetRequiredService<Callers>();
            var caller =
                await callers.FindAsync(context.User, context.RequestAborted)
                ?? throw new ApiException(StatusCodes.Status401Unauthorized, "unauthenticated", "You are signed out.");
            context.Items[CallerKey] = caller;
            DemandProof(context, caller, right);
        }
        foreach (var name in context.Request.Query.Keys)
            if (!known.Contains(name))
                throw ApiException.Invalid(
                    $"?{name}",
                    $"There is no parameter '{name}' here. There are: {(known.Count == 0 ? "none" : string.Join(", ", known.Order(StringComparer.Ordinal)))}.",
                    "unknownParameter"
                );
        if (
            context.GetEndpoint()?.Metadata.GetMetadata<CostlyWork>() is not null
            && context.RequestServices.GetRequiredService<ApiLimits>().RefuseCostly(context) is { } refusal
        )
            throw refusal;
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
