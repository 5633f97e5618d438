using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

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
internal sealed class RightHandler(Callers callers) : AuthorizationHandler<RightRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, RightRequirement requirement)
    {
        var cancellation = (context.Resource as HttpContext)?.RequestAborted ?? CancellationToken.None;
        if (await callers.FindAsync(context.User, cancellation) is { } caller && caller.May(requirement.Right))
            context.Succeed(requirement);
    }
}
