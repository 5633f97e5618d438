using System.Text.Json.Nodes;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.SignIn;

public sealed class CertificateTests : IDisposable
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static readonly TestHistory Company = new TestHistory().User(1, "Ada");
    private readonly Signer _signer = new();

    public void Dispose() => _signer.Dispose();

    private Task<TestEmulator> StartAsync(Signer? registered = null) =>
        TestEmulator.StartAsync(Company, new() { AppCertificates = [(registered ?? _signer).Pem] });

    private static JsonObject Claims(TestEmulator emulator) =>
        Signer.Claims(
            emulator.TokenUrl(emulator.Host.TenantId).ToString(),
            emulator.Host.ClientId,
            emulator.Host.ClientId,
            emulator.Clock.GetUtcNow()
        );

    private static Task<HttpResponseMessage> ShowAsync(TestEmulator emulator, string assertion) =>
        emulator.SignInAsync(("client_secret", null), ("client_assertion_type", AssertionType), ("client_assertion", assertion));

    private static async Task<(int Status, int Code)> RefusalAsync(TestEmulator emulator, string assertion)
    {
        using var response = await ShowAsync(emulator, assertion);
        return ((int)response.StatusCode, (await TestEmulator.Read(response))["error_codes"]![0]!.GetValue<int>());
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public async Task A_registered_certificate_signs_in_by_either_algorithm(string algorithm)
    {
        await using var emulator = await StartAsync();

        using var response = await ShowAsync(emulator, _signer.Sign(_signer.Header(algorithm), Claims(emulator)));

        var answer = await TestEmulator.Read(response);
        Assert.True(response.IsSuccessStatusCode, answer.ToJsonString());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{emulator.Host.GraphUrl}/users");
        request.Headers.Authorization = new("Bearer", answer.Text("access_token"));
        using var users = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)users.StatusCode);
    }

    [Fact]
    public async Task Another_certificate_is_not_accepted_even_when_it_claims_to_be_the_registered_one()
    {
        await using var emulator = await StartAsync();
        using var stranger = new Signer();

        Assert.Equal((401, 700027), await RefusalAsync(emulator, stranger.Sign(stranger.Header("PS256"), Claims(emulator))));
        Assert.Equal((401, 700027), await RefusalAsync(emulator, stranger.Sign(_signer.Header("PS256"), Claims(emulator))));
        Assert.Equal((401, 700027), await RefusalAsync(emulator, _signer.Sign(_signer.Header("HS256"), Claims(emulator))));
        Assert.Equal((401, 700027), await RefusalAsync(emulator, "nonsense"));
    }

    [Fact]
    public async Task A_registered_certificate_that_is_out_of_date_is_not_accepted()
    {
        using var old = new Signer(TimeSpan.FromDays(-9), TimeSpan.FromDays(-2));
        await using var emulator = await StartAsync(old);

        Assert.Equal((401, 700027), await RefusalAsync(emulator, old.Sign(old.Header("PS256"), Claims(emulator))));
    }

    [Theory]
    [InlineData("iss", "11111111-1111-1111-1111-111111111111", 700021)]
    [InlineData("sub", "11111111-1111-1111-1111-111111111111", 700021)]
    [InlineData("sub", null, 700021)]
    [InlineData("aud", "https://login.microsoftonline.com/common/oauth2/v2.0/token", 700023)]
    [InlineData("aud", null, 700023)]
    [InlineData("jti", null, 50027)]
    [InlineData("exp", null, 50027)]
    [InlineData("exp", -600, 700024)]
    [InlineData("nbf", 3600, 700024)]
    public async Task Every_claim_counts(string claim, object? value, int code)
    {
        await using var emulator = await StartAsync();
        var claims = Claims(emulator);
        claims.Remove(claim);
        if (value is int seconds)
            claims[claim] = emulator.Clock.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds();
        else if (value is not null)
            claims[claim] = (string)value;

        Assert.Equal((401, code), await RefusalAsync(emulator, _signer.Sign(_signer.Header("PS256"), claims)));
    }

    [Fact]
    public async Task The_tenant_may_be_called_by_its_domain_in_address_and_audience()
    {
        await using var emulator = await StartAsync();
        var claims = Claims(emulator);
        claims["aud"] = emulator.TokenUrl("contoso.com").ToString();

        using var response = await ShowAsync(emulator, _signer.Sign(_signer.Header("PS256"), claims));

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task Times_may_be_written_as_text_as_the_vendors_library_does()
    {
        await using var emulator = await StartAsync();
        var claims = Claims(emulator);
        foreach (var name in new[] { "nbf", "iat", "exp" })
            claims[name] = claims[name]!.ToString();

        using var response = await ShowAsync(emulator, _signer.Sign(_signer.Header("PS256"), claims));

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task An_assertion_without_its_type_lacks_a_field()
    {
        await using var emulator = await StartAsync();
        var assertion = _signer.Sign(_signer.Header("PS256"), Claims(emulator));

        using var response = await emulator.SignInAsync(("client_secret", null), ("client_assertion", assertion));

        Assert.Equal(900144, (await TestEmulator.Read(response))["error_codes"]![0]!.GetValue<int>());
    }

    [Fact]
    public async Task A_file_that_is_no_certificate_stops_the_start()
    {
        var problem = await Assert.ThrowsAsync<ArgumentException>(() =>
            TestEmulator.StartAsync(Company, new() { AppCertificates = ["nothing"] })
        );

        Assert.Contains("certificate", problem.Message, StringComparison.Ordinal);
    }
}
