using System.Text;
using System.Web;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Entra.Tests.Scripted;

namespace Muster.Entra.Tests;

public sealed class SignInTests
{
    [Fact]
    public async Task A_secret_is_sent_to_the_token_endpoint_of_the_tenant_and_nowhere_else()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(reading.Graph.Page("", delta: "users/delta?a"));

        await reading.UsersAsync(new MirrorRecorder());

        var request = reading.Graph.TokenRequests.Single();
        var form = HttpUtility.ParseQueryString(request.Body);
        Assert.Equal("/11111111-1111-1111-1111-111111111111/oauth2/v2.0/token", request.Target);
        Assert.Equal("client_credentials", form["grant_type"]);
        Assert.Equal("s3cret-value", form["client_secret"]);
        Assert.Contains($"{reading.Graph.Address.GetLeftPart(UriPartial.Authority)}/.default", form["scope"], StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret-value", reading.Graph.Requests.Single().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_signs_an_assertion()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        using var certificate = TestCertificate.Client(TimeSpan.FromDays(-1), TimeSpan.FromDays(1));
        reading.Graph.Say(reading.Graph.Page("", delta: "users/delta?a"));
        await using var source = reading.Open(
            reading.Connection with
            {
                Credential = CredentialKind.Certificate,
            },
            new Credential(CredentialKind.Certificate, TestCertificate.Pem(certificate))
        );

        await source.ReadAsync(DirectoryStream.Users, new MirrorRecorder(), null, CancellationToken.None);

        var form = HttpUtility.ParseQueryString(reading.Graph.TokenRequests.Single().Body);
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", form["client_assertion_type"]);
        Assert.Equal(3, form["client_assertion"]!.Split('.').Length);
    }

    [Fact]
    public async Task An_expired_certificate_is_found_before_any_request()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        using var certificate = TestCertificate.Client(TimeSpan.FromDays(-10), TimeSpan.FromDays(-2));

        var failure = Assert.Throws<DirectoryReadException>(() =>
            new EntraDirectorySourceFactory(reading.Clock).Create(
                reading.Connection,
                new Credential(CredentialKind.Certificate, TestCertificate.Pem(certificate))
            )
        );

        Assert.Equal(DirectoryFault.SignInRefused, failure.Fault);
        Assert.Contains($"expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}", failure.Message, StringComparison.Ordinal);
        Assert.Empty(reading.Graph.TokenRequests);
    }

    [Fact]
    public async Task A_certificate_that_expires_during_a_run_is_named()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        using var certificate = TestCertificate.Client(TimeSpan.FromDays(-1), TimeSpan.FromDays(1));
        await using var source = reading.Open(credential: new Credential(CredentialKind.Certificate, TestCertificate.Pem(certificate)));
        reading.Clock.Advance(TimeSpan.FromDays(2));

        var failure = await Assert.ThrowsAsync<DirectoryReadException>(() =>
            source.ReadAsync(DirectoryStream.Users, new MirrorRecorder(), null, CancellationToken.None)
        );

        Assert.Contains("expired on", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    public async Task A_certificate_that_cannot_be_read_is_named(string pem)
    {
        await using var reading = await Scripted.Reading.StartAsync();

        var failure = Assert.Throws<DirectoryReadException>(() =>
            reading.Open(credential: new Credential(CredentialKind.Certificate, pem))
        );

        Assert.Equal(DirectoryFault.SignInRefused, failure.Fault);
    }

    [Theory]
    [InlineData("http://graph.microsoft.com/v1.0", "https://login.microsoftonline.com")]
    [InlineData("https://graph.microsoft.com/v1.0", "http://login.microsoftonline.com")]
    [InlineData("https://graph.microsoft.com/v1.0?x=y", "https://login.microsoftonline.com")]
    public async Task Nothing_is_ever_sent_in_the_clear(string graph, string authority)
    {
        await using var reading = await Scripted.Reading.StartAsync();

        Assert.Throws<DirectoryReadException>(() =>
            reading.Open(reading.Connection with { GraphUrl = new Uri(graph), Authority = new Uri(authority) })
        );
    }

    [Theory]
    [InlineData(7000215, 401, "the secret's value, not its id")]
    [InlineData(7000222, 401, "expired")]
    [InlineData(700016, 400, "not known in tenant 11111111-1111-1111-1111-111111111111")]
    [InlineData(90002, 400, "not found")]
    [InlineData(700027, 401, "not registered")]
    [InlineData(7000112, 400, "disabled")]
    [InlineData(530032, 400, "Conditional Access")]
    [InlineData(123456, 400, "AADSTS123456")]
    public async Task A_refused_sign_in_says_what_to_do(int code, int status, string says)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.TokenAnswers.Enqueue(TokenError(code, status));

        var failure = await reading.FailAsync();

        Assert.Equal(DirectoryFault.SignInRefused, failure.Fault);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
        Assert.Contains($"AADSTS{code}", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret-value", failure.ToString(), StringComparison.Ordinal);
        Assert.Empty(reading.Graph.Requests);
        Assert.Single(reading.Graph.TokenRequests);
    }

    [Theory]
    [InlineData(90055)]
    [InlineData(90033)]
    public async Task A_passing_fault_of_the_sign_in_is_waited_out(int code)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.TokenAnswers.Enqueue(TokenError(code, 400));
        reading.Graph.Say(reading.Graph.Page("", delta: "users/delta?a"));
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.NotNull(session.Completed);
        Assert.Single(reading.Clock.Waits);
        Assert.Equal(0, reading.Source.Spending.Retries);
    }

    [Fact]
    public async Task A_login_host_that_goes_on_failing_is_given_up()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        for (var i = 0; i < 20; i++)
            reading.Graph.TokenAnswers.Enqueue(new ScriptedAnswer(503, "busy"u8.ToArray(), "text/plain"));

        var failure = await reading.FailAsync();

        Assert.Equal(DirectoryFault.Unavailable, failure.Fault);
        Assert.Contains("503", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>Sign in to the hotel network</html>", "text/html", 200)]
    [InlineData("{}", "application/json", 200)]
    [InlineData("<html>not here</html>", "text/html", 404)]
    public async Task Something_that_is_no_login_host_is_named(string body, string type, int status)
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.TokenAnswers.Enqueue(new ScriptedAnswer(status, Encoding.UTF8.GetBytes(body), type));

        var failure = await reading.FailAsync();

        Assert.Equal(DirectoryFault.UnexpectedAnswer, failure.Fault);
        Assert.Contains("--authority", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_used_until_shortly_before_it_runs_out()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Otherwise = _ => reading.Graph.Page("", delta: "users/delta?a");

        await reading.UsersAsync(new MirrorRecorder());
        reading.Clock.Advance(TimeSpan.FromMinutes(50));
        await reading.UsersAsync(new MirrorRecorder());
        Assert.Single(reading.Graph.TokenRequests);

        reading.Clock.Advance(TimeSpan.FromMinutes(6));
        await reading.UsersAsync(new MirrorRecorder());
        // The library dates tokens by the machine's clock, so that under this one each fresh token is old again at once.
        Assert.True(reading.Graph.TokenRequests.Count > 1);
    }

    [Fact]
    public async Task A_refused_token_is_replaced_once()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Say(
            ScriptedAnswer.Error(401, "InvalidAuthenticationToken"),
            reading.Graph.Page(Rows.User(1), delta: "users/delta?a")
        );
        var session = new MirrorRecorder();

        await reading.UsersAsync(session);

        Assert.Single(session.Users);
        Assert.Equal(2, reading.Graph.Requests.Select(request => request.Bearer).Distinct().Count());
        Assert.Empty(reading.Clock.Waits);
    }

    [Fact]
    public async Task A_fresh_token_that_is_refused_as_well_is_final()
    {
        await using var reading = await Scripted.Reading.StartAsync();
        reading.Graph.Otherwise = _ =>
            ScriptedAnswer.Error(401, "InvalidAuthenticationToken", "Access token validation failure. Invalid audience.");

        var failure = await reading.FailAsync();

        Assert.Equal(DirectoryFault.SignInRefused, failure.Fault);
        Assert.Contains("Invalid audience", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, reading.Graph.Requests.Count);
    }

    private static ScriptedAnswer TokenError(int code, int status) =>
        ScriptedAnswer.Json(
            $$"""{"error":"invalid_client","error_description":"AADSTS{{code}}: Text.\r\nTrace ID: x","error_codes":[{{code}}],"trace_id":"x"}""",
            status
        );
}
