using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Muster.Cli.Demo;
using Muster.GraphEmulator.Company;
using Muster.GraphEmulator.Histories;
using Muster.Server;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Demo;
using Muster.Server.Runs;
using Muster.Server.SignIn.Entra;
using Muster.Server.Telemetry;
using Muster.Testing.Provider;

namespace Muster.Testing;

/// <summary>A running server on loopback, beside a tenant that it may be connected to.</summary>
public sealed class ServerRig : IAsyncDisposable
{
    /// <summary>Password of every account of a rig.</summary>
    public const string Password = "four calm words here";

    /// <summary>A password is checked in a thousandth of the time that it takes in earnest: the hashes of tests protect nothing, and took a fifth of their time.</summary>
    public const int PasswordRounds = 100;

    /// <summary>Opens the door of a demo.</summary>
    public const string DemoKey = "the key that was printed";

    /// <summary>The small company, filled once for a program.</summary>
    private static readonly Lazy<Task<FilledTenant>> Filled = new(KeepAsync);

    /// <summary>Set to 1, the servers of all tests work on a PostgreSQL server, to which what they begin with was moved.</summary>
    private const string Variable = "MUSTER_TEST_ON_POSTGRES";

    private IDemoTenant? _demo;
    private ServerDatabase? _database;

    private ServerRig(TestTenant tenant, MusterServer server) => (Tenant, Server) = (tenant, server);

    /// <summary>The tenant, with a command line on the server's data folder.</summary>
    public TestTenant Tenant { get; }

    /// <summary>Where the server listens.</summary>
    public Uri Address => Server.Address;

    /// <summary>The token that makes the first owner; null once there is one.</summary>
    public string? SetupToken => Server.SetupToken;

    internal MusterServer Server { get; }

    /// <summary>A made-up company that is quick to read.</summary>
    public static CompanyHistory SmallCompany => new(users: 240, groups: 60, months: 3);

    /// <summary>Starts an empty server; a tenant runs beside it and is not connected.</summary>
    public static async Task<ServerRig> EmptyAsync(
        CancellationToken cancellationToken,
        ITenantHistory? history = null,
        TimeProvider? clock = null,
        Uri? publicUrl = null,
        bool onPostgres = false
    ) =>
        await OnAsync(
            await TestTenant.StartAsync(history ?? SmallCompany, cancellationToken),
            clock,
            publicUrl,
            cancellationToken,
            onPostgres: onPostgres
        );

    /// <summary>Starts a server with an owner, where people of a provider's tenant may sign in once they are added.</summary>
    public static async Task<ServerRig> WithSignInAsync(
        OpenIdProvider provider,
        CancellationToken cancellationToken,
        string? secret = null,
        Uri? publicUrl = null,
        TimeProvider? clock = null
    )
    {
        var entra = new EntraSignInOptions
        {
            TenantId = provider.TenantId,
            ClientId = provider.ClientId,
            ClientSecret = secret ?? OpenIdProvider.ClientSecret,
            Authority = provider.Address,
            TrustedCertificatePem = provider.CertificatePem,
        };
        var tenant = await TestTenant.StartAsync(SmallCompany, cancellationToken);
        var rig = await OnAsync(tenant, clock, publicUrl, cancellationToken, entra);
        await rig.AccountAsync(nameof(Role.Owner), cancellationToken);
        await provider.RegisterAsync(cancellationToken, new Uri(publicUrl ?? rig.Address, EntraWay.Callback));
        return rig;
    }

    /// <summary>Starts a server with an owner, whose tenant is imported and synchronised.</summary>
    public static async Task<ServerRig> FilledAsync(
        CancellationToken cancellationToken,
        ITenantHistory? history = null,
        TimeProvider? clock = null,
        Uri? publicUrl = null
    ) =>
        history is null
            ? await OnAsync(await (await Filled.Value).CopyAsync(cancellationToken), clock, publicUrl, cancellationToken)
            : await FillAsync(history, clock, cancellationToken);

    /// <summary>Starts the same server with figures of itself for whoever may see them.</summary>
    internal static async Task<ServerRig> MeasuredAsync(TelemetryOptions telemetry, CancellationToken cancellationToken) =>
        await OnAsync(await (await Filled.Value).CopyAsync(cancellationToken), null, null, cancellationToken, telemetry: telemetry);

    /// <summary>Starts a server with an owner on the data folder of a tenant.</summary>
    public static async Task<ServerRig> OnTenantAsync(TestTenant tenant, CancellationToken cancellationToken, TimeProvider? clock = null)
    {
        var rig = await OnAsync(tenant, clock, null, cancellationToken);
        await rig.AccountAsync(nameof(Role.Owner), cancellationToken);
        return rig;
    }

    private static async Task<ServerRig> FillAsync(ITenantHistory history, TimeProvider? clock, CancellationToken cancellationToken)
    {
        var rig = await OnAsync(await TestTenant.SyncedAsync(history, cancellationToken), clock, null, cancellationToken);
        await rig.AccountAsync(nameof(Role.Owner), cancellationToken);
        return rig;
    }

    private static async Task<FilledTenant> KeepAsync()
    {
        var rig = await FillAsync(SmallCompany, clock: null, CancellationToken.None);
        await rig.Server.DisposeAsync();
        return await FilledTenant.KeepAsync(rig.Tenant, () => SmallCompany, CancellationToken.None);
    }

    /// <summary>Starts a demo: a tenant that tells of its changes and can be changed from the app.</summary>
    public static async Task<ServerRig> DemoAsync(CancellationToken cancellationToken, TimeProvider? clock = null)
    {
        var company = SmallCompany;
        var tenant = await TestTenant.SyncedAsync(company, cancellationToken, new() { Permissions = [.. EmulatedTenant.Permissions] });
        var options = new ServerOptions
        {
            DataFolder = tenant.Muster.Folder,
            Urls = "http://127.0.0.1:0",
            PasswordRounds = PasswordRounds,
            Demo = new EmulatedTenant(tenant.Host, company, monthsGone: 0),
            DemoKey = DemoKey,
        };
        return new(tenant, await MusterServer.StartAsync(options, clock ?? TimeProvider.System, cancellationToken))
        {
            _demo = options.Demo,
        };
    }

    /// <summary>Makes an account, <c>owner@example.com</c> for <c>Owner</c>; the first owner ends the set-up.</summary>
    /// <returns>Its mail address.</returns>
    public Task<string> AccountAsync(string role, CancellationToken cancellationToken, bool approver = false, string? mail = null) =>
        AccountAsync(Server, role, cancellationToken, approver, mail);

    /// <summary>Makes an account on a server that runs on its own.</summary>
    internal static Task<string> AccountAsync(
        MusterServer server,
        string role,
        CancellationToken cancellationToken,
        bool approver = false,
        string? mail = null
    ) => AccountAsync(server.Services, server.SetupToken, role, cancellationToken, approver, mail);

    /// <summary>Makes an account where there are these services.</summary>
    internal static async Task<string> AccountAsync(
        IServiceProvider services,
        string? setupToken,
        string role,
        CancellationToken cancellationToken,
        bool approver = false,
        string? mail = null
    )
    {
        await using var scope = services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        mail ??= $"{role.ToLowerInvariant()}{(approver ? ".approver" : "")}@example.com";
        var account = new Account
        {
            Id = Guid.NewGuid(),
            DisplayName = $"Test {role}",
            Email = mail,
            UserName = mail,
            Role = Enum.Parse<Role>(role),
            Approver = approver,
        };
        if (account.Role == Role.Owner && setupToken is { } token)
        {
            var owner = scope.ServiceProvider.GetRequiredService<FirstOwner>();
            var wrong = await owner.CreateAsync(account, Password, token, cancellationToken);
            if (wrong.Count > 0)
                throw new InvalidOperationException(wrong[0].Message);
            return mail;
        }
        var made = await accounts.CreateAsync(account, Password);
        return made.Succeeded
            ? mail
            : throw new InvalidOperationException(string.Join(' ', made.Errors.Select(error => error.Description)));
    }

    /// <summary>Gives somebody new an account in the tenant of the small company.</summary>
    public Task HireAsync(CancellationToken cancellationToken) =>
        (_demo ??= new EmulatedTenant(Tenant.Host, SmallCompany, monthsGone: 0)).ActAsync("hire", cancellationToken);

    /// <summary>Waits until all work that somebody started has ended.</summary>
    public async Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        foreach (var run in Server.Services.GetRequiredService<LiveRuns>().Current)
            for (var state = run.State; state.EndedAt is null; )
                state = await run.AfterAsync(state.Version, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        (_demo as IDisposable)?.Dispose();
        await Tenant.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private static async Task<ServerRig> OnAsync(
        TestTenant tenant,
        TimeProvider? clock,
        Uri? publicUrl,
        CancellationToken cancellationToken,
        EntraSignInOptions? signIn = null,
        bool onPostgres = false,
        TelemetryOptions? telemetry = null
    )
    {
        var database =
            onPostgres || Environment.GetEnvironmentVariable(Variable) is "1"
                ? await ServerDatabase.OfAsync(tenant, cancellationToken)
                : null;
        if (database is null)
        {
            await NewDatabase.PutAsync(tenant.Muster.Folder, cancellationToken);
            await NewAccounts.PutAsync(tenant.Muster.Folder, cancellationToken);
        }
        var options = new ServerOptions
        {
            DataFolder = tenant.Muster.Folder,
            Database = database?.Address,
            PasswordRounds = PasswordRounds,
            Urls = "http://127.0.0.1:0",
            PublicUrl = publicUrl,
            SignIn = signIn,
            TrustedProxies = publicUrl is null ? [] : ["127.0.0.1"],
            Telemetry = telemetry ?? new(),
        };
        return new(tenant, await MusterServer.StartAsync(options, clock ?? TimeProvider.System, cancellationToken))
        {
            _database = database,
        };
    }
}
