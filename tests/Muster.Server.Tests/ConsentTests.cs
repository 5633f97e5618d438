using System.Web;
using Muster.Server.Access;
using Muster.Server.Connections.Consent;
using Muster.Testing;

namespace Muster.Server.Tests;

/// <summary>Asking an administrator for consent: an answer counts once, in time, in the session that asked, and for what it asked.</summary>
public sealed class ConsentTests : IAsyncLifetime
{
    private const string Client = "11111111-2222-4333-8444-555555555555";
    private const string Tenant = "6e7b768e-07e2-4810-8459-485f84f8f204";
    private static readonly Uri Home = new("https://muster.example.com/");
    private static readonly ConsentOrder Order = new(
        Tenant,
        Client,
        new("https://login.microsoftonline.com/"),
        new("https://graph.microsoft.com/v1.0"),
        "/connections/new?step=credential"
    );

    private readonly SteppedClock _clock = new(TimeProvider.System.GetUtcNow());
    private ThrowawayDatabase _database = null!;
    private ConsentDesk _desk = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await ThrowawayDatabase.OpenAsync(_clock, Tests.Token);
        _desk = new(_database.Muster.Audit, _clock);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public void The_page_is_the_one_of_the_cloud_with_everything_in_the_app_registration()
    {
        var page = _desk.Begin(Guid.NewGuid(), Order, Home);
        Assert.StartsWith($"https://login.microsoftonline.com/{Tenant}/v2.0/adminconsent?", page.AbsoluteUri, StringComparison.Ordinal);
        var query = HttpUtility.ParseQueryString(page.Query);
        Assert.Equal(Client, query["client_id"]);
        Assert.Equal("https://graph.microsoft.com/.default", query["scope"]);
        Assert.Equal("https://muster.example.com/consent", query["redirect_uri"]);
        Assert.True(query["state"]!.Length > 40);
        var china = Order with
        {
            Authority = new("https://login.chinacloudapi.cn/"),
            Graph = new("https://microsoftgraph.chinacloudapi.cn/v1.0"),
        };
        Assert.Contains(
            "https%3A%2F%2Fmicrosoftgraph.chinacloudapi.cn%2F.default",
            _desk.Begin(Guid.NewGuid(), china, Home).Query,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_answer_counts_once()
    {
        var caller = Somebody();
        var state = Begin(caller);
        Assert.Equal(Order.ReturnTo, await AnswerAsync(caller, state));
        Assert.Equal(ConsentResult.Granted, _desk.Of(caller.Session!.Value, Tenant, Client)!.Result);
        Assert.Null(await AnswerAsync(caller, state, error: "consent_required"));
        Assert.Equal(ConsentResult.Granted, _desk.Of(caller.Session!.Value, Tenant, Client)!.Result);
    }

    [Fact]
    public async Task A_made_up_answer_or_one_of_another_session_counts_nothing_and_uses_nothing_up()
    {
        var (caller, other) = (Somebody(), Somebody());
        var state = Begin(caller);
        Assert.Null(await AnswerAsync(caller, "made-up"));
        Assert.Null(await AnswerAsync(caller, null));
        Assert.Null(await AnswerAsync(other, state));
        Begin(other);
        Assert.Null(await AnswerAsync(other, state));
        Assert.Null(await AnswerAsync(caller with { Session = null }, state));
        Assert.Null(_desk.Of(caller.Session!.Value, Tenant, Client));
        Assert.Equal(Order.ReturnTo, await AnswerAsync(caller, state));
    }

    [Fact]
    public async Task An_answer_that_comes_after_a_quarter_of_an_hour_or_to_an_earlier_question_counts_nothing()
    {
        var caller = Somebody();
        var first = Begin(caller);
        var second = Begin(caller);
        Assert.Null(await AnswerAsync(caller, first));
        _clock.Step(ConsentDesk.Lasts + TimeSpan.FromSeconds(1));
        Assert.Null(await AnswerAsync(caller, second));
        Assert.Null(_desk.Of(caller.Session!.Value, Tenant, Client));
    }

    [Fact]
    public async Task A_refusal_is_kept_with_what_the_login_host_said_made_harmless()
    {
        var caller = Somebody();
        var words = "AADSTS65004: <b>no</b>\u202e " + new string('x', 1000) + "\r\nTrace ID: 1";
        await AnswerAsync(caller, Begin(caller), error: "consent_required", description: words);
        var outcome = _desk.Of(caller.Session!.Value, Tenant, Client)!;
        Assert.Equal(ConsentResult.Refused, outcome.Result);
        Assert.StartsWith("consent_required: AADSTS65004: <b>no</b>\ufffd", outcome.Detail, StringComparison.Ordinal);
        Assert.True(outcome.Detail.Length <= 301);
        Assert.DoesNotContain("Trace", outcome.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("99999999-0000-4000-8000-000000000009", "True", ConsentResult.OtherTenant)]
    [InlineData(Tenant, null, ConsentResult.Unreadable)]
    [InlineData("not a tenant", "True", ConsentResult.Unreadable)]
    [InlineData("6E7B768E-07E2-4810-8459-485F84F8F204", "true", ConsentResult.Granted)]
    public async Task Consent_is_believed_only_for_the_tenant_that_was_asked(string tenant, string? consent, object expected)
    {
        var caller = Somebody();
        await _desk.ReturnAsync(caller, new(Begin(caller), tenant, consent, null, null), Tests.Token);
        Assert.Equal(expected, _desk.Of(caller.Session!.Value, Tenant, Client)!.Result);
    }

    [Fact]
    public async Task What_was_consented_for_one_application_is_not_shown_for_another()
    {
        var caller = Somebody();
        await AnswerAsync(caller, Begin(caller));
        Assert.Null(_desk.Of(caller.Session!.Value, Tenant, Guid.NewGuid().ToString()));
        Assert.Null(_desk.Of(caller.Session!.Value, Guid.NewGuid().ToString(), Client));
        Assert.Null(_desk.Of(Guid.NewGuid(), Tenant, Client));
    }

    private static Caller Somebody() =>
        new(Guid.NewGuid(), "Ada", Role.Administrator, false, TimeProvider.System.GetUtcNow(), Guid.NewGuid());

    private string Begin(Caller caller) => HttpUtility.ParseQueryString(_desk.Begin(caller.Session!.Value, Order, Home).Query)["state"]!;

    private Task<string?> AnswerAsync(Caller caller, string? state, string? error = null, string? description = null) =>
        _desk.ReturnAsync(caller, new(state, Tenant, "True", error, description), Tests.Token);
}
