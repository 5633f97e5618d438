using Muster.Cli.Tests.Verbs.Tour;

[assembly: AssemblyFixture(typeof(PostgresEnd))]

namespace Muster.Cli.Tests.Databases;

/// <summary>The program on a PostgreSQL server does what it does on a file.</summary>
public sealed class PostgresTests : IAsyncLifetime
{
    private readonly string _name = $"t_{Guid.NewGuid():N}";
    private PostgresServer _server = null!;

    private string Address => _server.AddressOf(_name);

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.Lack is not null, PostgresServer.Lack ?? "");
        _server = await PostgresServer.RunningAsync();
        await _server.CreateAsync(_name);
    }

    public ValueTask DisposeAsync() => new(_server is null ? Task.CompletedTask : _server.DropAsync(_name));

    [Fact]
    public async Task Every_verb_works_on_a_database_of_a_server()
    {
        using var folder = new TemporaryFolder();
        await using var tenant = await TestTenant.StartAsync(VerbTour.Story(), Tests.Token);
        tenant.Muster.Database = Address;
        await tenant.MustAsync(0, Tests.Token, "database", "migrate");
        await ForeignRows.AddAsync(Address, Tests.Token);
        var foreign = await ForeignRows.DigestsAsync(Address, Tests.Token);

        var walk = await VerbTour.WalkAsync(tenant, folder, Tests.Token);

        Assert.Empty(walk.Mistakes);
        Assert.Equal(foreign, await ForeignRows.DigestsAsync(Address, Tests.Token));
        Assert.Equal(
            ["keys/wrap.key"],
            Directory
                .EnumerateFiles(tenant.Muster.Folder, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(tenant.Muster.Folder, file))
                // How far the database had come when this machine last saw it; nothing else of it is here.
                .Where(file => Path.GetDirectoryName(file) != "fences")
        );
        await tenant.MustAsync(0, Tests.Token, "audit", "verify");
    }

    [Fact]
    public async Task The_same_days_end_in_the_same_state()
    {
        await using var tenant = await TestTenant.StartAsync(VerbTour.Story(), Tests.Token);
        using var onServer = new CommandLine { Database = Address };
        foreach (var muster in new[] { tenant.Muster, onServer })
        {
            await muster.MustAsync(0, Tests.Token, tenant.AddCommand());
            await muster.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
            await muster.RunAsync(Tests.Token, "groups", "create", "--from-directory", "--all");
            await muster.MustAsync(0, Tests.Token, "sync", "--yes");
        }
        await tenant.NextAsync(Tests.Token);
        foreach (var muster in new[] { tenant.Muster, onServer })
            await muster.MustAsync(0, Tests.Token, "sync", "--yes");

        foreach (var at in new[] { "revision:2", "revision:3", "now" })
            Assert.Equal(await StateAsync(tenant.Muster, at), await StateAsync(onServer, at));
    }

    [Fact]
    public async Task What_is_wrong_with_an_address_or_a_server_is_said_with_its_own_exit_code()
    {
        using var muster = new CommandLine { Database = "postgres://ada:secret@127.0.0.1:1/muster" };
        var gone = await muster.MustAsync(ExitCodes.Unreachable, Tests.Token, "connection", "list");
        Assert.Contains("127.0.0.1:1/muster cannot be reached", gone.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", gone.Error, StringComparison.Ordinal);
        muster.Database = "muster";
        var wrong = await muster.MustAsync(ExitCodes.WrongUsage, Tests.Token, "connection", "list");
        Assert.Contains("postgres://user@host:5432/database", wrong.Error, StringComparison.Ordinal);
        muster.Database = Address;
        var demo = await muster.MustAsync(ExitCodes.WrongUsage, Tests.Token, "demo", "--exit");
        Assert.Contains("Leave out --database", demo.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_works_on_it_beside_the_command_line()
    {
        await using var tenant = await TestTenant.StartAsync(VerbTour.Story(), Tests.Token);
        tenant.Muster.Database = Address;
        var options = new Muster.Server.ServerOptions
        {
            DataFolder = tenant.Muster.Folder,
            Database = Muster.Storage.Postgres.PostgresAddress.Parse(Address),
            Urls = "http://127.0.0.1:0",
        };
        await using var server = await Muster.Server.MusterServer.StartAsync(options, TimeProvider.System, Tests.Token);
        using var http = new HttpClient { BaseAddress = server.Address };

        await tenant.MustAsync(0, Tests.Token, tenant.AddCommand());

        Assert.Contains(await server.Muster.Connections.ListAsync(Tests.Token), one => one.Name == TestTenant.Connection);
        using var ready = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), Tests.Token);
        Assert.Equal(System.Net.HttpStatusCode.OK, ready.StatusCode);
    }

    [Fact]
    public async Task Somebody_who_owns_nothing_serves_and_types_commands_on_what_the_owner_brought_up_to_date()
    {
        await using var tenant = await TestTenant.StartAsync(VerbTour.Story(), Tests.Token);
        tenant.Muster.Database = Address;
        await tenant.MustAsync(0, Tests.Token, "database", "migrate");
        var user = $"s{_name}";
        await _server.CreateUserAsync(user);
        try
        {
            tenant.Muster.Database = _server.AddressOf(_name, user);
            var refused = await tenant.MustAsync(1, Tests.Token, "connection", "list");
            Assert.Contains($"GRANT \"muster_app_{_name}\" TO \"{user}\"", refused.Error, StringComparison.Ordinal);
            await _server.RunAsync($"GRANT muster_app_{_name} TO {user}");
            var options = new Muster.Server.ServerOptions
            {
                DataFolder = tenant.Muster.Folder,
                Database = Muster.Storage.Postgres.PostgresAddress.Parse(tenant.Muster.Database),
                Urls = "http://127.0.0.1:0",
            };
            await using (var server = await Muster.Server.MusterServer.StartAsync(options, TimeProvider.System, Tests.Token))
            {
                Assert.NotNull(server.SetupToken);
                await tenant.MustAsync(0, Tests.Token, tenant.AddCommand());
                await tenant.MustAsync(0, Tests.Token, "users", "import", "--everyone", "--yes");
                await tenant.MustAsync(0, Tests.Token, "sync", "--yes");
            }
            await tenant.MustAsync(0, Tests.Token, "audit", "verify");
            await tenant.MustAsync(0, Tests.Token, "export", "accounts");
        }
        finally
        {
            await _server.RunAsync($"DROP OWNED BY {user}; DROP ROLE {user}");
        }
    }

    private static async Task<string> StateAsync(CommandLine muster, string at) =>
        (await muster.MustAsync(0, Tests.Token, "export", "state", "--format", "jsonl", "--at", at)).Output;
}
