namespace Muster.GraphEmulator.Page;

/// <summary>What a client needs to connect: the ready file's content, and the tenant's name.</summary>
/// <param name="TenantName">Name of the organisation.</param>
/// <param name="GraphUrl">Root of the Graph API.</param>
/// <param name="AuthorityUrl">Root of the login host.</param>
/// <param name="TenantId">Id of the tenant.</param>
/// <param name="ClientId">Application to sign in as.</param>
/// <param name="ClientSecret">Its secret.</param>
/// <param name="Certificate">File of the certificate to trust.</param>
internal sealed record ConnectionFacts(
    string TenantName,
    string GraphUrl,
    string AuthorityUrl,
    string TenantId,
    string ClientId,
    string ClientSecret,
    string Certificate
);
