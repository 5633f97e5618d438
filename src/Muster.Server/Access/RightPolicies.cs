using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Muster.Server.Accounts;
using Muster.Server.Runs;

namespace Muster.Server.Access;

/// <summary>A page or endpoint that needs a right: <c>[NeedsRight(Right.Read)]</c>.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class NeedsRightAttribute(Right right) : AuthorizeAttribute, IAuthorizationRequirementData
{
    /// <summary>What is needed.</summary>
    public Right Right { get; } = right;

    /// <inheritdoc />
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new RightRequirement(Right)];
}

/// <summary>Asks for a right.</summary>
internal sealed record RightRequirement(Right Right) : IAuthorizationRequirement;

/// <summary>Decides by the one table, with the rights of this moment and by what is asked for.</summary>
internal sealed class RightHandler(Callers callers, Watchers watchers, RequestAccess access, FailureLog failures)
    : AuthorizationHandler<RightRequirement>
{
    private static readonly object Refused = new();

    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, RightRequirement requirement)
    {
        var http = context.Resource as HttpContext;
        var cancellation = http?.RequestAborted ?? CancellationToken.None;
        var found = LiveEndpoint.IsWatching(http)
            ? watchers.FindAsync(context.User, cancellation)
            : callers.FindAsync(context.User, cancellation);
        if (await found is not { } caller)
            return;
        var decision = context.Resource switch
        {
            HttpContext request => await access.DecideAsync(request, caller, requirement.Right),
            Microsoft.AspNetCore.Components.RouteData route => await access.DecideAsync(route, caller, requirement.Right, cancellation),
            _ => AccessRules.Decide(caller, requirement.Right, [Reach.Workspace], forOwners: false),
        };
        if (decision.Verdict == Verdict.Allowed)
        {
            context.Succeed(requirement);
            return;
        }
        if (http is null)
            return;
        if (RefusalOf(http) is not { } before || decision.Verdict > before.Verdict)
            http.Items[Refused] = decision;
        await failures.RefusedAsync(caller, requirement.Right, http.Connection.RemoteIpAddress?.ToString() ?? "", cancellation);
    }

    /// <summary>Why a request was refused; null when nobody was known, or nothing was refused.</summary>
    public static AccessDecision? RefusalOf(HttpContext context) => context.Items[Refused] as AccessDecision;
}
