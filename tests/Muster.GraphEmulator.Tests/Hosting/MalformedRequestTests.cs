using System.Net;
using System.Text;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.Hosting;

/// <summary>Requests that no client should send are the client's fault, never the emulator's.</summary>
public sealed class MalformedRequestTests
{
    private static readonly TestHistory Company = new TestHistory().User(1, "Ada").Group(100, "Crew");

    [Theory]
    [InlineData("PATCH", "/users/00000000-0000-4000-8000-000000000001")]
    [InlineData("POST", "/users")]
    [InlineData("POST", "/groups")]
    [InlineData("POST", "/groups/00000000-0000-4000-8000-000000000100/members/$ref")]
    [InlineData("POST", "/directoryObjects/getByIds")]
    [InlineData("POST", "/subscriptions")]
    [InlineData("POST", "/$batch")]
    public async Task A_body_with_broken_text_is_no_json(string method, string path)
    {
        await using var emulator = await TestEmulator.StartAsync(
            Company,
            new() { Permissions = ["User.ReadWrite.All", "Group.ReadWrite.All", "Directory.Read.All"] }
        );
        byte[][] bodies =
        [
            [.. "{\"displayName\":\""u8, 0xFF, .. "\"}"u8],
            [.. "{\""u8, 0xC3, 0x28, .. "\":1}"u8],
            [.. "{\"displayName\":\"\\ud800\"}"u8],
            [.. "{\"a\":[{\"\\udc00\":\"x\"}]}"u8],
        ];

        foreach (var body in bodies)
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
            using var request = new HttpRequestMessage(new(method), emulator.Host.GraphUrl + path) { Content = content };
            request.Headers.Authorization = new("Bearer", await emulator.TokenAsync());
            using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal("BadRequest", (await TestEmulator.Read(response))["error"]!.AsObject().Text("code"));
        }
    }

    [Theory]
    [InlineData("faults", """{"rules":[{"path":"/","body":{"a":"\ud800"}}]}""")]
    [InlineData("quirks", """{"\ud800":1}""")]
    [InlineData("changes", """{"change":"hire","name":"\ud800"}""")]
    public async Task A_control_request_with_broken_text_is_refused(string path, string body)
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var address = new Uri(emulator.Host.AuthorityUrl, $"_emulator/{path}");

        using var response = await emulator.Http.PostAsync(address, content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_body_above_the_limit_of_the_server_is_413()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        using var content = new ByteArrayContent(new byte[31_000_000]) { Headers = { ContentType = new("application/json") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, emulator.Host.GraphUrl + "/$batch") { Content = content };
        request.Headers.Authorization = new("Bearer", await emulator.TokenAsync());
        request.Headers.ExpectContinue = true;

        using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("BadRequest", (await TestEmulator.Read(response))["error"]!.AsObject().Text("code"));
    }

    [Fact]
    public async Task An_id_of_the_caller_that_no_header_can_hold_is_replaced()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        using var handler = TestEmulator.Trusting(emulator.Host.CertificatePath);
        handler.RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8;
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, emulator.Host.GraphUrl + "/users");
        request.Headers.Authorization = new("Bearer", await emulator.TokenAsync());
        request.Headers.TryAddWithoutValidation("client-request-id", "é");

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(response.Headers.GetValues("request-id"), response.Headers.GetValues("client-request-id"));
    }

    [Fact]
    public async Task A_form_that_is_none_or_that_is_out_of_bounds_is_a_malformed_token_request()
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        var address = emulator.TokenUrl(emulator.Host.TenantId);
        (string Text, string Type)[] bodies =
        [
            ("--x\r\ntrash", "multipart/form-data; boundary=x"),
            (string.Join('&', Enumerable.Range(0, 2_000).Select(number => $"a{number}=1")), "application/x-www-form-urlencoded"),
            ("grant_type=" + new string('a', 5_000_000), "application/x-www-form-urlencoded"),
        ];

        foreach (var (text, type) in bodies)
        {
            using var content = new StringContent(text);
            content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
            using var response = await emulator.Http.PostAsync(address, content, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal(9002313, (await TestEmulator.Read(response))["error_codes"]![0]!.GetValue<int>());
        }
    }
}
