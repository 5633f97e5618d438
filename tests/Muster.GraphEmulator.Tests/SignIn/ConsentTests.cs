using System.Net;
using System.Web;
using Muster.GraphEmulator.Tests.Running;

namespace Muster.GraphEmulator.Tests.SignIn;

public sealed class ConsentTests
{
    private const string Back = "http://127.0.0.1:5080/consent";
    private static readonly TestHistory Company = new TestHistory().User(1, "Ada").Group(100, "Crew");

    [Fact]
    public async Task Accepting_grants_what_the_app_names_and_comes_back_with_state_and_tenant()
    {
        await using var emulator = await TestEmulator.StartAsync(Company, new() { Permissions = [] });
        using (var page = await emulator.Http.GetAsync(Page(emulator), TestContext.Current.CancellationToken))
        {
            var text = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("GroupMember.Read.All", text, StringComparison.Ordinal);
            Assert.Contains(
                $"form-action 'self' http://127.0.0.1:5080",
                page.Headers.GetValues("Content-Security-Policy").Single(),
                StringComparison.Ordinal
            );
        }
        Assert.Equal(403, await ReadAsync(emulator));
        var answer = await AnswerAsync(emulator, "accept");
        Assert.Equal(
            ("True", emulator.Host.TenantId, "a&b", null),
            (answer["admin_consent"], answer["tenant"], answer["state"], answer["error"])
        );
        Assert.Equal(200, await ReadAsync(emulator));
    }

    [Fact]
    public async Task Cancelling_grants_nothing_and_comes_back_with_the_documented_error()
    {
        await using var emulator = await TestEmulator.StartAsync(Company, new() { Permissions = [] });
        var answer = await AnswerAsync(emulator, "cancel");
        Assert.Equal(("consent_required", "a&b"), (answer["error"], answer["state"]));
        Assert.StartsWith("AADSTS65004", answer["error_description"], StringComparison.Ordinal);
        Assert.Equal(403, await ReadAsync(emulator));
    }

    [Theory]
    [InlineData("client_id", "", "AADSTS900144")]
    [InlineData("redirect_uri", "", "AADSTS900144")]
    [InlineData("scope", "", "AADSTS900144")]
    [InlineData("client_id", "99999999-0000-4000-8000-000000000009", "AADSTS700016")]
    [InlineData("client_id", "<script>", "AADSTS700016")]
    [InlineData("redirect_uri", "https://evil.example/consent", "AADSTS50011")]
    [InlineData("redirect_uri", "javascript:alert(1)", "AADSTS50011")]
    [InlineData("scope", "User.Read.All", "AADSTS70011")]
    public async Task A_question_that_cannot_be_asked_sends_nobody_anywhere(string field, string value, string code)
    {
        await using var emulator = await TestEmulator.StartAsync(Company);
        var page = Page(emulator, (field, value));
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            using var request = new HttpRequestMessage(method, page);
            using var answer = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(code, text, StringComparison.Ordinal);
            Assert.DoesNotContain("<script>", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_tenant_is_not_here_and_another_sites_page_cannot_accept()
    {
        await using var emulator = await TestEmulator.StartAsync(Company, new() { Permissions = [] });
        using (
            var other = await emulator.Http.GetAsync(
                new Uri(Page(emulator).AbsoluteUri.Replace(emulator.Host.TenantId, Guid.NewGuid().ToString(), StringComparison.Ordinal)),
                TestContext.Current.CancellationToken
            )
        )
            Assert.Contains(
                "AADSTS90002",
                await other.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
                StringComparison.Ordinal
            );
        using var request = new HttpRequestMessage(HttpMethod.Post, Page(emulator));
        request.Headers.Add("Origin", "https://evil.example");
        request.Content = new FormUrlEncodedContent([new("answer", "accept")]);
        using var refused = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(403, await ReadAsync(emulator));
    }

    private static Uri Page(TestEmulator emulator, params (string Name, string Value)[] changes)
    {
        var query = HttpUtility.ParseQueryString("");
        query["client_id"] = emulator.Host.ClientId;
        query["redirect_uri"] = Back;
        query["scope"] = "https://graph.microsoft.com/.default";
        query["state"] = "a&b";
        foreach (var (name, value) in changes)
            query[name] = value;
        return new(emulator.Host.AuthorityUrl, $"{emulator.Host.TenantId}/v2.0/adminconsent?{query}");
    }

    private static async Task<System.Collections.Specialized.NameValueCollection> AnswerAsync(TestEmulator emulator, string answer)
    {
        using var form = new FormUrlEncodedContent([new("answer", answer)]);
        using var back = await emulator.Http.PostAsync(Page(emulator), form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, back.StatusCode);
        Assert.StartsWith(Back, back.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        return HttpUtility.ParseQueryString(back.Headers.Location.Query);
    }

    private static async Task<int> ReadAsync(TestEmulator emulator)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{emulator.Host.GraphUrl}/users");
        request.Headers.Authorization = new("Bearer", await emulator.TokenAsync());
        using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }
}
