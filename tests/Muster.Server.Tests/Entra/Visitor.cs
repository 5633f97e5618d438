using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Muster.Testing;

namespace Muster.Server.Tests.Entra;

/// <summary>A browser without scripts that goes from host to host, one redirect after the other, and keeps cookies.</summary>
internal sealed partial class Visitor : IDisposable
{
    private readonly ServerRig _rig;
    private readonly HttpClient _http;

    public Visitor(ServerRig rig, string providerCertificate)
    {
        _rig = rig;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(providerCertificate);
        _http = new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                CookieContainer = Cookies,
                SslOptions = new() { CertificateChainPolicy = policy },
            }
        );
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Where the browser was sent, the last at the end.</summary>
    public List<Uri> Way { get; } = [];

    /// <summary>The key of the session; null without one.</summary>
    public string? Key => Cookies.GetCookies(_rig.Address)["muster"]?.Value;

    /// <summary>Follows an address to its end, or to where it should stop.</summary>
    /// <returns>Where it ended, and the page there.</returns>
    public async Task<(Uri Address, string Page)> GoAsync(string path, Func<Uri, bool>? stop = null)
    {
        var address = new Uri(_rig.Address, path);
        for (var hops = 0; hops < 12; hops++)
        {
            using var answer = await _http.GetAsync(address, Tests.Token);
            if ((int)answer.StatusCode is < 300 or >= 400)
                return (address, await answer.Content.ReadAsStringAsync(Tests.Token));
            address = new Uri(address, answer.Headers.Location!);
            Way.Add(address);
            if (stop?.Invoke(address) == true)
                return (address, "");
        }
        throw new InvalidOperationException($"Redirects do not end: {address}");
    }

    /// <summary>Goes to Entra and comes back.</summary>
    /// <returns>What is refused; null when the browser is signed in.</returns>
    public async Task<string?> SignInAsync()
    {
        var (address, page) = await GoAsync("/sign-in/entra?to=/profile");
        return address.AbsolutePath == "/profile" ? null : Refusal(page);
    }

    /// <summary>Proves anew who sits there.</summary>
    /// <returns>What is refused; null when it was proved.</returns>
    public async Task<string?> ConfirmAsync()
    {
        var (address, page) = await GoAsync("/confirm/entra?to=/profile");
        return address.AbsolutePath == "/profile" ? null : Refusal(page);
    }

    /// <summary>Signs in by the form.</summary>
    public async Task SignInLocallyAsync(string mail)
    {
        var (_, page) = await GoAsync("/sign-in");
        var form = Input()
            .Matches(page.Split("</form>")[0])
            .ToDictionary(found => found.Groups[1].Value, found => WebUtility.HtmlDecode(found.Groups[2].Value));
        form["Form.Email"] = mail;
        form["Form.Password"] = ServerRig.Password;
        using var content = new FormUrlEncodedContent(form);
        using var answer = await _http.PostAsync(new Uri(_rig.Address, "/sign-in"), content, Tests.Token);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    /// <summary>Whether pages open.</summary>
    public async Task<bool> IsInAsync() => (await GoAsync("/profile")).Address.AbsolutePath == "/profile";

    public void Dispose() => _http.Dispose();

    private static string Refusal(string page) =>
        WebUtility.HtmlDecode(Alert().Match(page) is { Success: true } alert ? alert.Groups["why"].Value : "(no reason)");

    [GeneratedRegex("""role="alert">.*?<p>(?<why>.*?)</p>""", RegexOptions.Singleline)]
    private static partial Regex Alert();

    [GeneratedRegex("""<input type="hidden" name="([^"]+)" value="([^"]*)" />""")]
    private static partial Regex Input();
}
