using System.Security.Cryptography;
using System.Text;
using Muster.Engine.Connections;
using Muster.Engine.Notifications;
using Muster.Engine.Reading;
using Muster.Storage;

namespace Muster.Notification.Tests.Receiving;

/// <summary>A receiver on a real database with two connections; the first has two subscriptions, the second is switched off.</summary>
internal sealed class ReceiverRig : IAsyncDisposable, INotificationHeed
{
    public const string State = "s3cret-client-state";
    public static readonly Guid Users = Guid.Parse("7f105c7d-2dc5-4530-97cd-4e7ae6534c07");
    public static readonly Guid Groups = Guid.Parse("e8f4aecd-a86d-4744-bdd5-1c9bf8bfb98e");
    public static readonly Guid Tenant = Guid.Parse("84bd8158-6d4d-4958-8b9f-9d6445542f95");
    private readonly string _folder = Directory.CreateTempSubdirectory("muster-receiver-").FullName;

    public MusterDatabase Database { get; private set; } = null!;

    public NotificationCounters Counters { get; } = new();

    public NotificationReceiver Receiver { get; private set; } = null!;

    /// <summary>Address part of the connection with subscriptions.</summary>
    public string Endpoint { get; private set; } = "";

    /// <summary>Address part of the one that is switched off.</summary>
    public string Off { get; private set; } = "";

    public int Connection { get; private set; }

    /// <summary>What was heard of: connection, and the lifecycle event if it was one.</summary>
    public List<(int Connection, LifecycleEvent? About)> Heard { get; } = [];

    public static async Task<ReceiverRig> StartAsync(NotificationOptions? options = null)
    {
        var rig = new ReceiverRig();
        rig.Database = await MusterDatabase.OpenAsync(rig._folder, TimeProvider.System, Tests.Token);
        rig.Connection = await rig.AddAsync("first");
        var second = await rig.AddAsync("second");
        rig.Endpoint = $"{(await rig.Database.Subscriptions.EnableAsync(rig.Connection, "test", Tests.Token)).Id:N}";
        rig.Off = $"{(await rig.Database.Subscriptions.EnableAsync(second, "test", Tests.Token)).Id:N}";
        await rig.Database.Subscriptions.DisableAsync(second, "test", Tests.Token);
        await rig.SubscribeAsync(DirectoryStream.Users, Users);
        await rig.SubscribeAsync(DirectoryStream.Groups, Groups);
        var known = new KnownSubscriptions(rig.Database.Subscriptions);
        await known.ReloadAsync(Tests.Token);
        rig.Receiver = new NotificationReceiver(known, rig.Counters, rig, options ?? new NotificationOptions(), TimeProvider.System);
        return rig;
    }

    public void Changed(int connection)
    {
        lock (Heard)
            Heard.Add((connection, null));
    }

    public void Lifecycle(int connection, DirectoryStream stream, LifecycleEvent about)
    {
        lock (Heard)
            Heard.Add((connection, about));
    }

    public Task<NotificationAnswer> PostAsync(string body, string? endpoint = null) => PostAsync(Encoding.UTF8.GetBytes(body), endpoint);

    public Task<NotificationAnswer> PostAsync(byte[] body, string? endpoint = null) =>
        Receiver.ReceiveAsync(new NotificationCall("POST", endpoint ?? Endpoint, "", new MemoryStream(body)), Tests.Token);

    /// <summary>What was counted since the last question.</summary>
    public NotificationTally Counted() => Counters.Take().GetValueOrDefault(Connection, NotificationTally.None);

    public static string Entry(string clientState = $"\"{State}\"", Guid? subscription = null, Guid? tenant = null, string more = "") =>
        $$"""
            {"subscriptionId":"{{subscription ?? Users}}","tenantId":"{{tenant
                ?? Tenant}}","clientState":{{clientState}},"changeType":"updated","resource":"Users/1"{{more}}}
            """;

    public static string Body(params string[] entries) => $$"""{"value":[{{string.Join(',', entries)}}]}""";

    public async ValueTask DisposeAsync()
    {
        Receiver.Dispose();
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<int> AddAsync(string name) =>
        (
            await Database.Connections.AddAsync(
                new Connection
                {
                    Name = name,
                    TenantId = $"{Tenant}",
                    ClientId = "client",
                    Credential = CredentialKind.Secret,
                    GraphUrl = new Uri("https://graph.example/v1.0"),
                    Authority = new Uri("https://login.example/"),
                },
                new Credential(CredentialKind.Secret, "x"),
                "test",
                Tests.Token
            )
        )!.Key;

    private Task<StoredSubscription?> SubscribeAsync(DirectoryStream stream, Guid id) =>
        Database.Subscriptions.SaveAsync(
            new StoredSubscription
            {
                Connection = Connection,
                Stream = stream,
                Id = id,
                Tenant = Tenant,
                StateHash = SHA256.HashData(Encoding.UTF8.GetBytes(State)),
                ExpiresAt = TimeProvider.System.GetUtcNow().AddDays(1),
            },
            Tests.Token
        );
}
