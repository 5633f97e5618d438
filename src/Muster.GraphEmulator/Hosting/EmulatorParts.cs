using Muster.GraphEmulator.Batching;
using Muster.GraphEmulator.Browsing;
using Muster.GraphEmulator.ByHand;
using Muster.GraphEmulator.Control;
using Muster.GraphEmulator.Delta;
using Muster.GraphEmulator.Faults;
using Muster.GraphEmulator.Histories;
using Muster.GraphEmulator.Listing;
using Muster.GraphEmulator.Lookups;
using Muster.GraphEmulator.Page;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Requests;
using Muster.GraphEmulator.SignIn;
using Muster.GraphEmulator.Subscriptions;
using Muster.GraphEmulator.Tenants;
using Muster.GraphEmulator.Throttling;
using Muster.GraphEmulator.Writing;

namespace Muster.GraphEmulator.Hosting;

/// <summary>The features of one emulator, put together.</summary>
internal sealed class EmulatorParts : IAsyncDisposable
{
    private readonly AccessTokens _accessTokens;
    private readonly SealedTokens _linkTokens;
    private readonly GraphService _graph;
    private readonly SubscriptionParts _subscriptions;
    private readonly RequestLog _log = new();

    private EmulatorParts(EmulatorOptions options, TenantTimeline timeline, LoopbackCertificate certificate, TimeProvider clock)
    {
        Timeline = timeline;
        Requests = new(_log, clock);
        Certificate = certificate;
        App = AppRegistration.From(options);
        _accessTokens = new(App, options.SigningKey, clock);
        _linkTokens = new(App.TenantId, App.ClientSecret);
        var quirks = options.Quirks;
        var delta = new DeltaService(options, _linkTokens, clock);
        var lists = new ListWriter(options, _linkTokens, clock);
        var related = new RelatedLists(lists, App.TenantId);
        var router = new GraphRouter(timeline, delta, new(lists, new SortedLists(), quirks.Listing), related, App, quirks.Listing);
        _subscriptions = new(options.Notifications, () => options.Quirks.Notifications, _ => App, App.TenantId, timeline, clock);
        _graph = new(
            options,
            _subscriptions.Service,
            new(timeline, quirks.Service),
            new(timeline, related, lists, quirks.Listing),
            router,
            new ResourceBudget(App, clock, quirks.Service.RetryAfter),
            new ServiceEffects(quirks, timeline, clock),
            timeline,
            clock
        );
        var tokenEndpoint = new TokenEndpoint(options, App, _accessTokens, clock);
        var faults = new FaultRules();
        FrontDoor = new(
            options,
            new GraphEndpoint(_accessTokens, _graph, new BatchService(_graph, clock), clock),
            new SignInService(App, tokenEndpoint, new DiscoveryDocuments(App, _accessTokens)),
            new ControlEndpoint(timeline, () => State, new FaultsControl(faults, delta), _subscriptions.Control, PageControl(options.Seed)),
            faults,
            clock
        );
    }

    public AppRegistration App { get; }

    public TenantTimeline Timeline { get; }

    public LoopbackCertificate Certificate { get; }

    public FrontDoor FrontDoor { get; }

    /// <summary>Writes down what comes in.</summary>
    public RequestNotes Requests { get; }

    public EmulatorState State =>
        Timeline.Read(tenant => new EmulatorState(
            tenant.Seq,
            tenant.At,
            Timeline.LastSeq,
            tenant.AliveUsers,
            tenant.AliveGroups,
            tenant.Memberships,
            tenant.Ownerships,
            _graph.Requests,
            _graph.ResourceUnitsSpent
        ));

    private PageControl PageControl(int seed) =>
        new(Connection, new TenantBrowser(Timeline), new HandChanges(Timeline, new GraphWriter(new WriteRouter(Timeline)), seed), _log);

    private ConnectionFacts Connection(string address) =>
        new(Timeline.DisplayName, address + GraphEndpoint.Version, address, App.TenantId, App.ClientId, App.ClientSecret, Certificate.Path);

    public static EmulatorParts Create(
        EmulatorOptions options,
        ITenantHistory history,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var timeline = new TenantTimeline(
            history,
            options.StartAt,
            cancellationToken,
            options.Quirks.Deletion,
            clock,
            edits => OwnServicePrincipal.Add(edits, AppRegistration.From(options))
        );
        try
        {
            return new(options, timeline, LoopbackCertificate.Create(options.CertificateFolder, clock.GetUtcNow()), clock);
        }
        catch
        {
            timeline.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _subscriptions.DisposeAsync();
        Timeline.Dispose();
        Certificate.Dispose();
        _accessTokens.Dispose();
        _linkTokens.Dispose();
    }
}
