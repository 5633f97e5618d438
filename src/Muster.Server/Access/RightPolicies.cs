using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Muster.Server.Accounts;

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

/// <summary>Decides by the one table, with the rights of this moment.</summary>
internal sealed class RightHandler(Callers callers, FailureLog failures) : AuthorizationHandler<RightRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, RightRequirement requirement)
    {
        var http = context.Resource as HttpContext;
        var cancellation = http?.RequestAborted ?? CancellationToken.None;
        if (await callers.FindAsync(context.User, cancellation) is not { } caller)
            return;
        if (caller.May(requirement.Right))
            context.Succeed(requirement);
        else if (http is not null)
            await failures.RefusedAsync(caller, requirement.Right, http.Connection.RemoteIpAddress?.ToString() ?? "", cancellation);
    }
}
