using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Api.Protocol;

namespace Muster.Server.Api;

/// <summary>The first owner, who shall be made.</summary>
/// <param name="SetupToken">The token that the server printed when it started; it begins with <c>setup-</c>.</param>
/// <param name="Name">As it shall stand in the audit log, 1 to 200 characters.</param>
/// <param name="Mail">Mail address, by which the owner signs in.</param>
/// <param name="Password">At least 12 characters.</param>
/// <param name="TokenDays">How long the token lasts that is given back: 1 to 365 days; 1 when left out.</param>
internal sealed record SetupOrder(string SetupToken, string Name, string Mail, string Password, int TokenDays = 1);

/// <summary>Sets a new server up without a browser.</summary>
internal static class SetupEndpoints
{
    private const int LongestText = 200;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/setup", SetUpAsync).As("setUp", Right.Anonymous).Costly().AllowAnonymous().WithTags("Accounts");

    /// <summary>Makes the first owner, once, for whoever can read the server's console, and a token to go on with. Needs no token of its own.</summary>
    internal static async Task<Created<MadeToken>> SetUpAsync(
        SetupOrder order,
        FirstOwner first,
        TokenDesk tokens,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (!await first.IsMissingAsync(cancellationToken))
            throw ApiException.Conflict(
                "setupDone",
                "This server was set up already, which can be done once. Sign in, or ask its owner for a token."
            );
        var (name, mail) = (order.Name.Trim(), order.Mail.Trim());
        if (name.Length is 0 or > LongestText || name.Any(char.IsControl))
            throw ApiException.Invalid("/name", $"A name has 1 to {LongestText} characters; it stands in the audit log.");
        if (mail.Length is 0 or > LongestText || mail.Any(char.IsControl))
            throw ApiException.Invalid("/mail", $"A mail address has 1 to {LongestText} characters.");
        if (order.TokenDays is < 1 or > TokenDesk.MostDays)
            throw ApiException.Invalid("/tokenDays", $"tokenDays is {order.TokenDays}; it goes from 1 to {TokenDesk.MostDays}.");
        var owner = new Account
        {
            Id = Guid.NewGuid(),
            DisplayName = name,
            Email = mail,
            UserName = mail,
        };
        var wrong = await first.CreateAsync(owner, order.Password, order.SetupToken, cancellationToken);
        if (wrong.Count > 0)
            throw new ApiException(
                StatusCodes.Status400BadRequest,
                "invalidRequest",
                wrong[0].Message,
                [.. wrong.Select(fault => new ApiError(Field(fault.Field), "invalidValue", fault.Message))]
            );
        var caller = new Caller(owner.Id, name, Role.Owner, Approver: false, clock.GetUtcNow(), null);
        var (token, secret, _) = await tokens.MakeAsync(
            caller,
            "first token",
            Role.Owner,
            clock.GetUtcNow().AddDays(order.TokenDays),
            cancellationToken
        );
        return TypedResults.Created("/api/v1/tokens", new MadeToken(TokenItem.Of(token!, new Dictionary<int, string>()), secret!));
    }

    private static string Field(string field) =>
        field switch
        {
            "Token" => "/setupToken",
            "Email" => "/mail",
            _ => "/password",
        };
}
