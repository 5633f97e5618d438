using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Muster.GraphEmulator;

namespace Muster.Bench;

/// <summary>A client that only fetches: what no reader can beat.</summary>
internal static class BareClient
{
    /// <summary>Signs in as the application of a tenant.</summary>
    public static async Task<HttpClient> SignInAsync(EmulatorHost host, CancellationToken cancellationToken)
    {
        var trusted = X509CertificateLoader.LoadCertificateFromFile(host.CertificatePath);
        var handler = new SocketsHttpHandler
        {
            SslOptions = new()
            {
                CertificateChainPolicy = new()
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { trusted },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        var client = new HttpClient(handler);
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = host.ClientId,
            ["client_secret"] = host.ClientSecret,
            ["scope"] = "https://graph.microsoft.com/.default",
        };
        using var content = new FormUrlEncodedContent(form);
        using var answer = await client.PostAsync(
            new Uri(host.AuthorityUrl, $"{host.TenantId}/oauth2/v2.0/token"),
            content,
            cancellationToken
        );
        var token = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("access_token").GetString());
        return client;
    }

    /// <summary>Fetches a chain of pages and looks at nothing but the link to the next.</summary>
    public static async Task<(int Pages, double Seconds)> FollowAsync(HttpClient client, string link, CancellationToken cancellationToken)
    {
        const string next = "\"@odata.nextLink\":\"";
        var start = TimeProvider.System.GetTimestamp();
        var pages = 0;
        for (string? at = link; at is not null; pages++)
        {
            var body = await client.GetStringAsync(new Uri(at), cancellationToken);
            var found = body.IndexOf(next, StringComparison.Ordinal);
            at = found < 0 ? null : body[(found + next.Length)..body.IndexOf('"', found + next.Length)];
        }
        return (pages, TimeProvider.System.GetElapsedTime(start).TotalSeconds);
    }
}
