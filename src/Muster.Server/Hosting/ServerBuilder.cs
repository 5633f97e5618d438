using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Muster.Engine.Workspaces;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Accounts.Emergency;
using Muster.Server.Api;
using Muster.Server.Api.Protocol;
using Muster.Server.App;
using Muster.Server.Auditing;
using Muster.Server.Nodes;
using Muster.Server.Notifications;
using Muster.Server.Runs;
using Muster.Server.Scheduling;
using Muster.Server.Ui;
using Muster.Storage.Connections;

namespace Muster.Server.Hosting;

/// <summary>The one place where the server is put together.</summary>
internal static class ServerBuilder
{
    /// <summary>Puts together what serves a workspace.</summary>
    /// <param name="options">How it is served.</param>
    /// <param name="muster">What it works with.</param>
    /// <param name="node">The process that serves it.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="listener">Hands it the requests that are for it; null where it listens itself.</param>
    public static WebApplication Build(
        ServerOptions options,
        MusterInstance muster,
        ServingNode node,
        TimeProvider clock,
        IServer? listener = null
    )
    {
        var builder = Begin(options);
        // A service that outlives a page must not keep the page's texts, which are in its reader's language, nor its access.
        builder.Host.UseDefaultServiceProvider(provider => provider.ValidateScopes = true);
        var services = builder.Services;
        if (listener is null)
            Listen(builder.WebHost, options, clock);
        else
            services.AddSingleton(listener);
        // Whoever started the process decides when all of it stops, and lets it drain before.
        services.AddSingleton<IHostLifetime, StoppedFromOutside>();
        Log(builder.Logging, options, clock, listener is null ? null : options.Workspace);
        services.AddSingleton(node).AddSingleton(new Readiness(node, muster.Database));
        services.AddSingleton(options).AddSingleton(muster).AddSingleton(clock).AddSingleton(muster.Database.Audit);
        services.AddScoped<CircuitHandler, CircuitOrigin>().AddScoped<CircuitHandler, CircuitLanguage>();
        services.AddScoped(_ => Texts.OfReader()).AddSingleton<ReaderForms>().AddScoped<Watching.Minutes>().AddSingleton<Assets>();
        services.AddSingleton(provider => new LiveRuns(
            clock,
            provider.GetRequiredService<ILogger<LiveRuns>>(),
            muster.Database.IsOnServer ? LiveRuns.BesideOthers(clock) : 0
        ));
        // Stopped after the work, whose end it tells.
        services.AddSingleton<WorkExchange>().AddHostedService(provider => provider.GetRequiredService<WorkExchange>());
        services
            .AddSingleton<Connections.ConnectionDrafts>()
            .AddSingleton<TypedDrafts>()
            .AddSingleton<Exporting.ExportDesk>()
            .AddSingleton<Groups.KnownDirectories>()
            .AddSingleton<Explaining.KnownExplanations>()
            .AddSingleton<Connections.Consent.ConsentDesk>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveRuns>());
        services.AddSingleton(options.Places).AddPlansAndRuns();
        services.AddTransient<Problems.ProblemThings>();
        services.AddSchedules().AddScoped<ScheduleDesk>().AddScoped<Connections.ConnectionBulk>();
        services.AddSingleton<FirstRun.ServerFacts>().AddSingleton<FirstRun.ServerChecks>();
        services.AddSingleton<Diagnosing.Surgery>();
        services.AddSingleton<Auditing.AnchorKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<Auditing.AnchorKeeper>());
        services.AddHostedService(provider => provider.GetRequiredService<EmergencyProblem>());
        services.AddSingleton(options.Notifications).AddSingleton<PublicAddress>();
        services.AddSingleton<NotificationDesk>().AddSingleton<NotificationSwitch>();
        services.AddHostedService(provider => provider.GetRequiredService<NotificationDesk>());
        AddAccounts(services, options, muster);
        services.AddApi();
        Telemetry.TelemetrySetup.Add(builder, options.Telemetry);
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
        var web = builder.Build();
        Use(web, options);
        web.Lifetime.ApplicationStopping.Register(web.Services.GetRequiredService<LiveRuns>().BeginToStop);
        return web;
    }

    /// <summary>Begins to put a host together. It reads no file of settings: each would be watched, and a machine lets nobody watch more than some hundred.</summary>
    public static WebApplicationBuilder Begin(ServerOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = options.DataFolder, EnvironmentName = "Production" }
        );
        var sources = ((IConfigurationBuilder)builder.Configuration).Sources;
        foreach (var file in sources.OfType<FileConfigurationSource>().ToList())
        {
            sources.Remove(file);
            // Else it watches on, for nobody.
            (file.FileProvider as IDisposable)?.Dispose();
        }
        return builder;
    }

    /// <summary>Where logs go.</summary>
    /// <param name="logging">The logging of a host.</param>
    /// <param name="options">How the server is started.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="workspace">Name of the workspace that each line is about; null where there is only one, and for what is about none.</param>
    public static void Log(ILoggingBuilder logging, ServerOptions options, TimeProvider clock, string? workspace)
    {
        logging.ClearProviders().AddFilter("Quartz", LogLevel.Warning);
        if (options.Log is { } log)
            logging.AddProvider(new JsonLines(log, clock, workspace));
    }

    /// <summary>Has a host listen at the addresses of the options.</summary>
    public static void Listen(ConfigureWebHostBuilder host, ServerOptions options, TimeProvider clock)
    {
        host.UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = 8 * 1024 * 1024;
            });
        if (options.Demo is null)
        {
            host.UseUrls(options.Urls.Split(';'));
            return;
        }
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, new Uri(options.Urls).Port);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(LoopbackCertificate.Make(clock.GetUtcNow())));
        });
    }

    private static void AddAccounts(IServiceCollection services, ServerOptions options, MusterInstance muster)
    {
        services
            .AddSingleton<AccountChanges>()
            .AddAccountsContext(
                options.DataFolder,
                muster.Database,
                interceptors: provider => provider.GetRequiredService<AccountChanges>()
            );
        services
            .AddDataProtection()
            // What one workspace's server encrypted, such as a cookie, no other's takes for its own.
            .SetApplicationName(muster.Database.Workspace == Workspace.First ? "Muster" : $"Muster {muster.Database.Workspace}")
            .KeepWrapped(Path.Combine(Path.GetFullPath(options.DataFolder), "keys", "web"), muster.Database);
        services.AddScoped<IUserValidator<Account>, AccountValidator>();
        services
            .AddIdentityCore<Account>(identity =>
            {
                identity.User.RequireUniqueEmail = true;
                // Length is what counts (NIST SP 800-63B 5.1.1); rules about kinds of characters only make people write passwords down.
                identity.Password = new()
                {
                    RequiredLength = 12,
                    RequireDigit = false,
                    RequireLowercase = false,
                    RequireUppercase = false,
                    RequireNonAlphanumeric = false,
                    RequiredUniqueChars = 5,
                };
                identity.Lockout = new()
                {
                    // Guesses from many addresses together; one address is bounded by AccountThrottle (docs/security.md has the arithmetic).
                    MaxFailedAccessAttempts = 50,
                    DefaultLockoutTimeSpan = TimeSpan.FromHours(1),
                    AllowedForNewUsers = true,
                };
            })
            .AddEntityFrameworkStores<AccountsContext>()
            .AddSignInManager()
            .AddDefaultTokenProviders();
        if (options.PasswordRounds is { } rounds)
            services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = rounds);
        services.AddSingleton<FirstOwner>().AddSingleton<SessionTickets>().AddSingleton<Callers>().AddSingleton<Watchers>();
        services.AddSingleton<Drifting.SeenDrift>();
        services.AddSingleton<Ownership>().AddSingleton<ReachOfPeople>().AddSingleton<ReachFinder>().AddSingleton<RequestAccess>();
        services.AddSingleton<GrantDesk>().AddSingleton<OwnerRequests>().AddSingleton<RequestTaking>().AddSingleton<Owning.OwnGroups>();
        services
            .AddSingleton<AccountDesk>()
            .AddSingleton<AccountSaving>()
            .AddSingleton<SessionDesk>()
            .AddSingleton<TokenDesk>()
            .AddSingleton<FailureLog>()
            .AddSingleton<TokenRefusals>()
            .AddSingleton<KeptTexts>()
            .AddSingleton<Assignments>();
        services
            .AddSingleton<EmergencyAccess>()
            .AddSingleton<EmergencyDoor>()
            .AddSingleton<EmergencyProblem>()
            .AddSingleton<SignIn.Entra.EntraReach>()
            .AddScoped<SignIn.Emergency.EmergencySignIn>()
            .AddSingleton<EntraDesk>()
            .AddSingleton<SignIn.Entra.EntraRefusals>()
            .AddScoped<SessionStart>();
        services
            .AddSingleton<SignIn.AddressThrottle>()
            .AddSingleton<SignIn.AccountThrottle>()
            .AddSingleton<SignIn.KnownDevice>()
            .AddSingleton<OpenDoors>()
            .AddSingleton<SignIn.Passkeys.PasskeyStates>()
            .AddSingleton<OwnPasskeys>()
            .AddScoped<SignIn.Passkeys.PasskeySignIn>();
        services.Configure<IdentityPasskeyOptions>(passkeys =>
        {
            passkeys.ServerDomain = options.PublicUrl?.IdnHost;
            passkeys.UserVerificationRequirement = "required";
            // Kept on the device, so that it is found without a name being typed.
            passkeys.ResidentKeyRequirement = "required";
        });
        services.AddSingleton<OwnAccount>().AddScoped<SecondFactor>().AddScoped<OneTimePassword>();
        services
            .AddScoped<SignIn.AccountGuard>()
            .AddScoped<SignIn.PasswordCheck>()
            .AddScoped<SignIn.SignInRecord>()
            .AddScoped<SignIn.PasswordSignIn>()
            .AddScoped<CircuitAccess>()
            .AddScoped<AuthenticationStateProvider, CircuitSessions>();
        services.AddSingleton<IAuthorizationHandler, RightHandler>();
        services.AddAuthorization(authorization =>
            authorization.FallbackPolicy = new AuthorizationPolicyBuilder().AddRequirements(new RightRequirement(Right.Read)).Build()
        );
        var isSecure = ServerUrls.IsSecure(options);
        var authentication = services.AddAuthentication(IdentityConstants.ApplicationScheme);
        authentication.AddIdentityCookies(cookies =>
            cookies.ApplicationCookie!.Configure<SessionTickets>((cookie, tickets) => Shape(cookie, tickets, isSecure))
        );
        if (options.SignIn is { } entra)
            SignIn.Entra.EntraScheme.Add(authentication, entra, isSecure);
        services.AddAntiforgery(forgery =>
        {
            forgery.Cookie.Name = isSecure ? "__Host-muster-form" : "muster-form";
            forgery.Cookie.SecurePolicy = isSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            forgery.Cookie.SameSite = SameSiteMode.Strict;
        });
        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders =
                options.TrustedProxies.Count == 0
                    ? ForwardedHeaders.None
                    : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            // By default every process of this machine is believed; here those that are named, and nobody else.
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var proxy in options.TrustedProxies)
                forwarded.KnownProxies.Add(System.Net.IPAddress.Parse(proxy));
        });
    }

    private static void Shape(CookieAuthenticationOptions cookie, SessionTickets tickets, bool isSecure)
    {
        cookie.SessionStore = tickets;
        cookie.Cookie.Name = isSecure ? "__Host-muster" : "muster";
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = isSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        cookie.Cookie.Path = "/";
        cookie.ExpireTimeSpan = SessionTickets.Longest;
        cookie.SlidingExpiration = false;
        cookie.LoginPath = "/sign-in";
        cookie.AccessDeniedPath = "/no-permission";
        cookie.ReturnUrlParameter = "to";
        // Sessions are kept and ended on the server. Identity's own check every half hour would make the principal anew, without its session.
        cookie.Events.OnValidatePrincipal = static _ => Task.CompletedTask;
    }

    private static void Use(WebApplication web, ServerOptions options)
    {
        if (options.TrustedProxies.Count > 0)
            web.UseForwardedHeaders();
        RequestOrigin.Use(web);
        web.UseSecurityHeaders();
        web.UseExceptionHandler("/error", createScopeForErrors: true);
        web.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        web.UseRequestLocalization(localization =>
        {
            localization.SupportedUICultures = [CultureInfo.InvariantCulture, new CultureInfo(Texts.Pseudo)];
            localization.SupportedCultures = [CultureInfo.InvariantCulture];
            localization.SetDefaultCulture("");
        });
        var doors = web.Services.GetRequiredService<OpenDoors>();
        doors.UseByAddress(web);
        web.UseAuthentication();
        RequestOrigin.UseCaller(web);
        web.UseApi();
        ReaderForms.Use(web, web.Services.GetRequiredService<ReaderForms>());
        web.UseAuthorization();
        doors.UseByPerson(web);
        web.UseAntiforgery();
        web.Services.GetRequiredService<Assets>().Map(web);
        HealthEndpoints.Map(web);
        web.Services.GetRequiredService<NotificationDesk>().Map(web);
        SignIn.SignOutEndpoint.Map(web);
        SessionActivity.Map(web);
        SignIn.Entra.EntraEndpoints.Map(web, options);
        SignIn.Passkeys.PasskeyEndpoints.Map(web);
        LiveEndpoint.Map(web);
        Exporting.ExportEndpoints.Map(web);
        Exporting.WorkExports.Map(web);
        Exporting.GroupExports.Map(web);
        Exporting.InForceExports.Map(web);
        Exporting.PreviewExports.Map(web);
        web.MapApi(options.Telemetry);
        AuditExport.Map(web);
        Demo.DemoDoor.Map(web, options);
        web.MapRazorComponents<AppRoot>()
            .AddInteractiveServerRenderMode(mode => mode.ContentSecurityFrameAncestorsPolicy = null)
            // Each page names its own right; what is left is the connection of an open page, which anybody who is signed in may have.
            .WithMetadata(new NeedsRightAttribute(Right.SignedIn));
    }
}
