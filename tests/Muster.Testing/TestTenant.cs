using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Muster.Core.Configuration;
using Muster.Engine.Configuration;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Histories;
using Muster.Storage;

namespace Muster.Testing;

/// <summary>A running tenant and a Muster that is connected to it, as a person would have them on two terminals.</summary>
public sealed class TestTenant : IAsyncDisposable
{
    /// <summary>Name of the connection.</summary>
    public const string Connection = "corp";

    private readonly List<string> _variables = [];

    private TestTenant(EmulatorHost host, CommandLine muster) => (Host, Muster) = (host, muster);

    public EmulatorHost Host { get; }

    public CommandLine Muster { get; }

    /// <summary>Starts the tenant; nothing is connected yet.</summary>
    public static async Task<TestTenant> StartAsync(
        ITenantHistory history,
        CancellationToken cancellationToken,
        EmulatorOptions? options = null,
        TimeProvider? clock = null,
        string? actor = null
    )
    {
        var keyed = (options ?? new EmulatorOptions()) with { SigningKey = EmulatorKey.Value };
        return new(
            await EmulatorHost.StartAsync(keyed, history, TimeProvider.System, cancellationToken),
            new CommandLine(clock) { Actor = actor }
        );
    }

    /// <summary>Starts the tenant and connects Muster to it.</summary>
    public static async Task<TestTenant> ConnectedAsync(
        ITenantHistory history,
        CancellationToken cancellationToken,
        EmulatorOptions? options = null,
        TimeProvider? clock = null,
        string? actor = null
    )
    {
        var tenant = await StartAsync(history, cancellationToken, options, clock, actor);
        await NewDatabase.PutAsync(tenant.Muster.Folder, cancellationToken);
        await tenant.Muster.MustAsync(0, cancellationToken, tenant.AddCommand());
        return tenant;
    }

    /// <summary>Starts, connects, imports everyone, makes all groups that can be made, and syncs.</summary>
    public static async Task<TestTenant> SyncedAsync(
        ITenantHistory history,
        CancellationToken cancellationToken,
        EmulatorOptions? options = null,
        TimeProvider? clock = null,
        string? actor = null
    )
    {
        var tenant = await ConnectedAsync(history, cancellationToken, options, clock, actor);
        await tenant.Muster.MustAsync(0, cancellationToken, "users", "import", "--everyone", "--yes");
        await tenant.Muster.RunAsync(cancellationToken, "groups", "create", "--from-directory", "--all");
        await tenant.Muster.MustAsync(0, cancellationToken, "sync", "--yes");
        return tenant;
    }

    /// <summary>The command that connects Muster to this tenant.</summary>
    /// <param name="secret">A secret in place of the right one.</param>
    /// <param name="changes">Options to give another value; null leaves the option out.</param>
    public string[] AddCommand(string? secret = null, params (string Option, string? Value)[] changes)
    {
        var options = new Dictionary<string, string?>
        {
            ["--name"] = Connection,
            ["--tenant-id"] = Host.TenantId,
            ["--client-id"] = Host.ClientId,
            ["--secret-env"] = SecretVariable(secret ?? Host.ClientSecret),
            ["--graph-url"] = Host.GraphUrl.ToString(),
            ["--authority"] = Host.AuthorityUrl.ToString(),
            ["--trust-certificate"] = Host.CertificatePath,
        };
        foreach (var (option, value) in changes)
            options[option] = value;
        return
        [
            "connection",
            "add",
            "entra",
            .. options.Where(option => option.Value is not null).SelectMany(option => new[] { option.Key, option.Value! }),
        ];
    }

    /// <summary>Types a command.</summary>
    public Task<CommandResult> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        Muster.RunAsync(cancellationToken, arguments);

    /// <summary>Types a command that must end with a code.</summary>
    public Task<CommandResult> MustAsync(int code, CancellationToken cancellationToken, params string[] arguments) =>
        Muster.MustAsync(code, cancellationToken, arguments);

    /// <summary>The platform's state as JSON Lines.</summary>
    public async Task<string> ExportAsync(CancellationToken cancellationToken, params string[] more) =>
        (await Muster.MustAsync(0, cancellationToken, ["export", "state", "--format", "jsonl", .. more])).Output;

    /// <summary>The platform's state as values.</summary>
    public async Task<ExportedTenant> StateAsync(CancellationToken cancellationToken, params string[] more) =>
        new(await ExportAsync(cancellationToken, more));

    /// <summary>Changes a setting of the connection.</summary>
    public async Task SetAsync(string path, string value, CancellationToken cancellationToken)
    {
        await using var database = await MusterDatabase.OpenAsync(Muster.Folder, TimeProvider.System, cancellationToken);
        var connection = await database.Connections.FindAsync(Connection, cancellationToken);
        var before = await database.Settings.CurrentAsync(SettingScope.Of(connection!.Key), cancellationToken);
        var policies = Settings.OfConnection.Find(path).Apply(Settings.OfConnection.FromValues(before.Values), value);
        await database.Settings.SaveAsync(before, Settings.OfConnection.ToValues(policies), "test", null, cancellationToken);
    }

    /// <summary>Moves the tenant on by one change set.</summary>
    public Task NextAsync(CancellationToken cancellationToken) => Host.AdvanceAsync(Host.State.Seq + 1, cancellationToken);

    /// <summary>Makes some requests go wrong.</summary>
    public Task FaultsAsync(CancellationToken cancellationToken, params object[] rules) =>
        ControlAsync(HttpMethod.Post, "faults", new { rules }, cancellationToken);

    /// <summary>Grants these application permissions and no others, to tokens from now on.</summary>
    public Task PermissionsAsync(CancellationToken cancellationToken, params string[] permissions) =>
        ControlAsync(HttpMethod.Post, "app", new { permissions }, cancellationToken);

    /// <summary>Expires every delta link given so far.</summary>
    public Task ExpireDeltaLinksAsync(CancellationToken cancellationToken) =>
        ControlAsync(HttpMethod.Post, "faults", new { expireDeltaTokens = true }, cancellationToken);

    /// <summary>Ends all faults.</summary>
    public Task HealAsync(CancellationToken cancellationToken) => ControlAsync(HttpMethod.Delete, "faults", null, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var variable in _variables)
            Environment.SetEnvironmentVariable(variable, null);
        Muster.Dispose();
        await Host.DisposeAsync();
    }

    private string SecretVariable(string secret)
    {
        var variable = $"MUSTER_TEST_SECRET_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(variable, secret);
        _variables.Add(variable);
        return variable;
    }

    private async Task ControlAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(Host.CertificatePath, cancellationToken)) },
        };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(method, new Uri(Host.AuthorityUrl, $"_emulator/{path}"));
        if (body is not null)
            request.Content = JsonContent.Create(body, options: JsonSerializerOptions.Web);
        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException(await response.Content.ReadAsStringAsync(cancellationToken));
    }
}
