namespace Muster.GraphEmulator.SignIn;

/// <summary>Refusals that only a fault rule brings about: those of clouds, policies and services that no emulator has, and all others by number.</summary>
internal static class SignInFaults
{
    private static readonly Dictionary<int, SignInError> ByCode = new SignInError[]
    {
        SignInError.MissingField("client_id"),
        new(400, "invalid_request", 90014, "The required field 'client_id' is missing from the credential."),
        SignInError.UnknownTenant("tenant"),
        SignInError.NoTenant,
        new(400, "invalid_request", 90130, "Application is not supported over the /common or /consumers endpoints."),
        new(400, "invalid_request", 90038, "Confidential Client is not supported in Cross Cloud request: the tenant is in another cloud."),
        new(400, "invalid_request", 900432, "Confidential Client is not supported in Cross Cloud request."),
        SignInError.WrongVerb("GET"),
        SignInError.Malformed,
        SignInError.UnknownApp("client", "tenant"),
        SignInError.DisabledApp("client"),
        SignInError.NoCredential,
        SignInError.PublicClient,
        SignInError.WrongSecret("client"),
        SignInError.ExpiredSecret("client"),
        SignInError.UnknownCertificate,
        new(401, "invalid_client", 700030, "Invalid certificate - subject name in certificate is not authorized."),
        SignInError.UnknownIssuer("issuer"),
        SignInError.UnknownIdentity("issuer", "subject"),
        SignInError.BadSignature,
        SignInError.WrongScope("scope"),
        SignInError.SeveralResources("scope"),
        new(400, "invalid_grant", 530032, "Blocked by security policy."),
        new(429, "temporarily_unavailable", 90055, "The tenant is throttled because of too many incoming requests."),
        new(503, "temporarily_unavailable", 90006, "The service is temporarily unavailable (external server)."),
        new(503, "temporarily_unavailable", 90012, "The request has timed out."),
        new(503, "temporarily_unavailable", 90024, "The request budget is exceeded. A transient error has occurred. Please try again."),
        new(503, "temporarily_unavailable", 90033, "A transient error has occurred. Please try again."),
        new(503, "temporarily_unavailable", 90090, "A transient error occurred during authentication. Please try again."),
    }.ToDictionary(error => error.Code);

    public static IEnumerable<int> Codes => ByCode.Keys.Order();

    public static SignInError? Find(int code) => ByCode.GetValueOrDefault(code);
}
