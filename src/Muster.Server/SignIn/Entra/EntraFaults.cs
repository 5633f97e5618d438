using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Muster.Server.SignIn.Entra;

/// <summary>Tells by the exception what is wrong.</summary>
internal static partial class EntraFaults
{
    private const string Error = "error";
    private const string Description = "error_description";

    /// <summary>What is wrong.</summary>
    public static EntraFault Of(Exception? failure) =>
        failure switch
        {
            SecurityTokenInvalidAudienceException => EntraFault.Audience,
            SecurityTokenInvalidIssuerException => EntraFault.Issuer,
            SecurityTokenExpiredException => EntraFault.Expired,
            SecurityTokenNotYetValidException => EntraFault.NotYetValid,
            SecurityTokenInvalidSignatureException or SecurityTokenInvalidAlgorithmException => EntraFault.Signature,
            SecurityTokenException => EntraFault.Incomplete,
            OpenIdConnectProtocolInvalidNonceException => EntraFault.Nonce,
            OpenIdConnectProtocolException { Data: var data } when data.Contains(Error) => EntraFault.ProviderError,
            HttpRequestException or OperationCanceledException => EntraFault.Unreachable,
            InvalidOperationException => IsUnanswered(failure) ? EntraFault.Unreachable : EntraFault.Metadata,
            { InnerException: { } inner } => Of(inner),
            // What the handler says of a state that is missing, changed, used up or of another browser has no cause below it.
            AuthenticationFailureException => EntraFault.State,
            _ => EntraFault.Other,
        };

    /// <summary>The codes of the provider's answer, and nothing of its text: <c>invalid_client, AADSTS7000215</c>.</summary>
    public static string Codes(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
            if (failure.Data[Error] is string error)
                return Codes(error, failure.Data[Description] as string);
        return "";
    }

    /// <summary>The codes of an error and its description.</summary>
    public static string Codes(string error, string? description)
    {
        var code = Code().Match(error) is { Success: true } plain ? plain.Value : "an unreadable error";
        return Number().Match(description ?? "") is { Success: true } number ? $"{code}, {number.Value}" : code;
    }

    private static bool IsUnanswered(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
            if (failure is HttpRequestException { StatusCode: null } or OperationCanceledException)
                return true;
        return false;
    }

    [GeneratedRegex("^[A-Za-z0-9_.-]{1,60}$", RegexOptions.NonBacktracking)]
    private static partial Regex Code();

    [GeneratedRegex("AADSTS[0-9]{3,9}", RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
