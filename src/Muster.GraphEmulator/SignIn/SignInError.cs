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

    public static SignInError UnknownCertificate { get; } =
        new(
            401,
            "invalid_client",
            700027,
            "The certificate with identifier used to sign the client assertion is not registered on application."
        );

    public static SignInError WrongScope(string scope) =>
        new(
            400,
            "invalid_scope",
            70011,
            $"The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid."
        );
}
