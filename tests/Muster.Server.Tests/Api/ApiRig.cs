using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Testing;

namespace Muster.Server.Tests.Api;

/// <summary>A server with a synchronised tenant and a token for every kind of caller; shared by all tests of the API, which run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ApiRig : IAsyncLifetime, ICollectionFixture<ApiRig>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "API";

    private readonly Dictionary<string, string> _secrets = [];

    /// <summary>The server.</summary>
    public ServerRig Server { get; private set; } = null!;

    /// <summary>Everybody who may come: the roles, and those who must not get in.</summary>
    public static readonly string[] Callers =
    [
        "None",
        "Auditor",
        "Auditor.approver",
        "Operator",
        "Administrator",
        "Owner",
        "scoped",
        "anonymous",
        "revoked",
        "expired",
        "disabled",
        "unknown",
    ];

    public async ValueTask InitializeAsync()
    {
        Server = await ServerRig.FilledAsync(Tests.Token);
        foreach (var role in Enum.GetNames<Role>())
        {
            if (role != nameof(Role.Owner))
                await Server.AccountAsync(role, Tests.Token);
            _secrets[role] = await TokenAsync($"{role}@example.com", Enum.Parse<Role>(role));
        }
        await Server.AccountAsync(nameof(Role.Auditor), Tests.Token, approver: true);
        // The scope of a token that may approve has to be that of an operator at least.
        _secrets["Auditor.approver"] = await TokenAsync("auditor.approver@example.com", Role.Owner);
        _secrets["scoped"] = await TokenAsync("owner@example.com", Role.Auditor);
        _secrets["revoked"] = await TokenAsync("owner@example.com", Role.Owner, token => token.RevokedAt = TimeProvider.System.GetUtcNow());
        _secrets["expired"] = await TokenAsync("owner@example.com", Role.Owner, expires: TimeSpan.FromSeconds(-1));
        _secrets["unknown"] = Secrets.New("muster_");
        _secrets["disabled"] = await DisabledAsync();
    }

    /// <summary>A client for one kind of caller.</summary>
    public HttpClient As(string caller)
    {
        // An address that sends many tokens which are not in force has to wait, so each of theirs comes from another one.
        var http = caller is "revoked" or "expired" or "disabled" or "unknown"
            ? LocalAddresses.FromEverywhere(Server.Address)
            : new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Server.Address };
        if (_secrets.TryGetValue(caller, out var secret))
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return http;
    }

    /// <summary>Makes a token as its owner would.</summary>
    internal Task<string> TokenAsync(string mail, Role scope, Action<ApiToken>? change = null, TimeSpan? expires = null) =>
        TokenAsync(Server, mail, scope, change, expires);

    /// <summary>The same on any server.</summary>
    internal static Task<string> TokenAsync(
        ServerRig server,
        string mail,
        Role scope,
        Action<ApiToken>? change = null,
        TimeSpan? expires = null
    ) => TokenAsync(server.Server.Services, mail, scope, change, expires);

    /// <summary>The same where there are these services.</summary>
    internal static async Task<string> TokenAsync(
        IServiceProvider services,
        string mail,
        Role scope,
        Action<ApiToken>? change = null,
        TimeSpan? expires = null
    )
    {
        var contexts = services.GetRequiredService<IDbContextFactory<AccountsContext>>();
        await using var accounts = await contexts.CreateDbContextAsync(Tests.Token);
        var normalised = mail.ToUpperInvariant();
        var account = await accounts.Users.SingleAsync(row => row.NormalizedEmail == normalised, Tests.Token);
        var secret = Secrets.New("muster_");
        var now = TimeProvider.System.GetUtcNow();
        var token = new ApiToken
        {
            Account = account.Id,
            Name = "test",
            SecretHash = Secrets.Hash(secret),
            Prefix = secret[..12],
            Scope = scope,
            CreatedAt = now,
            ExpiresAt = now + (expires ?? TimeSpan.FromDays(1)),
        };
        change?.Invoke(token);
        accounts.Tokens.Add(token);
        await accounts.SaveChangesAsync(Tests.Token);
        return secret;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    internal IDbContextFactory<AccountsContext> Contexts => Server.Server.Services.GetRequiredService<IDbContextFactory<AccountsContext>>();

    private async Task<string> DisabledAsync()
    {
        var made = new Account
        {
            Id = Guid.NewGuid(),
            DisplayName = "Gone",
            Email = "gone@example.com",
            NormalizedEmail = "GONE@EXAMPLE.COM",
            UserName = "gone@example.com",
            NormalizedUserName = "GONE@EXAMPLE.COM",
            Role = Role.Owner,
            Disabled = true,
        };
        await using var accounts = await Contexts.CreateDbContextAsync(Tests.Token);
        accounts.Users.Add(made);
        await accounts.SaveChangesAsync(Tests.Token);
        return await TokenAsync("gone@example.com", Role.Owner);
    }
}

/// <summary>Requests and answers as JSON.</summary>
internal static class ApiHttp
{
    /// <summary>Reads something that must be there.</summary>
    public static async Task<JsonElement> JsonAsync(this HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path, Tests.Token);
        var text = await answer.Content.ReadAsStringAsync(Tests.Token);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Sends a request with a body and headers.</summary>
    public static async Task<HttpResponseMessage> SendAsync(
        this HttpClient http,
        string method,
        string path,
        string? body = null,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Tests.Token);
        if (answer.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            // Nobody who calls over HTTP has a command line.
            await answer.Content.LoadIntoBufferAsync(Tests.Token);
            Assert.DoesNotContain("muster ", await answer.Content.ReadAsStringAsync(Tests.Token), StringComparison.Ordinal);
        }
        return answer;
    }

    /// <summary>The body of an answer.</summary>
    public static async Task<JsonElement> BodyAsync(this HttpResponseMessage answer) =>
        await answer.Content.ReadFromJsonAsync<JsonElement>(Tests.Token);

    /// <summary>A key for a thing that is wanted once.</summary>
    public static (string, string) Key(string? key = null) => ("Idempotency-Key", key ?? Guid.NewGuid().ToString());

    /// <summary>Waits until work has ended.</summary>
    public static async Task<JsonElement> EndOfAsync(this HttpClient http, HttpResponseMessage accepted)
    {
        var text = await accepted.Content.ReadAsStringAsync(Tests.Token);
        Assert.True(accepted.StatusCode == System.Net.HttpStatusCode.Accepted, $"{accepted.StatusCode} {text}");
        using var events = await http.SendAsync("GET", accepted.Headers.Location + "/events");
        var last = default(JsonElement);
        foreach (var line in (await events.Content.ReadAsStringAsync(Tests.Token)).Split('\n'))
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                last = JsonDocument.Parse(line[6..]).RootElement;
        Assert.NotEqual(JsonValueKind.Null, last.GetProperty("endedAt").ValueKind);
        return last;
    }
}
