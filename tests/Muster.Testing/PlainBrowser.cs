using System.Net;
using System.Text.RegularExpressions;

namespace Muster.Testing;

/// <summary>A browser without scripts: cookies and forms.</summary>
public sealed partial class PlainBrowser : IDisposable
{
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false, UseCookies = false };
    private readonly Dictionary<string, string> _cookies = [];
    private readonly bool _forwarded;
    private readonly string _from;
    private readonly CancellationToken _token;

    /// <summary>Opens it; nobody is signed in.</summary>
    /// <param name="server">The server.</param>
    /// <param name="cancellationToken">Cancels whatever it asks for.</param>
    /// <param name="forwarded">Whether it comes through a proxy that speaks TLS.</param>
    /// <param name="from">Where the proxy says it comes from.</param>
    /// <param name="host">The host name it asks for; null for that of the address.</param>
    public PlainBrowser(
        Uri server,
        CancellationToken cancellationToken,
        bool forwarded = false,
        string from = "203.0.113.7",
        string? host = null
    )
    {
        (_forwarded, _from, _token) = (forwarded, from, cancellationToken);
        Http = new HttpClient(_handler) { BaseAddress = server };
        Http.DefaultRequestHeaders.Host = host;
    }

    /// <summary>Asks without the cookies.</summary>
    public HttpClient Http { get; }

    /// <summary>The cookies it has.</summary>
    public IReadOnlyDictionary<string, string> Cookies => _cookies;

    /// <summary>Has a cookie that a script of a page would have set.</summary>
    public void Set(string cookie, string value) => _cookies[cookie] = value;

    /// <summary>Signs in by the form.</summary>
    public async Task<HttpResponseMessage> SignInAsync(string mail, string password)
    {
        using var page = await SendAsync(HttpMethod.Get, "/sign-in", null);
        var form = Hidden(await page.Content.ReadAsStringAsync(_token));
        form["Form.Email"] = mail;
        form["Form.Password"] = password;
        return await SendAsync(HttpMethod.Post, "/sign-in", new FormUrlEncodedContent(form));
    }

    /// <summary>What a refused sign-in says.</summary>
    public async Task<string> RefusalAsync(string mail, string password)
    {
        using var answer = await SignInAsync(mail, password);
        return Alert().Match(await answer.Content.ReadAsStringAsync(_token)).Value;
    }

    /// <summary>How the first page answers.</summary>
    public async Task<HttpStatusCode> HomeAsync()
    {
        using var answer = await SendAsync(HttpMethod.Get, "/", null);
        return answer.StatusCode;
    }

    /// <summary>Asks for a page, signed in or not.</summary>
    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    /// <summary>Fills a page's form in and sends it.</summary>
    /// <param name="page">The page.</param>
    /// <param name="fields">What is typed, by name.</param>
    public Task<HttpResponseMessage> SubmitAsync(string page, params (string Name, string Value)[] fields) =>
        SubmitAsync(page, page, fields);

    /// <summary>Fills a form of a page in and sends it.</summary>
    /// <param name="page">The page.</param>
    /// <param name="action">Where the form goes.</param>
    /// <param name="fields">What is typed, by name.</param>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        using var shown = await SendAsync(HttpMethod.Get, page, null);
        var form = Hidden(await shown.Content.ReadAsStringAsync(_token));
        foreach (var (name, value) in fields)
            form[name] = value;
        return await SendAsync(HttpMethod.Post, action, new FormUrlEncodedContent(form));
    }

    /// <summary>Sends JSON, signed in or not.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string json) => SendJsonAsync("POST", path, json);

    /// <summary>Sends JSON by any method, signed in or not; with GET there is none to send.</summary>
    public Task<HttpResponseMessage> SendJsonAsync(string method, string path, string json, params (string Name, string Value)[] headers) =>
        SendAsync(
            new HttpMethod(method),
            path,
            method == "GET" ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json"),
            headers
        );

    /// <inheritdoc />
    public void Dispose()
    {
        Http.Dispose();
        _handler.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (_forwarded)
        {
            request.Headers.Add("X-Forwarded-Proto", "https");
            request.Headers.Add("X-Forwarded-For", _from);
        }
        if (_cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        var answer = await Http.SendAsync(request, _token);
        if (answer.Headers.TryGetValues("Set-Cookie", out var set))
            foreach (var parts in set.Select(cookie => cookie.Split(';')[0].Split('=', 2)))
                _cookies[parts[0]] = parts[1];
        return answer;
    }

    private static Dictionary<string, string> Hidden(string page) =>
        Input()
            // The first form is the one with the password.
            .Matches(page.Split("</form>")[0])
            .ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value), StringComparer.Ordinal);

    [GeneratedRegex("""<input type="hidden" name="([^"]+)" value="([^"]*)" />""")]
    private static partial Regex Input();

    [GeneratedRegex("""role="alert">.*?</section>""", RegexOptions.Singleline)]
    private static partial Regex Alert();
}
