using System.Net;
using System.Net.Http.Headers;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Entra.Http;
using Muster.Entra.SigningIn;

namespace Muster.Testing.Fuzzing;

/// <summary>Lets the login host answer anything, and the real sign-in with the vendor's library read it.</summary>
internal static class TokenAnswers
{
    private static readonly Connection Connection = new()
    {
        Name = "fuzz",
        TenantId = "4a1a0000-0000-4000-8000-000000000001",
        ClientId = "4a1a0000-0000-4000-8000-000000000002",
        Credential = CredentialKind.Secret,
        GraphUrl = new Uri("https://graph.example.test/v1.0"),
        Authority = new Uri("https://login.example.test/"),
    };

    public static async ValueTask<string> RunAsync(byte[] input, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new Answering(input));
        using var handler = new GraphHandler(Connection, TimeProvider.System);
        using var tokens = new TokenSource(
            Connection,
            new EntraCredential(Connection, new Credential(CredentialKind.Secret, "secret"), http, TimeProvider.System),
            new GraphRoot(Connection.GraphUrl),
            handler,
            TimeProvider.System
        );
        try
        {
            var token = await tokens.GetAsync(cancellationToken);
            return token.Length > 0 && token.All(letter => letter is > ' ' and < '\x7f')
                ? "token"
                : throw new FuzzFailureException("a token was taken that cannot be sent");
        }
        catch (DirectoryReadException refusal)
        {
            return $"{refusal.Fault}";
        }
        catch (TokenUnavailableException)
        {
            return "later";
        }
    }

    /// <summary>A JSON answer of status 200, or 400 where the input speaks of an error.</summary>
    private sealed class Answering(byte[] input) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var status = input.AsSpan().IndexOf("\"error\""u8) >= 0 ? HttpStatusCode.BadRequest : HttpStatusCode.OK;
            var content = new ByteArrayContent(input);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            return Task.FromResult(new HttpResponseMessage(status) { Content = content, RequestMessage = request });
        }
    }
}
