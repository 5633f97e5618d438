using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Core.Importing;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Importing;
using Muster.Server.Runs;
using Muster.Testing;

namespace Muster.Server.Tests.Api;

/// <summary>A server with two connections; shared by the tests of roles for one of them, which run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class TwoDirectoriesRig : IAsyncLifetime, ICollectionFixture<TwoDirectoriesRig>
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "Two directories";

    /// <summary>Everybody whose role is for <c>corp</c> alone; <c>manager</c> has none and owns a group there.</summary>
    public static readonly string[] Callers = ["Auditor", "Auditor.approver", "Operator", "Administrator", "manager"];

    private readonly TaskCompletionSource<string?> _end = new();

    /// <summary>The server and its tenants.</summary>
    public TwoDirectories Two { get; private set; } = null!;

    /// <summary>Number of work under way, by connection.</summary>
    public Dictionary<string, long> Work { get; } = [];

    /// <summary>Number of a preview of an import in which nobody comes or goes, by connection.</summary>
    public Dictionary<string, long> Previews { get; } = [];

    /// <summary>Number of a request of the owner of each crew.</summary>
    public Dictionary<string, long> Requests { get; } = [];

    internal IServiceProvider Services => Two.Rig.Server.Services;

    internal IDbContextFactory<AccountsContext> Contexts => Services.GetRequiredService<IDbContextFactory<AccountsContext>>();

    public async ValueTask InitializeAsync()
    {
        Two = await TwoDirectories.StartAsync(Tests.Token);
        foreach (var caller in Callers)
        {
            await Two.Rig.AccountAsync(nameof(Role.None), Tests.Token, mail: Mail(caller));
            if (caller == "manager")
                await Two.TieAsync(Mail(caller), Two.Of["corp"].Owner, Tests.Token);
            else
                await Two.GrantAsync(
                    Mail(caller),
                    "corp",
                    caller.Split('.')[0],
                    Tests.Token,
                    approver: caller.EndsWith("approver", StringComparison.Ordinal)
                );
        }
        await Two.Rig.AccountAsync(nameof(Role.None), Tests.Token, mail: "manager.lab@example.com");
        await Two.TieAsync("manager.lab@example.com", Two.Of["lab"].Owner, Tests.Token);
        foreach (var name in Two.Of.Keys)
            Requests[name] = await AskAsync(name, $"{name}-ada");
        var live = Services.GetRequiredService<LiveRuns>();
        foreach (var (name, of) in Two.Of)
        {
            Previews[name] = Services.GetRequiredService<Shelf>().Put(Nobody(name, of.Connection));
            Work[name] = live.Start($"Work of {name}", "test", of.Connection, (_, stop) => _end.Task.WaitAsync(stop)).Number;
        }
    }

    private static ImportPreview Nobody(string name, int connection) =>
        new(default!, null!, null!)
        {
            Connection = connection,
            ConnectionName = name,
            Rule = new ImportRule.Everyone(),
            Configuration = 1,
            Hash = "",
            Joiners = [],
            Leavers = [],
            StayByGroups = 0,
            OtherSuspensions = 0,
            Problems = [],
        };

    /// <summary>The mail address of a caller's account.</summary>
    public static string Mail(string caller) => $"{caller.ToLowerInvariant()}.corp@example.com";

    /// <summary>Lets the owner of a crew ask for somebody to be in it.</summary>
    /// <returns>Number of the request.</returns>
    public async Task<long> AskAsync(string connection, string person, string kind = "include")
    {
        using var http = await WithTokenAsync($"manager.{connection}@example.com");
        var body =
            $$"""{"group":{{Two.Of[connection].Crew}},"user":"{{TenantStory.Upn(person)}}","kind":"{{kind}}","reason":"Works with the crew","until":"{{TimeProvider.System.GetUtcNow().AddDays(30):O}}"}""";
        using var answer = await http.SendAsync("POST", "/api/v1/requests", body);
        var text = await answer.Content.ReadAsStringAsync(Tests.Token);
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.Created, text);
        return System.Text.Json.JsonDocument.Parse(text).RootElement.GetProperty("id").GetInt64();
    }

    /// <summary>A client with a token of a caller.</summary>
    public Task<HttpClient> AsAsync(string caller) => WithTokenAsync(Mail(caller));

    /// <summary>A client with a new token of an account.</summary>
    internal async Task<HttpClient> WithTokenAsync(string mail, Role scope = Role.Owner, string? connections = null)
    {
        await using var accounts = await Contexts.CreateDbContextAsync(Tests.Token);
        var account = await accounts.Users.SingleAsync(row => row.Email == mail, Tests.Token);
        var secret = Secrets.New("muster_");
        var now = TimeProvider.System.GetUtcNow();
        accounts.Tokens.Add(
            new ApiToken
            {
                Account = account.Id,
                Name = "test",
                SecretHash = Secrets.Hash(secret),
                Prefix = secret[..12],
                Scope = scope,
                Connections = connections,
                CreatedAt = now,
                ExpiresAt = now.AddDays(1),
            }
        );
        await accounts.SaveChangesAsync(Tests.Token);
        var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Two.Rig.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return http;
    }

    public async ValueTask DisposeAsync()
    {
        _end.TrySetResult(null);
        await Two.DisposeAsync();
    }
}
