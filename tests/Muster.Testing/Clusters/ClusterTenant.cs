using Muster.Core.Configuration;
using Muster.Core.Importing;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Engine.Runs;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Company;
using Muster.Storage;

namespace Muster.Testing.Clusters;

/// <summary>A tenant, and the workspace that follows it by a schedule.</summary>
public sealed class ClusterTenant : IAsyncDisposable
{
    private readonly EmulatorHost _host;

    private ClusterTenant(EmulatorHost host, int number, string workspace) => (_host, Number, Workspace) = (host, number, workspace);

    /// <summary>Number of the workspace.</summary>
    public int Number { get; }

    /// <summary>Its name.</summary>
    public string Workspace { get; }

    /// <summary>When the tenant changed last.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Starts a tenant and makes a workspace that imports everybody there, makes every group, and looks each minute.</summary>
    internal static async Task<ClusterTenant> MakeAsync(
        MusterDatabase database,
        int number,
        TimeSpan latency,
        CancellationToken cancellationToken
    )
    {
        var options = new EmulatorOptions
        {
            SigningKey = EmulatorKey.Value,
            Seed = number,
            Latency = latency,
            UsersPerDeltaPage = 5,
            GroupsPerDeltaPage = 3,
        };
        var history = new CompanyHistory(users: 24, groups: 8, seed: number, months: 12);
        var host = await EmulatorHost.StartAsync(options, history, TimeProvider.System, cancellationToken);
        var name = FormattableString.Invariant($"t{number}");
        var workspace = (await database.Workspaces.CreateAsync(name, "test", cancellationToken))!;
        await FollowAsync(database.Of(workspace.Number), host, cancellationToken);
        return new(host, workspace.Number, name) { ChangedAt = TimeProvider.System.GetUtcNow() };
    }

    /// <summary>Lets a day of work pass in the tenant.</summary>
    public async Task ChangeAsync(CancellationToken cancellationToken)
    {
        await _host.AdvanceAsync(_host.State.Seq + 1, cancellationToken);
        ChangedAt = TimeProvider.System.GetUtcNow();
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static async Task FollowAsync(MusterDatabase muster, EmulatorHost host, CancellationToken cancellationToken)
    {
        var connection = (
            await muster.Connections.AddAsync(
                new Connection
                {
                    Name = TestTenant.Connection,
                    TenantId = host.TenantId,
                    ClientId = host.ClientId,
                    Credential = CredentialKind.Secret,
                    GraphUrl = host.GraphUrl,
                    Authority = host.AuthorityUrl,
                    TrustedCertificatePem = await File.ReadAllTextAsync(host.CertificatePath, cancellationToken),
                },
                new Credential(CredentialKind.Secret, host.ClientSecret),
                "test",
                cancellationToken
            )
        )!;
        await using (var lease = await LeaseKeeper.AcquireAsync(muster.Leases, "import rule", TimeProvider.System, cancellationToken))
            await muster.Connections.SaveImportRuleAsync(connection.Key, new ImportRule.Everyone(), "test", lease.Lease, cancellationToken);
        var before = await muster.Settings.CurrentAsync(SettingScope.Of(connection.Key), cancellationToken);
        var policies = new ConnectionPolicies();
        foreach (var (path, value) in new[] { ("createGroupsLike", "*"), ("schedule.every", "1") })
            policies = Settings.OfConnection.Find(path).Apply(policies, value);
        await muster.Settings.SaveAsync(before, Settings.OfConnection.ToValues(policies), "test", null, cancellationToken);
    }
}
