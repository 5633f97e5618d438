using System.Net.Http.Json;
using System.Text.Json;

namespace Muster.Conformance.Tests.Running;

/// <summary>What came back: the status, the body as far as it is JSON, and the headers.</summary>
internal sealed record PlainAnswer(int Status, JsonElement Body, IReadOnlyDictionary<string, string> Headers)
{
    public string? Code => Body.GetProperty("error").GetProperty("code").GetString();

    public string? Message => Body.GetProperty("error").GetProperty("message").GetString();

    public IReadOnlyList<JsonElement> Rows => [.. Body.GetProperty("value").EnumerateArray()];
}

/// <summary>No SDK: requests as they are written, signed in with the secret.</summary>
internal sealed class PlainClient(ConformanceTenant tenant) : IDisposable
{
    private readonly HttpClient _http = new(tenant.Trusting());
    private string? _token;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <param name="request">Method and path below the version, such as <c>GET /users</c>; a path that begins with two slashes is below the host.</param>
    /// <param name="body">Sent as JSON; null sends none.</param>
    /// <param name="headers">More headers, or another value for <c>Authorization</c>.</param>
    public async Task<PlainAnswer> SendAsync(string request, object? body = null, params (string Name, string Value)[] headers)
    {
        _token ??= await SignInAsync();
        var (method, path) = (request.Split(' ', 2)[0], request.Split(' ', 2)[1]);
        var root = path.StartsWith("//", StringComparison.Ordinal)
            ? tenant.Host.AuthorityUrl.ToString().TrimEnd('/')
            : tenant.Host.GraphUrl.ToString();
        using var message = new HttpRequestMessage(new HttpMethod(method), root + path.Replace("//", "/", StringComparison.Ordinal));
        foreach (var (name, value) in headers)
            message.Headers.TryAddWithoutValidation(name, value);
        if (!message.Headers.Contains("Authorization"))
            message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {_token}");
        if (body is not null)
            message.Content = JsonContent.Create(body);
        using var response = await _http.SendAsync(message, Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);
        return new(
            (int)response.StatusCode,
            text.StartsWith('{') ? JsonSerializer.Deserialize<JsonElement>(text) : default,
            response.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase)
        );
    }

    /// <summary>Status and code of an answer that has to be an error with all that Graph puts into one.</summary>
    public async Task<(int Status, string? Code)> RefusedAsync(
        string request,
        object? body = null,
        params (string Name, string Value)[] headers
    )
    {
        var answer = await SendAsync(request, body, headers);
        Assert.True(answer.Status >= 400, $"{request} answered {answer.Status}: {answer.Body}");
        Assert.False(string.IsNullOrEmpty(answer.Message), request);
        var inner = answer.Body.GetProperty("error").GetProperty("innerError");
        Assert.Equal(answer.Headers["request-id"], inner.GetProperty("request-id").GetString());
        Assert.Equal(answer.Headers["client-request-id"], inner.GetProperty("client-request-id").GetString());
        return (answer.Status, answer.Code);
    }

    public string LinkTo(Guid id) => $"{tenant.Host.GraphUrl}/directoryObjects/{id}";

    public void Dispose() => _http.Dispose();

    private async Task<string> SignInAsync()
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = tenant.Host.ClientId,
                ["client_secret"] = tenant.Host.ClientSecret,
                ["scope"] = "https://graph.microsoft.com/.default",
            }
        );
        using var response = await _http.PostAsync(
            new Uri(tenant.Host.AuthorityUrl, $"{tenant.Host.TenantId}/oauth2/v2.0/token"),
            form,
            Stop
        );
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("access_token").GetString()!;
    }
}
