using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Muster.Core.Importing;
using Muster.Engine.Connections;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Histories;
using Muster.Storage;
using Muster.Testing.Simulation;

namespace Muster.Testing.Notified;

/// <summary>An emulated tenant that sends notifications, and a connection to it that wants them. Nodes come and go on its database.</summary>
public sealed class NotifiedRig : IAsyncDisposable
{
    private readonly CommandLine _cli;
    private readonly HttpClient _control;
    private readonly IEnumerator<ChangeSet> _changes;
    private readonly List<NotifiedNode> _nodes = [];

    private NotifiedRig(EmulatorHost host, CommandLine cli, HurriedClock clock, ITenantHistory history)
    {
        (Host, _cli, Clock) = (host, cli, clock);
        _changes = history.ChangeSets().GetEnumerator();
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(host.CertificatePath) },
        };
        _control = new HttpClient(handler) { BaseAddress = new Uri(host.AuthorityUrl, "_emulator/") };
    }

    public EmulatorHost Host { get; }

    /// <summary>Clock of tenant, database and keeper; it can be moved on.</summary>
    public HurriedClock Clock { get; }

    public DirectoryTruth Truth { get; } = new();

    public Connection Connection { get; private set; } = null!;

    public string Folder => _cli.Folder;

    /// <summary>Woken reads that a test does not count.</summary>
    public int ReadsBefore { get; set; }

    public static async Task<NotifiedRig> StartAsync(
        ITenantHistory history,
        CancellationToken cancellationToken,
        EmulatorOptions? options = null
    )
    {
        var clock = new HurriedClock();
        var host = await EmulatorHost.StartAsync(
            (options ?? new EmulatorOptions { Permissions = AllPermissions }) with
            {
                SigningKey = EmulatorKey.Value,
                StartAt = 0,
            },
            history,
            clock,
            cancellationToken
        );
        var rig = new NotifiedRig(host, new CommandLine(clock), clock, history);
        await rig.ConnectAsync(cancellationToken);
        return rig;
    }

    /// <summary>Permissions with which both streams can be subscribed to.</summary>
    public static readonly string[] AllPermissions = ["User.Read.All", "GroupMember.Read.All", "Group.Read.All", "Member.Read.Hidden"];

    /// <summary>Starts a server on this database.</summary>
    public async Task<NotifiedNode> NodeAsync(CancellationToken cancellationToken, Func<NodeSettings, NodeSettings>? change = null)
    {
        var settings = new NodeSettings { Folder = Folder, Clock = Clock };
        var node = await NotifiedNode.StartAsync(change?.Invoke(settings) ?? settings, cancellationToken);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Moves tenant and truth on by one change set.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> NextAsync(CancellationToken cancellationToken)
    {
        if (!_changes.MoveNext())
            return false;
        foreach (var operation in _changes.Current.Operations)
            Truth.Apply(operation);
        await Host.AdvanceAsync(_changes.Current.Seq, cancellationToken);
        return true;
    }

    /// <summary>Types a command on the same data folder.</summary>
    public Task<CommandResult> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        _cli.RunAsync(cancellationToken, arguments);

    /// <summary>The platform's state as JSON Lines.</summary>
    public async Task<string> ExportAsync(CancellationToken cancellationToken) =>
        (await _cli.MustAsync(0, cancellationToken, "export", "state", "--format", "jsonl")).Output;

    /// <summary>What the directory holds: each subscription's id, resource and address.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Resource, string Url)>> SubscriptionsAsync(CancellationToken cancellationToken) =>
        [
            .. (await ControlAsync(HttpMethod.Get, "notifications", null, cancellationToken))
                .GetProperty("subscriptions")
                .EnumerateArray()
                .Select(one =>
                    (
                        one.GetProperty("id").GetGuid(),
                        one.GetProperty("resource").GetString()!,
                        one.GetProperty("notificationUrl").GetString()!
                    )
                ),
        ];

    /// <summary>Client states, which only the directory and a thief know.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> ClientStatesAsync(CancellationToken cancellationToken) =>
        (await ControlAsync(HttpMethod.Get, "notifications", null, cancellationToken))
            .GetProperty("subscriptions")
            .EnumerateArray()
            .ToDictionary(one => one.GetProperty("id").GetGuid(), one => one.GetProperty("clientState").GetString()!);

    /// <summary>Makes the directory say something about its subscriptions.</summary>
    public Task LifecycleAsync(string lifecycle, Guid? subscription, CancellationToken cancellationToken) =>
        ControlAsync(HttpMethod.Post, "notifications", new { lifecycle, subscriptionId = subscription }, cancellationToken);

    /// <summary>Loses the next notifications.</summary>
    public Task DropNextAsync(int count, CancellationToken cancellationToken) =>
        ControlAsync(HttpMethod.Post, "notifications", new { dropNext = count }, cancellationToken);

    /// <summary>Waits until the directory has nothing more to tell.</summary>
    public async Task ToldAsync(CancellationToken cancellationToken)
    {
        while ((await ControlAsync(HttpMethod.Get, "notifications", null, cancellationToken)).GetProperty("pending").GetInt32() > 0)
            await Task.Delay(5, cancellationToken);
    }

    /// <summary>Makes requests go wrong.</summary>
    public Task FaultsAsync(CancellationToken cancellationToken, params object[] rules) =>
        ControlAsync(HttpMethod.Post, "faults", new { rules }, cancellationToken);

    /// <summary>Ends all faults.</summary>
    public Task HealAsync(CancellationToken cancellationToken) => ControlAsync(HttpMethod.Delete, "faults", null, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        _control.Dispose();
        _changes.Dispose();
        await Host.DisposeAsync();
        _cli.Dispose();
    }

    /// <summary>Ends a server as a stop does.</summary>
    public async Task EndAsync(NotifiedNode node)
    {
        _nodes.Remove(node);
        await node.DisposeAsync();
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await using var database = await MusterDatabase.OpenAsync(Folder, Clock, cancellationToken);
        var stored = await database.Connections.AddAsync(
            new Connection
            {
                Name = "rig",
                TenantId = Host.TenantId,
                ClientId = Host.ClientId,
                Credential = CredentialKind.Secret,
                GraphUrl = Host.GraphUrl,
                Authority = Host.AuthorityUrl,
                TrustedCertificatePem = await File.ReadAllTextAsync(Host.CertificatePath, cancellationToken),
                ImportRule = new ImportRule.Everyone(),
            },
            new Credential(CredentialKind.Secret, Host.ClientSecret),
            "rig",
            cancellationToken
        );
        Connection = stored!;
        await database.Subscriptions.EnableAsync(stored!.Key, "rig", cancellationToken);
    }

    private async Task<JsonElement> ControlAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body, options: JsonSerializerOptions.Web);
        using var response = await _control.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement : throw new InvalidOperationException(text);
    }
}
