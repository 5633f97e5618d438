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
    private readonly TimeProvider _clock;
    private readonly AccessTokens _accessTokens;
    private readonly SealedTokens _linkTokens;
    private readonly AppRegistrations _apps;
    private readonly TokenLives _tokenLives;
    private readonly ResourceBudget _budget;
    private readonly RequestTally _tally = new();
    private readonly LinkGeneration _links = new();
    private readonly FaultRules _faults = new();
    private readonly Lock _changing = new();
    private EmulatorOptions _options;
    private volatile Services _services;
    private readonly SubscriptionParts _subscriptions;
    private readonly RequestLog _log = new();

    private EmulatorParts(
        EmulatorOptions options,
        AppRegistrations apps,
        TenantTimeline timeline,
        LoopbackCertificate certificate,
        TimeProvider clock
    )
    {
        (_options, _apps, _clock, Timeline, Certificate) = (options, apps, clock, timeline, certificate);
        Requests = new(_log, clock);
        _accessTokens = new(options.SigningKey, clock);
        _linkTokens = new(App.TenantId, App.ClientSecret);
        _tokenLives = new(options);
        _budget = new(App.TenantId, clock);
        if (options.FaultRules is { } rules)
            _faults.Add(FaultOrder.Parse(rules).Rules ?? []);
        _subscriptions = new(options.Notifications, () => _options.Quirks.Notifications, apps.Find, App.TenantId, timeline, clock);
        _services = Assemble();
        var faults = new FaultsControl(_faults, _links, Outage);
        var quirks = new QuirksControl(() => _options.Quirks, Change);
        var control = new ControlEndpoint(
            timeline,
            () => State,
            faults,
            quirks,
            new AppControl(apps),
            _subscriptions.Control,
            PageControl(options.Seed)
        );
        FrontDoor = new(() => _services, control, _faults, new Latency(options), clock);
    }

    /// <summary>The app that the options are about, as it was registered at the start.</summary>
    public AppRegistration App => _apps.Main;

    public TenantTimeline Timeline { get; }

    public LoopbackCertificate Certificate { get; }

    public FrontDoor FrontDoor { get; }

    /// <summary>Writes down what comes in.</summary>
    public RequestNotes Requests { get; }

    public Outage Outage { get; } = new();

    public EmulatorState State =>
        Timeline.Read(tenant => new EmulatorState(
            tenant.Seq,
            tenant.At,
            Timeline.LastSeq,
            tenant.AliveUsers,
            tenant.AliveGroups,
            tenant.Memberships,
            tenant.Ownerships,
            _tally.Requests,
            _tally.ResourceUnits
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
        var apps = new AppRegistrations(options);
        var timeline = new TenantTimeline(
            history,
            options.StartAt,
            cancellationToken,
            options.Quirks.Deletion,
            clock,
            edits =>
            {
                foreach (var app in apps.All)
                    OwnServicePrincipal.Add(edits, app);
            }
        );
        try
        {
            return new(options, apps, timeline, LoopbackCertificate.Create(options.CertificateFolder, clock.GetUtcNow()), clock);
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

    /// <summary>Everything that behaves as the quirks say; what an emulator remembers is kept outside of it.</summary>
    private Services Assemble()
    {
        var options = _options;
        var delta = new DeltaService(options, _linkTokens, _clock, _links);
        var lists = new ListWriter(options, _linkTokens, _clock);
        var related = new RelatedLists(lists, App.TenantId);
        var quirks = options.Quirks;
        var router = new GraphRouter(Timeline, delta, new(lists, new SortedLists(), quirks.Listing), related, App, quirks.Listing);
        var graph = new GraphService(
            options,
            _subscriptions.Service,
            new(Timeline, quirks.Service),
            new(Timeline, related, lists, quirks.Listing),
            router,
            _budget,
            new ServiceEffects(quirks, Timeline, _clock),
            _tally,
            Timeline,
            _clock
        );
        var batches = new BatchService(graph, _faults, options.Batches, _clock);
        var names = new TenantNames(options, App.TenantId, Timeline);
        var assertions = new ClientAssertions(_clock);
        var tokenEndpoint = new TokenEndpoint(_apps, names, _accessTokens, _tokenLives, assertions, quirks.Service, _clock);
        return new(
            new GraphEndpoint(_accessTokens, graph, batches, _clock),
            new SignInService(App.TenantId, names, tokenEndpoint, new DiscoveryDocuments(App.TenantId, _accessTokens), _clock),
            new ConsentPage(_apps, names, App.TenantId)
        );
    }

    /// <summary>Puts other quirks in force. A stream that told deletions in one way cannot go on in another, so that its links end then.</summary>
    private void Change(QuirkSet quirks)
    {
        lock (_changing)
        {
            var before = _options.Quirks.Deletion;
            _options = _options with { Quirks = quirks };
            if (quirks.Deletion != before)
            {
                Timeline.TellDeletions(quirks.Deletion);
                _links.Expire();
            }
            _services = Assemble();
        }
    }
}
