using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Entra.Http;
using Muster.Entra.SigningIn;

namespace Muster.Entra;

/// <summary>The way to the Graph of one connection: address, sign-in and client.</summary>
internal sealed class GraphAccess : IDisposable
{
    private readonly Connection _connection;
    private readonly GraphHandler _handler;
    private readonly TokenSource _tokens;

    public GraphAccess(Connection connection, Credential credential, RetryRules rules, TimeProvider clock)
    {
        if (connection.GraphUrl is not { IsAbsoluteUri: true, Scheme: "https", Query: "", Fragment: "", UserInfo: "" })
            throw new DirectoryReadException(
                DirectoryFault.Unreachable,
                "The Graph URL must be an https address with the version, such as https://graph.microsoft.com/v1.0: a token is never sent in the clear. Check --graph-url."
            );
        _connection = connection;
        Root = new GraphRoot(connection.GraphUrl);
        _handler = new GraphHandler(connection, clock);
        try
        {
            _tokens = new TokenSource(
                connection,
                new EntraCredential(connection, credential, _handler.Client, clock),
                Root,
                _handler,
                clock
            );
        }
        catch
        {
            _handler.Dispose();
            throw;
        }
        Client = new GraphClient(_handler, _tokens, rules, clock);
    }

    public GraphRoot Root { get; }

    public GraphClient Client { get; }

    /// <summary>What the token states.</summary>
    /// <returns>Null when it cannot be read.</returns>
    /// <exception cref="DirectoryReadException">The sign-in failed, or led to another tenant than the connection's.</exception>
    public async Task<TokenClaims?> ClaimsAsync(CancellationToken cancellationToken)
    {
        var claims = TokenClaims.Read(await Client.TokenAsync(cancellationToken).ConfigureAwait(false));
        if (claims?.TenantId is { } tenant && Guid.TryParse(_connection.TenantId, out var own) && tenant != own)
            throw new DirectoryReadException(
                DirectoryFault.OtherTenant,
                $"The sign-in led to tenant {tenant}, but the connection '{_connection.Name}' is for tenant {own}. Nothing was read. Check --authority; if the tenant has really changed, add a new connection."
            );
        return claims;
    }

    public void Dispose()
    {
        _tokens.Dispose();
        _handler.Dispose();
    }
}
