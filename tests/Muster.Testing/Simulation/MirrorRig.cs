using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Reading;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Entra;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Histories;
using Muster.Storage;

namespace Muster.Testing.Simulation;

/// <summary>The real reader and the real database beside an emulated tenant, over HTTPS, without a command line around them.</summary>
public sealed class MirrorRig : IAsyncDisposable
{
    /// <summary>Waits of the reader pass so much faster.</summary>
    private const int Speed = 50;

    private readonly ThrowawayDatabase _database;
    private readonly HttpClient _control;
    private readonly IEnumerator<ChangeSet> _changes;

    private MirrorRig(
        EmulatorHost host,
        ThrowawayDatabase database,
        Connection connection,
        ITenantHistory history,
        HurriedClock clock,
        HurriedClock readers
    )
    {
        (Host, _database, Connection, Clock) = (host, database, connection, clock);
        Sources = new EntraDirectorySourceFactory(readers);
        _changes = history.ChangeSets().GetEnumerator();
        var trusted = X509CertificateLoader.LoadCertificateFromFile(host.CertificatePath);
        _control = new HttpClient(
            new SocketsHttpHandler
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
            }
        )
        {
            BaseAddress = new Uri(host.AuthorityUrl, "_emulator/"),
        };
        Reading = new DirectoryReading(
            Database.Connections,
            Database.Mirror,
            Sources,
            new GroupWays(Database.Mirror, Database.Platform, new PolicyReader(Database.Settings, Database.Restorations))
        );
    }

    public EmulatorHost Host { get; }

    /// <summary>How the tenant answers.</summary>
    public required EmulatorOptions Options { get; init; }

    public MusterDatabase Database => _database.Muster;

    public Connection Connection { get; private set; }

    /// <summary>Reads the tenant; waits of the reader pass faster than those of the rig.</summary>
    public EntraDirectorySourceFactory Sources { get; }

    public DirectoryReading Reading { get; }

    /// <summary>The clock of the tenant and of the database; it can be moved on.</summary>
    public HurriedClock Clock { get; }

    /// <summary>Called after every page and before every wait of a read.</summary>
    public Action<ReadProgress>? OnPage { get; set; }

    /// <summary>What the tenant holds where it stands now.</summary>
    public DirectoryTruth Truth { get; } = new();

    /// <param name="history">What happens to the tenant.</param>
    /// <param name="options">How it answers.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="shared">A clock that tenant and reader go by alike; without one the reader's waits pass fast and the tenant's time is real.</param>
    public static async Task<MirrorRig> StartAsync(
        ITenantHistory history,
        EmulatorOptions options,
        CancellationToken cancellationToken,
        HurriedClock? shared = null
    )
    {
        var clock = shared ?? new HurriedClock();
        var host = await EmulatorHost.StartAsync(
            options with
            {
                SigningKey = EmulatorKey.Value,
                StartAt = 0,
            },
            history,
            clock,
            cancellationToken
        );
        var database = await ThrowawayDatabase.OpenAsync(clock, cancellationToken);
        var connection = await database.Muster.Connections.AddAsync(
            new Connection
            {
                Name = "rig",
                TenantId = host.TenantId,
                ClientId = host.ClientId,
                Credential = CredentialKind.Secret,
                GraphUrl = host.GraphUrl,
                Authority = host.AuthorityUrl,
                TrustedCertificatePem = await File.ReadAllTextAsync(host.CertificatePath, cancellationToken),
            },
            new Credential(CredentialKind.Secret, host.ClientSecret),
            "rig",
            cancellationToken
        );
        var rig = new MirrorRig(host, database, connection!, history, clock, shared ?? new HurriedClock(Speed)) { Options = options };
        await using var source = rig.Sources.Create(connection!, new Credential(CredentialKind.Secret, host.ClientSecret));
        rig.GroupsBinding = source.Binding(DirectoryStream.Groups);
        return rig;
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

    /// <summary>Reads the directory once.</summary>
    /// <exception cref="DirectoryReadException">It was not read to its end.</exception>
    public async Task<(ReadSummary Summary, ReadSpending Spending)> ReadAsync(
        bool full,
        GroupNeed need,
        CancellationToken cancellationToken
    )
    {
        return await WithLeaseAsync(
            lease => Reading.ReadAsync(Connection, full, need, lease, new Pages(this), cancellationToken),
            cancellationToken
        );
    }

    private async Task<T> WithLeaseAsync<T>(Func<Lease, Task<T>> work, CancellationToken cancellationToken)
    {
        if (await Database.Leases.AcquireAsync("rig", cancellationToken) is not LeaseOutcome.Given(var lease))
            throw new InvalidOperationException("Somebody else reads into this database.");
        try
        {
            return await work(lease);
        }
        finally
        {
            await Database.Leases.ReleaseAsync(lease, CancellationToken.None);
        }
    }

    /// <summary>Follows some groups, by a rule that imports their members.</summary>
    public async Task FollowAsync(IEnumerable<Guid> groups, CancellationToken cancellationToken) =>
        Connection = await WithLeaseAsync(
            lease =>
                Database.Connections.SaveImportRuleAsync(
                    Connection.Key,
                    new ImportRule.MembersOf([.. groups.Select(id => new ObjectId(id))]),
                    "rig",
                    lease,
                    cancellationToken
                ),
            cancellationToken
        );

    /// <summary>What the links of the groups stream are bound to.</summary>
    public string GroupsBinding { get; private set; } = "";

    /// <summary>Reads users alone.</summary>
    public Task ReadUsersAsync(CancellationToken cancellationToken) => ReadAsync(full: false, GroupNeed.None, cancellationToken);

    /// <summary>What the last read of groups in one way cost.</summary>
    public ReadSpending Spent { get; private set; } = new(0, 0, 0);

    /// <summary>Reads groups in one way, whatever would be chosen.</summary>
    public async Task<StreamRead> ReadGroupsAsync(ReadWay way, bool full, IEnumerable<Guid> wanted, CancellationToken cancellationToken)
    {
        await using var source = Sources.Create(Connection, await Database.Connections.CredentialAsync(Connection.Key, cancellationToken));
        return await WithLeaseAsync(
            async lease =>
            {
                var filtered = way == ReadWay.FilteredDelta;
                var binding = filtered ? source.FilteredBinding : source.Binding(DirectoryStream.Groups);
                await using var session = await Database.Mirror.OpenAsync(
                    Connection.Key,
                    DirectoryStream.Groups,
                    binding,
                    full,
                    filtered,
                    lease,
                    cancellationToken
                );
                var read = await source.ReadGroupsAsync(
                    way,
                    [.. wanted.Select(id => new ObjectId(id))],
                    session,
                    new Pages(this),
                    cancellationToken
                );
                Spent = source.Spending;
                return read;
            },
            cancellationToken
        );
    }

    /// <summary>Signs in with another secret from now on.</summary>
    public async Task ChangeSecretAsync(string secret, CancellationToken cancellationToken) =>
        Connection =
            await Database.Connections.UpdateAsync(Connection, new Credential(CredentialKind.Secret, secret), "rig", cancellationToken)
            ?? throw new InvalidOperationException("The rig has an old version of its connection.");

    /// <summary>Makes the stored links look as if another application had brought them.</summary>
    public Task RebindAsync(CancellationToken cancellationToken) =>
        ChangeLinksAsync("UPDATE delta_link SET binding = 'another application'", cancellationToken);

    /// <summary>Makes the tokens of the stored links unreadable for the directory.</summary>
    public Task DamageLinksAsync(CancellationToken cancellationToken) =>
        ChangeLinksAsync("UPDATE delta_link SET link = substr(link, 1, length(link) - 4) || 'AAAA'", cancellationToken);

    private async Task ChangeLinksAsync(string statement, CancellationToken cancellationToken)
    {
        await using var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_database.File}");
        await database.OpenAsync(cancellationToken);
        await using var command = database.CreateCommand();
        command.CommandText = statement;
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
            throw new InvalidOperationException("No link is stored yet.");
    }

    public Task<MirrorView> ViewAsync(CancellationToken cancellationToken) =>
        MirrorView.LoadAsync(Database.Mirror, Connection.Key, cancellationToken);

    /// <summary>Makes requests go wrong.</summary>
    public Task FaultsAsync(IEnumerable<object> rules, CancellationToken cancellationToken) =>
        ControlAsync(HttpMethod.Post, "faults", new { rules }, cancellationToken);

    /// <summary>Makes every link given so far answer 410.</summary>
    public Task ExpireLinksAsync(CancellationToken cancellationToken) =>
        ControlAsync(HttpMethod.Post, "faults", new { expireDeltaTokens = true }, cancellationToken);

    /// <summary>Ends all faults.</summary>
    public Task HealAsync(CancellationToken cancellationToken) => ControlAsync(HttpMethod.Delete, "faults", null, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        _changes.Dispose();
        await Host.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task ControlAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await _control.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException(await response.Content.ReadAsStringAsync(cancellationToken));
    }

    private sealed class Pages(MirrorRig rig) : IProgress<ReadProgress>
    {
        public void Report(ReadProgress value) => rig.OnPage?.Invoke(value);
    }
}
