using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Muster.Server.Accounts;
using Muster.Server.Hosting;

namespace Muster.Server.SignIn;

/// <summary>Knows a browser again where somebody signed in before, by a cookie that opens nothing: what strangers guess at the account does not keep its holder out there. Another password makes all browsers strange again.</summary>
internal sealed class KnownDevice(
    IDataProtectionProvider protection,
    IHttpContextAccessor requests,
    ServerOptions options,
    TimeProvider clock
)
{
    /// <summary>How long a browser is known after a sign-in.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromDays(90);

    private readonly IDataProtector _protector = protection.CreateProtector("Muster.Devices.v1");

    private string Cookie => ServerUrls.IsSecure(options) ? "__Host-muster-device" : "muster-device";

    /// <summary>What the browser of this request is called; null when the account never signed in there.</summary>
    public string? Of(Account account)
    {
        if (requests.HttpContext?.Request.Cookies[Cookie] is not { Length: > 0 } cookie)
            return null;
        try
        {
            return
                _protector.Unprotect(cookie).Split(' ') is [var whose, var stamp, var device, var until]
                && whose == $"{account.Id:N}"
                && stamp == account.SecurityStamp
                && clock.GetUtcNow().ToUnixTimeSeconds() < long.Parse(until, CultureInfo.InvariantCulture)
                ? device
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Marks the browser of this request. Accounts without a password need no mark: nobody can guess at them.</summary>
    public void Remember(Account account)
    {
        if (account.PasswordHash is null || requests.HttpContext is not { } http)
            return;
        var until = clock.GetUtcNow() + Lasts;
        var device = Of(account) ?? Guid.NewGuid().ToString("N");
        http.Response.Cookies.Append(
            Cookie,
            _protector.Protect(
                $"{account.Id:N} {account.SecurityStamp} {device} {until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}"
            ),
            new CookieOptions
            {
                HttpOnly = true,
                Secure = ServerUrls.IsSecure(options) || http.Request.IsHttps,
                SameSite = SameSiteMode.Lax,
                Path = "/",
                Expires = until,
                IsEssential = true,
            }
        );
    }
}
