using System.Globalization;

namespace Muster.GraphEmulator.SignIn;

/// <summary>An answer of the token service to a request it does not grant.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Error">OAuth's own word.</param>
/// <param name="Code">AADSTS number; what a client should decide on.</param>
/// <param name="Message">Text behind the number.</param>
internal sealed record SignInError(int Status, string Error, int Code, string Message)
{
    public static SignInError MissingField(string field) =>
        new(400, "invalid_request", 900144, $"The request body must contain the following parameter: '{field}'.");

    public static SignInError UnknownTenant(string tenant) =>
        new(
            400,
            "invalid_request",
            90002,
            $"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant."
        );

    public static SignInError NoTenant { get; } =
        new(
            400,
            "invalid_request",
            9001023,
            "The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint."
        );

    public static SignInError WrongVerb(string method) =>
        new(400, "invalid_request", 900561, $"The endpoint only accepts POST requests. Received a {method} request.");

    public static SignInError Malformed { get; } =
        new(400, "invalid_request", 9002313, "Invalid request. Request is malformed or invalid.");

    public static SignInError UnsupportedGrant(string grant) =>
        new(400, "unsupported_grant_type", 70003, $"The app requested an unsupported grant type '{grant}'.");

    public static SignInError UnknownApp(string clientId, string tenant) =>
        new(
            400,
            "unauthorized_client",
            700016,
            $"Application with identifier '{clientId}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant."
        );

    public static SignInError NoCredential { get; } =
        new(
            401,
            "invalid_client",
            7000218,
            "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."
        );

    public static SignInError WrongSecret(string clientId) =>
        new(
            401,
            "invalid_client",
            7000215,
            $"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{clientId}'."
        );

    public static SignInError ExpiredSecret(string clientId) =>
        new(
            401,
            "invalid_client",
            7000222,
            $"The provided client secret keys for app '{clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds."
        );

    public static SignInError DisabledApp(string clientId) =>
        new(400, "unauthorized_client", 7000112, $"Application '{clientId}' is disabled.");

    public static SignInError PublicClient { get; } =
        new(401, "invalid_client", 700025, "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.");

    public static SignInError UnknownCertificate { get; } =
        BadAssertion("The certificate with identifier used to sign the client assertion is not registered on application.");

    public static SignInError BadAssertion(string why) =>
        new(401, "invalid_client", 700027, $"Client assertion failed signature validation. {why}");

    public static SignInError AssertionOfAnother(string clientId) =>
        new(
            401,
            "invalid_client",
            700021,
            $"Client assertion application identifier doesn't match 'client_id' parameter. Its 'iss' and 'sub' have to be '{clientId}'."
        );

    public static SignInError AssertionForAnother { get; } =
        new(401, "invalid_client", 700023, "Client assertion audience claim does not match the token endpoint.");

    public static SignInError AssertionOutOfDate(DateTimeOffset now, DateTimeOffset begins, DateTimeOffset ends) =>
        new(
            401,
            "invalid_client",
            700024,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Client assertion is not within its valid time range. Current time: {now:O}, assertion valid from {begins:O}, expiry time of assertion {ends:O}."
            )
        );

    public static SignInError IncompleteAssertion(string claim) =>
        new(401, "invalid_client", 50027, $"JWT token is invalid or malformed: the claim '{claim}' is missing.");

    public static SignInError UnknownIssuer(string issuer) =>
        new(
            401,
            "invalid_client",
            700211,
            $"No matching federated identity record found for presented assertion issuer '{issuer}'. Please check your federated identity credential Subject, Audience and Issuer against the presented assertion."
        );

    public static SignInError UnknownIdentity(string issuer, string subject) =>
        new(
            400,
            "invalid_request",
            70021,
            $"No matching federated identity record found for presented assertion. Assertion Issuer: '{issuer}'. Assertion Subject: '{subject}'. Please check your federated identity credential Subject, Audience and Issuer against the presented assertion."
        );

    public static SignInError BadSignature { get; } = new(400, "invalid_request", 900384, "JWT token failed signature validation.");

    public static SignInError SeveralResources(string scope) =>
        new(
            400,
            "invalid_scope",
            700022,
            $"The provided value for the input parameter 'scope' is not valid because it contains more than one resource. Scope {scope} is not valid."
        );

    public static SignInError WrongScope(string scope) =>
        new(
            400,
            "invalid_scope",
            70011,
            $"The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid."
        );
}
