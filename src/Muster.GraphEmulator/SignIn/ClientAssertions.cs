namespace Muster.GraphEmulator.SignIn;

/// <summary>Judges assertions that stand in for a secret: the application's own, and those of identity providers it trusts.</summary>
/// <remarks>
/// Source: the pages on certificate credentials and on workload identity federation. An assertion may be used again until it ends; the service keeps no list of them.
/// </remarks>
internal sealed class ClientAssertions(TimeProvider clock)
{
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <param name="app">Who the client says it is.</param>
    /// <param name="assertion">What it shows for it.</param>
    /// <param name="isEndpoint">Tells addresses of the token endpoint that was asked.</param>
    /// <returns>Why it is not good enough; null when it is.</returns>
    public SignInError? Judge(AppRegistration app, string assertion, Predicate<string> isEndpoint)
    {
        if (AssertionToken.Parse(assertion) is not { } token)
            return SignInError.BadAssertion("The client assertion is not a signed JSON web token.");
        var issuer = token.Claim("iss");
        return issuer is not null && !IsApp(issuer, app) && Uri.TryCreate(issuer, UriKind.Absolute, out _)
            ? JudgeOutside(app, token, issuer)
            : JudgeOwn(app, token, isEndpoint);
    }

    private SignInError? JudgeOwn(AppRegistration app, AssertionToken token, Predicate<string> isEndpoint)
    {
        if (app.Certificates.FirstOrDefault(known => known.IsNamedBy(token)) is not { } certificate)
            return SignInError.UnknownCertificate;
        var now = clock.GetUtcNow();
        if (now < certificate.Begins || now > certificate.Ends)
            return SignInError.BadAssertion($"The key used is expired: the certificate with thumbprint {certificate.Sha1} is out of date.");
        if (!token.IsSignedBy(certificate.Key))
            return SignInError.BadAssertion($"The signature is not of the certificate with thumbprint {certificate.Sha1}.");
        if (!IsApp(token.Claim("iss"), app) || !IsApp(token.Claim("sub"), app))
            return SignInError.AssertionOfAnother(app.ClientId);
        if (!token.IsFor(isEndpoint))
            return SignInError.AssertionForAnother;
        if (token.Claim("jti") is not { Length: > 0 })
            return SignInError.IncompleteAssertion("jti");
        return JudgeTimes(token, now);
    }

    private SignInError? JudgeOutside(AppRegistration app, AssertionToken token, string issuer)
    {
        var ofIssuer = app.Trusts.Where(trust => trust.Issuer == issuer).ToList();
        if (ofIssuer.Count == 0)
            return SignInError.UnknownIssuer(issuer);
        var subject = token.Claim("sub");
        if (ofIssuer.Find(trust => trust.Subject == subject && token.IsFor(audience => audience == trust.Audience)) is not { } match)
            return SignInError.UnknownIdentity(issuer, subject ?? "");
        return match.KeysFor(token.Header("kid")).Any(key => token.Header("alg") == "RS256" && token.IsSignedBy(key))
            ? JudgeTimes(token, clock.GetUtcNow())
            : SignInError.BadSignature;
    }

    private static SignInError? JudgeTimes(AssertionToken token, DateTimeOffset now)
    {
        if (token.Time("exp") is not { } ends)
            return SignInError.IncompleteAssertion("exp");
        var begins = token.Time("nbf") ?? token.Time("iat") ?? now;
        return now > ends + Skew || now < begins - Skew ? SignInError.AssertionOutOfDate(now, begins, ends) : null;
    }

    private static bool IsApp(string? id, AppRegistration app) => string.Equals(id, app.ClientId, StringComparison.OrdinalIgnoreCase);
}
