using Muster.Cli.Tests.Verbs.Tour;
using Muster.Engine.Runs;
using Muster.Server;
using Muster.Storage;
using Muster.Storage.Postgres;
using Npgsql;

namespace Muster.Cli.Tests.Databases;

/// <summary>Behind a transaction pooler: nothing of Muster's relies on what a connection remembers from one transaction to the next.</summary>
public sealed class PoolerTests : IAsyncLifetime
{
    private const int Rounds = 100;

    private readonly string _name = $"t_{Guid.NewGuid():N}";
    private PostgresServer _server = null!;
    private Pooler _pooler = null!;

    private string Pooled => _pooler.AddressOf(_name);

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Pooler.Lack is not null, Pooler.Lack ?? "");
        _server = await PostgresServer.RunningAsync();
        await _server.CreateAsync(_name);
        _pooler = await Pooler.StartAsync(Tests.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_pooler is null)
            return;
        await _pooler.DisposeAsync();
        await _server.DropAsync(_name);
    }

    [Fact]
    public async Task Syncs_lists_and_a_server_work_through_it_and_end_as_without_it()
    {
        await using var tenant = await TestTenant.StartAsync(VerbTour.Story(), Tests.Token);
        tenant.Muster.Database = Pooled;
        await tenant.MustAsync(0, Tests.Token, tenant.AddCommand());
        await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
        await tenant.RunAsync(Tests.Token, "groups", "create", "--from-directory", "--all");
        await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        await tenant.NextAsync(Tests.Token);
        var options = new ServerOptions
        {
            DataFolder = tenant.Muster.Folder,
            Database = PostgresAddress.Parse(Pooled),
            Urls = "http://127.0.0.1:0",
        };
        await using (var server = await MusterServer.StartAsync(options, TimeProvider.System, Tests.Token))
        {
            Assert.NotNull(server.SetupToken);
            using var http = new HttpClient { BaseAddress = server.Address };
            using var ready = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Tests.Token);
            Assert.Equal(System.Net.HttpStatusCode.OK, ready.StatusCode);
            await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
        }
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
        foreach (var look in new[] { "users list", "groups list", "runs list", "problems list", "export state", "export accounts" })
        {
            var through = await tenant.MustAsync(0, Tests.Token, [.. look.Split(' '), "--json"]);
            tenant.Muster.Database = _server.AddressOf(_name);
            Assert.Equal((await tenant.MustAsync(0, Tests.Token, [.. look.Split(' '), "--json"])).Output, through.Output);
            tenant.Muster.Database = Pooled;
        }
    }

    /// <summary>lessons 2.9: one writer, no lock of a session.</summary>
    [Fact]
    public async Task Of_two_nodes_that_begin_at_one_instant_one_may_write_and_what_both_record_at_once_is_one_chain()
    {
        using var folder = new TemporaryFolder();
        await using var one = await NodeAsync(folder.In("one"));
        await using var other = await NodeAsync(folder.In("other"));
        var fence = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var outcomes = await Task.WhenAll(
                one.Leases.AcquireAsync("full read", Tests.Token),
                other.Leases.AcquireAsync("notified read", Tests.Token)
            );
            var given = Assert.Single(outcomes.OfType<LeaseOutcome.Given>()).Lease;
            Assert.True(given.Fence > fence, $"Fence {given.Fence} after {fence}.");
            fence = given.Fence;
            await (round % 2 == 0 ? one : other).Leases.ReleaseAsync(given, Tests.Token);
        }

        await Task.WhenAll(
            Enumerable
                .Range(0, Rounds)
                .Select(i => (i % 2 == 0 ? one : other).Audit.AppendAsync("test", "test.done", $"{i}", [], Tests.Token))
        );

        var verified = await one.Audit.VerifyAsync([], Tests.Token);
        Assert.Empty(verified.Faults);
        Assert.Equal(Rounds, verified.Entries);
    }

    [Fact]
    public async Task What_a_transaction_says_of_its_workspace_and_its_role_is_not_left_to_the_next_client()
    {
        using var folder = new TemporaryFolder();
        await using var node = await NodeAsync(folder.In("node"));
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async i =>
                {
                    await node.Audit.AppendAsync("test", "test.done", $"{i}", [], Tests.Token);
                    await foreach (var _ in node.Platform.UserPageAsync(1, new(), Tests.Token)) { }
                })
        );
        // As many at once as there are connections to the server, so that each is looked at.
        var connections = new List<NpgsqlConnection>();
        var seen = new HashSet<string>();
        for (var i = 0; i < 3; i++)
        {
            var connection = new NpgsqlConnection(PostgresServer.Keys(Pooled));
            connections.Add(connection);
            await connection.OpenAsync(Tests.Token);
            await connection.BeginTransactionAsync(Tests.Token);
            await using var command = new NpgsqlCommand(
                "SELECT pg_backend_pid()::text, coalesce(current_setting('muster.workspace', true), '') || '/' || (current_user = session_user)::text",
                connection
            );
            await using var row = await command.ExecuteReaderAsync(Tests.Token);
            await row.ReadAsync(Tests.Token);
            seen.Add(row.GetString(0));
            Assert.Equal("/true", row.GetString(1));
        }
        Assert.Equal(3, seen.Count);
        await using var bare = new NpgsqlCommand(
            $"SET LOCAL ROLE \"muster_app_{_name}\"; SELECT count(*) FROM audit_entry",
            connections[0]
        );
        await Assert.ThrowsAsync<PostgresException>(() => bare.ExecuteScalarAsync(Tests.Token));
        foreach (var connection in connections)
            await connection.DisposeAsync();
    }

    private Task<MusterDatabase> NodeAsync(string folder) =>
        MusterDatabase.OpenAsync(folder, PostgresAddress.Parse(Pooled), TimeProvider.System, Tests.Token);
}
